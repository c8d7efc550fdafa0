#!/bin/sh
# The disk gets full at some change to a file, or one write, sync, rename or
# removal fails, while an index is made, updated, rebuilt or swept: it says so
# and ends with 13, nothing half done is left, every day is as before or as
# after; and when the same is done again, the index is what it is when nothing
# disturbs.  The same holds where files may not grow beyond a limit.
#
# PL_ROUNDS says at how many changes; with as many as there are, at each one.
. "$(dirname "$0")/lib.sh"
rounds=${PL_ROUNDS:-5}
make_archive

reset() {
	rm -rf index
	[ -z "$from" ] || cp -Rp "$from" index
}

# What did not succeed says which file and why, once, and tidies up.
check_refusal() {
	[ "$code" -eq 13 ] || die "$what, $fault $at: ended with $code: $(cat said)"
	[ "$(grep -c '^promptlog-index: ' said)" -eq 1 ] ||
	    die "$what, $fault $at: not one error: $(cat said)"
	grep -q "$reason" said || die "$what, $fault $at: $(cat said)"
	[ -z "$(find . -path './index/*.new')" ] ||
	    die "$what, $fault $at: leftovers: $(find index -name '*.new')"
	failed=$((failed + 1))
}

# usage: fail_at FAULT AT REASON COMMAND ...
fail_at() {
	fault=$1 at=$2 reason=$3
	shift 3
	reset
	faulty env "$fault=$at" FAULT_NAME="$PWD/call" "$@"
	if [ "$code" -eq 0 ]; then
		# Whoever cannot copy at once copies by hand, and what cannot be
		# removed now is removed by the next.
		grep -q 'copy_file_range\|unlink' call ||
		    die "$what: $(cat call), change $at, failed, and nobody said so"
		check_whole index "$after"
		return
	fi
	check_refusal
	if [ -n "$from" ]; then
		check_between index "$before" "$after"
	else
		check_between index "$after"
	fi
	check_ends 0 "$@"
	check_whole index "$after"
}

# usage: fail_often WHAT FROM BEFORE AFTER COMMAND ..., as in kill.sh
fail_often() {
	what=$1 from=$2 before=$3 after=$4
	shift 4
	reset
	faulty env FAULT_COUNT="$PWD/count" "$@"
	[ "$code" -eq 0 ] || die "$what ends with $code: $(cat said)"
	total=$(cat count)
	most=$((rounds < total ? rounds : total))
	failed=0
	for round in $(seq 1 "$most"); do
		at=$(((total - 1) * (round - 1) / (most - 1) + 1))
		fail_at FAULT_FULL "$at" 'No space left\|disk is full' "$@"
		fail_at FAULT_ONCE "$at" 'Input/output error\|disk I/O error' "$@"
	done
	echo "$failed of $((2 * most)) failures at changes 1 to $total of a $what:" \
	    "13, then as undisturbed"
}

# What stood before is there as long as nothing could be put in its place.
limit_files() {
	reset
	try sh -c "ulimit -f $1
	    exec promptlog-index update --quiet --index index archive"
	ended=$code
	[ "$ended" -eq 13 ] || [ "$1" -gt 100 ] ||
	    die "a limit of $1 blocks: ended with $ended: $(cat said)"
	[ "$ended" -eq 0 ] || grep -q 'File too large\|disk is full\|I/O' said ||
	    die "a limit of $1 blocks: $(cat said)"
	check_between index old new
	[ "$1" -gt 8 ] || cmp -s some old ||
	    die "a limit of $1 blocks changed what is in the index"
	check_finishes index archive new
	echo "files limited to $1 blocks: $ended, then as undisturbed"
}

set -- promptlog-index update --quiet --jobs 2 --index index archive
fail_often 'first update' '' '' old "$@"
fail_often rebuild before old old \
    promptlog-index rebuild --quiet --jobs 2 --index index
change_archive
fail_often 'second update' before old new "$@"
for blocks in 1 8 80 4000; do
	limit_files "$blocks"
done
change_back
lose_objects
fail_often sweep doomed held rest \
    promptlog-index sweep --quiet --yes --max-delete 100% --index index
