#!/bin/sh
# An object is listed, and when it is to be read it cannot be, or is gone, or is
# something else.
. "$(dirname "$0")/lib.sh"
mkarchive --objects 60 --days 2 --users 3 --seed 3 pristine >said
name=$(find pristine -name '*.json.gz' | sort | sed -n 20p)
name=${name##*/}

# usage: befall HOW, of an update of ./index
befall() {
	faulty env FAULT_OPEN="$1:$name" \
	    promptlog-index update --json --index index archive
	result=$code
	promptlog-index accept --index index --all --reason test 2>words
	accepted=$(cat words)
	counts=$(sed -n 's/^  "\(indexed\|unchanged\|rejected\|passed_over\|vanished\)": \([0-9]*\),/\1 \2/p' said |
	    tr '\n' ' ')
	echo "$1, $when: ended with $result, $counts"
}
expect() {
	[ "$result $counts" = "$1 " ] || die "expected: $1"
	[ "$accepted" = "$2" ] || die "expected: $2, not $accepted"
}
# A copy of the archive, and an index of it or none.
begin() {
	rm -rf archive index
	cp -Rp pristine archive
	when="when it is new"
	[ "$1" = known ] || return 0
	when="when it is known"
	promptlog-index update --quiet --index index archive
	touch -d 2030-01-01 "$(find archive -name "$name")"
}
finish() {
	promptlog-index update --json --index index archive >said 2>words || true
	counts=$(sed -n 's/^  "\(indexed\|unchanged\|rejected\|passed_over\|vanished\)": \([0-9]*\),/\1 \2/p' said |
	    tr '\n' ' ')
	result=
	accepted=
	echo "  and the next: $counts"
}

begin new
befall deny
expect '3 indexed 59 unchanged 0 passed_over 0 rejected 1 vanished 0' \
    '1 object accepted'
finish
expect ' indexed 1 unchanged 59 passed_over 0 rejected 0 vanished 0' ''

begin known
befall deny
expect '3 indexed 0 unchanged 59 passed_over 0 rejected 1 vanished 0' \
    '1 object accepted'
finish
expect ' indexed 0 unchanged 60 passed_over 0 rejected 0 vanished 0' ''

for how in vanish fifo; do
	passed=0
	[ $how = vanish ] || passed=1
	begin new
	befall $how
	expect '0 indexed 59 unchanged 0 passed_over 0 rejected 0 vanished 0' \
	    '0 objects accepted'
	finish
	expect " indexed 0 unchanged 59 passed_over $passed rejected 0 vanished 0" ''

	begin known
	befall $how
	expect '0 indexed 0 unchanged 59 passed_over 0 rejected 0 vanished 1' \
	    '1 object accepted'
	finish
	expect " indexed 0 unchanged 59 passed_over $passed rejected 0 vanished 1" ''
done
