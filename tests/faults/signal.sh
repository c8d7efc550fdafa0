#!/bin/sh
# SIGINT, SIGTERM and SIGHUP end an update, a rebuild or a sweep in order: what
# was done is kept, the index says that the run was interrupted, and the next
# goes on.  A second signal ends it at once, which harms nothing.
. "$(dirname "$0")/lib.sh"
rounds=${PL_ROUNDS:-8}
make_archive
sort -u old >lines

faulty env FAULT_COUNT="$PWD/count" \
    promptlog-index update --quiet --index index --jobs 2 archive
total=$(cat count)

state() {
	sqlite3 "$1/index.db" 'select state, made_good from run order by id'
}

# One signal, at the N-th change to a file.
asked=0
kept=0
for round in $(seq 1 "$rounds"); do
	for signal in $signals; do
		at=$(((total - 1) * (round - 1) / rounds + 1))
		rm -rf index
		faulty env FAULT_SIGNAL="$signal:$at" \
		    promptlog-index update --index index --jobs 2 archive
		# One that comes after the last look at it is of no effect.
		[ "$code" -eq $((128 + signal)) ] ||
		    { [ "$code" -eq 0 ] && [ "$at" -gt $((total * 4 / 5)) ]; } ||
		    die "signal $signal at change $at: ended with $code"
		[ -z "$(find index -name '*.new')" ] || die "leftovers"
		check_unfinished index lines
		if [ "$code" -ne 0 ]; then
			asked=$((asked + 1))
			[ "$(state index)" = '1|0' ] ||
			    die "the run's state is $(state index)"
			grep -q 'interrupted' said || die "said: $(cat said)"
			try promptlog search --index index --count ''
			grep -q 'was interrupted' said || die "said: $(cat said)"
		fi
		had=$(find index -name '????-*.db' | wc -l)
		kept=$((kept + had))
		try promptlog-index update --index index --json archive
		[ "$had" -eq 0 ] || ! grep -q '"unchanged": 0,' said ||
		    die "nothing of $had shards was kept"
		check_finishes index archive old
	done
done
[ "$asked" -gt "$rounds" ] || die "only $asked of the signals had an effect"
echo "$asked of the signals $signals ended the run in order; $kept shards were kept"

# Two signals.
for round in $(seq 1 "$rounds"); do
	at=$(((total - 1) * (round - 1) / rounds + 1))
	rm -rf index
	faulty env FAULT_SIGNAL="2:$at:$((at + 1))" \
	    promptlog-index update --quiet --index index --jobs 2 archive
	[ "$code" -eq 130 ] || [ "$at" -gt $((total * 4 / 5)) ] ||
	    die "two signals at change $at: ended with $code"
	check_unfinished index lines
	check_finishes index archive old
done
echo "$rounds times two signals: the next update is as undisturbed"

# While waiting for another writer.
(
	flock 9
	exec sleep 60
) 9>index/lock &
holder=$!
while flock --nonblock index/lock true; do sleep 0.01; done
promptlog-index update --quiet --index index archive &
pid=$!
until readlink /proc/$pid/fd/* | grep -q 'index/lock$'; do sleep 0.01; done
kill -TERM $pid
code=0
wait $pid || code=$?
kill $holder
[ "$code" -eq 143 ] || die "waiting for the lock, SIGTERM ended it with $code"
echo "one signal ends the wait for another writer"

# A rebuild goes on where it stopped, and a sweep with what is left.
#
# usage: goes_on FROM BEFORE AFTER COMMAND ..., as in kill.sh
goes_on() {
	from=$1 before=$2 after=$3
	shift 3
	rm -rf index
	cp -Rp "$from" index
	faulty env FAULT_COUNT="$PWD/count" "$@" --json
	total=$(cat count)
	asked=0
	for round in $(seq 1 "$rounds"); do
		rm -rf index
		cp -Rp "$from" index
		at=$((total * round / (rounds + 1)))
		faulty env FAULT_SIGNAL="15:$at" "$@" --quiet
		[ "$code" -eq 143 ] || [ "$at" -gt $((total * 3 / 5)) ] ||
		    die "$2, SIGTERM at change $at: ended with $code: $(cat said)"
		[ "$code" -ne 143 ] || asked=$((asked + 1))
		[ -z "$(find index -name '*.new')" ] || die "leftovers"
		check_between index "$before" "$after"
		try "$@" --json
		[ "$code" -eq 0 ] || die "$2 then ends with $code: $(cat said)"
		cp said "went-on-$round"
		check_whole index "$after"
	done
	[ "$asked" -gt 0 ] || die "no signal ended a $2"
	echo "$asked of $rounds signals ended a $2 with 143; the next went on"
}
goes_on before old old promptlog-index rebuild --jobs 1 --index index
grep -q '"done_before": [1-9]' went-on-* || die "no rebuild went on where it stopped"
lose_objects
goes_on doomed held rest \
    promptlog-index sweep --yes --max-delete 100% --index index
