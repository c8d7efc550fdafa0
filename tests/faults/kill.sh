#!/bin/sh
# Whoever writes an index is killed at random instants: what is left can be
# searched and is right, or says why it may not be; and when the same is done
# again, the index is what it is when nothing disturbs.
#
# Half of the instants are changes to files, half are by the clock, spread over
# the time that the work takes; only those count that met it at work.
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

# Instants from the first to the last, in random order: first one from each of
# `each` equal parts, and then as many again for those that come too late.
#
# usage: instants FIRST LAST
instants() {
	seed=$((seed + 1))
	awk -v seed="$seed" -v n="$each" -v first="$1" -v last="$2" 'BEGIN {
		srand(seed)
		for (i = 0; i < 4 * n; i++) {
			part = i < n ? (i + rand()) / n : rand()
			printf "%.4f\n", first + part * (last - first)
		}
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

# usage: kill_at HOW FIRST LAST COMMAND ...
kill_at() {
	how=$1
	instants "$2" "$3" >instants
	shift 3
	hit=0
	while [ "$hit" -lt "$each" ] && read -r at; do
		reset
		if [ "$how" = change ]; then
			faulty env FAULT_SIGNAL="9:${at%.*}" "$@"
		else
			try timeout -s KILL "$at" "$@"
		fi
		[ "$code" -ne 0 ] || continue
		[ "$code" -eq 137 ] || die "$what ended with $code: $(cat said)"
		hit=$((hit + 1))
		check "$@"
	done <instants
	[ "$hit" -eq "$each" ] || die "only $hit of $each kills met $what at work"
}

seconds_of() {
	begun=$(date +%s%N)
	"$@" >said 2>&1
	echo "$begun $(date +%s%N)" | awk '{ printf "%.4f\n", ($2 - $1) / 1e9 }'
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
	kill_at change 1 "$((changes + 1))" "$@"
	kill_at time "$begins" "$ends" "$@"
	echo "$((2 * each)) kills of a $what of $changes changes in $ends s"
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
