#!/bin/sh
# Build promptlog, index an archive and search it.
#
# usage: scripts/demo.sh [ARCHIVE]
#
# ARCHIVE is a copy of a bucket of prompt logs, any folder inside one, or a
# bundle of one; without it, one is made up.  The index is removed at the end,
# unless $PROMPTLOG_INDEX says where it is to stay.
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
scratch=$(mktemp -d "${TMPDIR:-/tmp}/promptlog-demo.XXXXXX")
trap 'rm -rf "$scratch"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

fail() {
	echo "demo: $*" >&2
	exit 1
}

# Run quietly; show what was printed only when it fails.
quietly() {
	"$@" >"$scratch/log" 2>&1 || {
		cat "$scratch/log" >&2
		fail "failed: $*"
	}
}

build() {
	cd "$root"
	quietly cmake --preset release
	quietly cmake --build --preset release
}

# It stays in the build folder, for an index that stays.
made_up=$root/build/demo/bucket

make_up() {
	[ ! -d "$made_up" ] || return 0
	echo "Making up an archive of 2,000 objects ..."
	quietly mkarchive --objects 2000 --days 10 --users 12 --seed 1 \
	    "$scratch/bucket"
	mkdir -p "${made_up%/*}"
	mv "$scratch/bucket" "$made_up"
}

# An argument as a person would type it.
quote() {
	case $1 in
	"" | *[!A-Za-z0-9_./:=,@%+-]*)
		printf "'%s'" "$(printf '%s' "$1" | sed "s/'/'\\\\''/g")"
		;;
	*) printf '%s' "$1" ;;
	esac
}

# Show a command line and run it.  Nothing found (1) and an incomplete answer
# (3) are answers too.
run() {
	line='$'
	for word in "$@"; do
		line="$line $(quote "$word")"
	done
	printf '\n%s\n' "$line"
	status=0
	"$@" || status=$?
	case $status in
	0) ;;
	1) echo "(exit status 1: nothing found)" ;;
	3) echo "(exit status 3: the answer is incomplete, as said above)" ;;
	*) fail "'$1' ended with exit status $status" ;;
	esac
}

case $# in
0) archive= ;;
1)
	[ -e "$1" ] || fail "there is no '$1'"
	archive=$1
	;;
*) fail "usage: demo.sh [ARCHIVE]" ;;
esac

sh "$root/scripts/setup.sh"
echo "Building promptlog ..."
(build)
PATH=$root/build/release/bin:$PATH
PROMPTLOG_INDEX=${PROMPTLOG_INDEX:-$scratch/index}
PROMPTLOG_PAGER=
export PATH PROMPTLOG_INDEX PROMPTLOG_PAGER

if [ -n "$archive" ]; then
	run promptlog index update --quiet "$archive"
else
	archive=$made_up
	make_up
	run promptlog index update --quiet "$archive" "$root/fixtures/scripts"
	run promptlog search --limit 2 バグ
fi
run promptlog search --limit 2 'in:prompt "list of customer"'
run promptlog search --limit 2 DB_PASSWORD=
run promptlog search --limit 2 type:inline '/AKIA[0-9A-Z]{16}/'
run promptlog search --by user 'in:prompt (password OR secret)'
run promptlog search --count 'file:*.py' -- -test
if [ "$archive" = "$made_up" ]; then
	run promptlog index update --quiet "$root/fixtures/bad"
	run promptlog search spoilt --limit 1
	run promptlog status --rejected
fi
run promptlog status
