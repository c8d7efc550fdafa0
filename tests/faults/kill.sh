#!/bin/sh
# Whoever writes an index is killed at random instants: what is left can be
# searched and is right, or says why it may not be; and when the same is done
# again, the index is what it is when nothing disturbs.
#
# Half of the instants are by the clock, spread over the time that the work
# takes, and half are changes to files, as are those by the clock that met
# nothing; only those count that met it at work.
#
# usage: kill.sh [KILLS], or with PL_KILLS; PL_SEED for other instants
. "$(dirname "$0")/lib.sh"
kills=${1:-${PL_KILLS:-24}}
seed=${PL_SEED:-$$}
each=$(((kills + 7) / 8))
erased=${PL_ERASED:-$(dirname "$PL_FAULTS")/../bin/erased}
killed=0
incomplete=0
as_before=0
as_after=0
echo "seed $seed"
make_archive

reset() {
	rm -rf index
	[ -z "$from" ] || cp -Rp "$from" index
}

# Parts of the whole, in random order: first one from each of `each` equal
# parts, and then as many again three times for those that come too late.
parts() {
	seed=$((seed + 1))
	awk -v seed="$seed" -v n="$each" 'BEGIN {
		srand(seed)
		for (i = 0; i < 4 * n; i++)
			printf "%.6f\n", i < n ? (i + rand()) / n : rand()
	}'
}

# What must hold after a kill, and that it does no harm in the end.
#
# usage: check COMMAND ..., a command that was killed
check() {
	killed=$((killed + 1))
	if [ -n "$from" ]; then
		check_between index "$before" "$after"
	else
		check_between index "$after"
	fi
	case $code in
	0) if cmp -s some "$after"; then
		as_after=$((as_after + 1))
	else
		as_before=$((as_before + 1))
	fi ;;
	10) as_before=$((as_before + 1)) ;;
	3) incomplete=$((incomplete + 1)) ;;
	esac
	check_ends 0 "$@"
	check_whole index "$after"
	check_ends 0 promptlog-index check --quiet --index index
	[ "$what" != sweep ] || [ ! -x "$erased" ] ||
	    [ -z "$("$erased" index doomed 2>words)" ] || die "not erased"
}

# usage: seconds_since NANOSECONDS, of date +%s%N
seconds_since() {
	echo "$1 $(date +%s%N)" | awk '{ printf "%.4f\n", ($2 - $1) / 1e9 }'
}

# Kill so many times, as far as the kills meet the command at work: $hit.  What
# takes longer or shorter on a machine that does other things, too, is no matter:
# a run that ended before it was to be killed tells how long the next may take.
#
# usage: kill_at HOW FIRST LAST KILLS COMMAND ...
kill_at() {
	how=$1 first=$2 last=$3 goal=$4
	shift 4
	parts >instants
	hit=0
	while [ "$hit" -lt "$goal" ] && read -r part; do
		reset
		at=$(echo "$part $first $last" | awk '{
			first = $2 < $3 ? $2 : 0
			printf "%.4f\n", first + $1 * ($3 - first)
		}')
		begun=$(date +%s%N)
		if [ "$how" = change ]; then
			faulty env FAULT_SIGNAL="9:${at%.*}" "$@"
		else
			try timeout -s KILL "$at" "$@"
		fi
		if [ "$code" -eq 0 ]; then
			[ "$how" = change ] || last=$(seconds_since "$begun")
			continue
		fi
		[ "$code" -eq 137 ] || die "$what ended with $code: $(cat said)"
		hit=$((hit + 1))
		check "$@"
	done <instants
}

seconds_of() {
	begun=$(date +%s%N)
	"$@" >said 2>&1
	seconds_since "$begun"
}

# usage: kill_often WHAT FROM BEFORE AFTER COMMAND ...; FROM is an index as in
# the file BEFORE, or nothing
kill_often() {
	what=$1 from=$2 before=$3 after=$4
	shift 4
	reset
	faulty env FAULT_COUNT="$PWD/count" "$@"
	[ "$code" -eq 0 ] || die "$what ends with $code: $(cat said)"
	changes=$(cat count)
	reset
	begins=$(seconds_of promptlog-index --version)
	ends=$(seconds_of "$@")
	kill_at time "$begins" "$ends" "$each" "$@"
	timed=$hit
	kill_at change 1 "$((changes + 1))" "$((2 * each - timed))" "$@"
	[ "$((timed + hit))" -eq "$((2 * each))" ] ||
	    die "only $hit of $((2 * each - timed)) kills at changes met $what at work"
	echo "$((2 * each)) kills of a $what of $changes changes in $ends s," \
	    "$timed by the clock"
}

set -- promptlog-index update --quiet --jobs 2 --index index archive
kill_often 'first update' '' '' old "$@"
kill_often rebuild before old old \
    promptlog-index rebuild --quiet --jobs 2 --index index
change_archive
kill_often 'second update' before old new "$@"
change_back
lose_objects
kill_often sweep doomed held rest \
    promptlog-index sweep --quiet --yes --max-delete 100% --index index
echo "$killed of $((8 * each)) kills, and a search after each:" \
    "$incomplete incomplete and said why, $as_before as before," \
    "$as_after as after, 0 wrong; $killed as undisturbed in the end"
