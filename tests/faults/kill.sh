#!/bin/sh
# An update is killed at any instant: what is left can be read, says that it is
# unfinished, and the next update makes it what an undisturbed one makes.
. "$(dirname "$0")/lib.sh"
rounds=${PL_ROUNDS:-12}
make_archive

# At the N-th change to a file, N from the first to the last.
kill_at_changes() {
	for round in $(seq 1 "$rounds"); do
		at=$(((total - 1) * (round - 1) / (rounds - 1) + 1))
		reset
		faulty env FAULT_SIGNAL="9:$at" \
		    promptlog-index update --quiet --index index --jobs 2 archive
		[ "$code" -eq 137 ] || die "not killed at change $at: $code"
		check_unfinished index "$1"
		check_finishes index archive "$2"
	done
	echo "$rounds times killed at changes 1 to $total of $3: as undisturbed"
}

# At some time, by the clock.
kill_at_times() {
	killed=0
	for round in $(seq 1 "$rounds"); do
		reset
		promptlog-index update --quiet --index index --jobs 2 archive &
		pid=$!
		sleep "$(awk -v n="$round" -v s="$seconds" -v of="$rounds" \
		    'BEGIN { print s * n / of }')"
		kill -9 $pid 2>said || true
		code=0
		wait $pid 2>said || code=$?
		[ "$code" -ne 137 ] || killed=$((killed + 1))
		[ "$code" -eq 137 ] || [ "$code" -eq 0 ] || die "ended with $code"
		check_unfinished index "$1"
		check_finishes index archive "$2"
	done
	echo "$killed of $rounds times killed within $seconds s of $3: as undisturbed"
}

# How many changes an undisturbed update makes, and how long it takes.
measure() {
	reset
	faulty env FAULT_COUNT="$PWD/count" \
	    promptlog-index update --quiet --index index --jobs 2 archive
	total=$(cat count)
	reset
	begun=$(date +%s.%N)
	promptlog-index update --quiet --index index --jobs 2 archive
	seconds=$(echo "$begun $(date +%s.%N)" | awk '{ printf "%.2f", $2 - $1 }')
}

reset() {
	rm -rf index
}
measure
sort -u old >lines
kill_at_changes lines old 'a first update'
kill_at_times lines old 'a first update'

change_archive
reset() {
	rm -rf index
	cp -Rp before index
}
measure
kill_at_changes either new 'a second update'
kill_at_times either new 'a second update'
