#!/bin/sh
# People search while updates run, and several updates begin at once: every
# answer is whole or says that it is not, and nothing is lost.
. "$(dirname "$0")/lib.sh"
rounds=${PL_ROUNDS:-6}
make_archive
cp -Rp before index

# Until ./stop is there: every answer must have all that is in both states of
# the archive, and nothing that is in neither.
ids() {
	sed -n 's/^{"id":"\([^"]*\)".*"ordinal":\([0-9]*\).*/\1 \2/p' "$1" |
	    sort -u
}
ids old >ids-old
ids new >ids-new
comm -12 ids-old ids-new >in-both
sort -u ids-old ids-new >in-either
read_on() {
	answers=0
	while [ ! -e stop ]; do
		code=0
		promptlog search --index index --jsonl --duplicates '' \
		    >"answer-$1" 2>"words-$1" || code=$?
		[ "$code" -eq 0 ] || [ "$code" -eq 3 ] || {
			echo "search ended with $code: $(cat "words-$1")" >>wrong
			break
		}
		ids "answer-$1" >"ids-$1"
		[ -z "$(comm -23 in-both "ids-$1")" ] || [ "$code" -eq 3 ] ||
		    echo "an answer that is called complete lacks something" >>wrong
		[ -z "$(comm -13 in-either "ids-$1")" ] ||
		    echo "an answer holds what is in no archive" >>wrong
		answers=$((answers + 1))
	done
	echo $answers >"answers-$1"
}
: >wrong
read_on 1 &
first=$!
read_on 2 &
second=$!
for round in $(seq 1 "$rounds"); do
	if [ $((round % 2)) -eq 1 ]; then
		change_archive
	else
		change_back
	fi
	pids=
	for writer in 1 2 3; do
		promptlog-index update --quiet --index index archive 2>"said-$writer" &
		pids="$pids $!"
	done
	for pid in $pids; do
		# Objects that vanish with change_back are no failure.
		wait "$pid" || die "an update ended with $?: $(cat said-*)"
	done
done
touch stop
wait $first $second
[ ! -s wrong ] || die "$(sort wrong | uniq -c)"
answers=$(($(cat answers-1) + $(cat answers-2)))
[ "$answers" -gt 0 ] || die "nothing was answered"
echo "$((3 * rounds)) updates, three at once, and $answers answers meanwhile"
