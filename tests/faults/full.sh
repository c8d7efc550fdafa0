#!/bin/sh
# The disk gets full at any instant, or a file may not grow: update says so and
# ends with 13, the index can be read, and with room again the next update makes
# it what an undisturbed one makes.
. "$(dirname "$0")/lib.sh"
rounds=${PL_ROUNDS:-12}
make_archive
sort -u old >lines

fill() {
	reset
	faulty env FAULT_COUNT="$PWD/count" \
	    promptlog-index update --quiet --index index --jobs 2 archive
	total=$(cat count)
	for round in $(seq 1 "$rounds"); do
		at=$(((total - 1) * (round - 1) / (rounds - 1) + 1))
		reset
		faulty env FAULT_FULL="$at" \
		    promptlog-index update --quiet --index index --jobs 2 archive
		[ "$code" -eq 13 ] || die "full at change $at: ended with $code"
		grep -q 'No space left\|disk is full' said ||
		    die "full at change $at: $(cat said)"
		[ "$(grep -c promptlog-index: said)" -eq 1 ] ||
		    die "not one error: $(cat said)"
		[ -z "$(find . -path './index/*.new')" ] ||
		    die "leftovers on a full disk"
		check_unfinished index "$1"
		check_finishes index archive "$2"
	done
	echo "$rounds times full at changes 1 to $total of $3: 13, then as undisturbed"
}

# What stood before is there as long as nothing could be put in its place.
limit() {
	for blocks in 1 8 80 4000; do
		reset
		content index >before-it
		try sh -c "ulimit -f $blocks
		    exec promptlog-index update --quiet --index index archive"
		ended=$code
		[ "$ended" -eq 13 ] || [ "$blocks" -gt 100 ] ||
		    die "a limit of $blocks blocks: ended with $ended: $(cat said)"
		[ "$ended" -eq 0 ] || grep -q 'File too large\|disk is full\|I/O' said ||
		    die "a limit of $blocks blocks: $(cat said)"
		check_unfinished index "$1"
		content index >after-it
		[ "$blocks" -gt 8 ] || cmp -s before-it after-it ||
		    die "a limit of $blocks blocks changed what is in the index"
		check_finishes index archive "$2"
		echo "files limited to $blocks blocks in $3: $ended, then as undisturbed"
	done
}

reset() {
	rm -rf index
}
fill lines old 'a first update'
reset() {
	rm -rf index
	cp -Rp before index
}
change_archive
fill either new 'a second update'
limit either new 'a second update'
