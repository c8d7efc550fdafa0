#!/bin/sh
# Two archives of one seed are the same, one of another seed is not, and what
# is on disk is what was asked for.
# usage: same.sh BIN-FOLDER
set -eu
bin=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

# make NAME SEED
make() {
	"$bin/mkarchive" --objects 400 --days 7 --users 9 --seed "$2" --bad \
	    --truth "$work/$1.jsonl" "$work/$1"
	(cd "$work/$1" && find . -type f -newermt 1980-01-01 -exec \
	    stat -c '%n %s %Y' {} + | LC_ALL=C sort
	find . -type f -exec cksum {} + | LC_ALL=C sort) >"$work/$1.list"
}

fail() {
	echo "same: $1" >&2
	exit 1
}

make one 5
make two 5
make three 6
cmp "$work/one.jsonl" "$work/two.jsonl"
cmp "$work/one.list" "$work/two.list"
cmp -s "$work/one.list" "$work/three.list" && fail 'the seed changes nothing'
told=$(sed 's/^{"object":"\([^"]*\)".*/\1/' "$work/one.jsonl" | sort -u |
    wc -l)
[ "$told" -eq 400 ] || fail "the truth tells of $told objects, not 400"
sed 's/^{"object":"\([^"]*\)".*/\1/' "$work/one.jsonl" | sort -u |
    while read -r key; do
	[ -s "$work/one/$key" ] || fail "'$key' is not there"
done
