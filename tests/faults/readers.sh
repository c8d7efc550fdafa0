#!/bin/sh
# People search without pause while updates, several at once, rebuilds and
# sweeps change the index: every answer is all of one state, or it says why it
# may not be and is of one state or another on each day; none waits for a lock.
#
# usage: readers.sh [READERS [SECONDS]]; few by default, 20 and 60 to be sure
. "$(dirname "$0")/lib.sh"
readers=${1:-${PL_READERS:-6}}
seconds=${2:-${PL_SECONDS:-8}}
make_archive
cp -Rp before index

# The archive in three states, one of which is ./archive: as it was; with
# objects altered and added; and without those added and one day.
cp -Rp archive archive-before
change_archive
cp -Rp archive archive-after
first=$(sed -n '1s|.*\(/20../../../\).*|\1|p' objects)
grep "$first" objects | cat added - | tr '\n' '\0' | xargs -0 rm
cp -Rp archive archive-third
cp -Rp after third
promptlog-index sweep --quiet --index third --yes --max-delete 100%
rm -r archive
stands=before
mv archive-before archive
become() {
	mv archive "archive-$stands"
	stands=$1
	mv "archive-$stands" archive
}

# What is asked, and what each state answers.
printf 'altered\nadded\ntimeout\n' >terms
ask() {
	case $2 in
	0) set -- "$1" --full --duplicates '' ;;
	1) set -- "$1" --full --duplicates altered ;;
	2) set -- "$1" --full --duplicates '/(added|altered) \w+/ timeout' ;;
	3) set -- "$1" --conversations timeout ;;
	4) set -- "$1" -C 1 altered ;;
	5)
		promptlog terms --index "$1" --csv terms
		return
		;;
	esac
	index=$1
	shift
	promptlog search --index "$index" --jsonl --sort=oldest "$@"
}
questions=6
for state in before after third; do
	for question in $(seq 0 $((questions - 1))); do
		ask $state "$question" >"$state-$question" 2>words || [ $? -eq 1 ]
	done
done

# What is right: all of one state; or what says why it may not be, and is on each
# day of one or not there, as far as the answer tells days.
#
# usage: judge NUMBER QUESTION, of answer-NUMBER, words-NUMBER and $code
judge() {
	case $code in
	0 | 1)
		for state in before after third; do
			! cmp -s "answer-$1" "$state-$2" || break
		done
		cmp -s "answer-$1" "$state-$2" && echo whole || echo mixed
		;;
	3)
		grep -q '^incomplete: ' "words-$1" || echo "3, and no reason" >>wrong
		[ "$2" -gt 2 ] ||
		    strange_days 1 "answer-$1" "before-$2" "after-$2" "third-$2"
		echo incomplete
		;;
	*) echo "ended with $code" ;;
	esac
}
read_on() {
	question=$(($1 % questions))
	while [ -e going ]; do
		code=0
		ask index $question >"answer-$1" 2>"words-$1" || code=$?
		judged=$(judge "$1" $question)
		echo "$judged" >>"judged-$1"
		case $judged in
		whole | incomplete) ;;
		*)
			echo "question $question: $judged" >>wrong
			cat "words-$1" >>wrong
			;;
		esac
		! grep -i 'lock\|busy' "words-$1" >>wrong
		question=$(((question + 1) % questions))
	done
}
: >wrong
: >going
people=
for number in $(seq 1 "$readers"); do
	read_on "$number" &
	people="$people $!"
done

update_at_once() {
	pids=
	for writer in 1 2 3; do
		promptlog-index update --quiet --index index --lock-wait 5min \
		    archive 2>"said-$writer" &
		pids="$pids $!"
	done
	for pid in $pids; do
		wait "$pid" || die "an update ended with $?: $(cat said-*)"
	done
}
rounds=0
end=$(($(date +%s) + seconds))
while [ "$rounds" -eq 0 ] || [ "$(date +%s)" -lt "$end" ]; do
	become after
	update_at_once
	check_ends 0 promptlog-index rebuild --quiet --index index
	become third
	check_ends 0 promptlog-index sweep --quiet --index index --yes \
	    --max-delete 100%
	become before
	update_at_once
	rounds=$((rounds + 1))
done
rm going
for pid in $people; do
	wait "$pid"
done
[ ! -s wrong ] || die "wrong: $(cat judged-* | sort | uniq -c)
$(sort wrong | uniq -c | sort -rn | head -20)"
check_whole index old
count() {
	cat judged-* | grep -c "^$1$" || true
}
echo "$readers readers while $rounds rebuilds, $rounds sweeps and $((6 * rounds))" \
    "updates ran, three at once: $(cat judged-* | wc -l) answers," \
    "$(count whole) complete, $(count incomplete) incomplete and said why, 0 wrong"
