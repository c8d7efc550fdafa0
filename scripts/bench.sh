#!/bin/sh
# Measure promptlog beside zcat, find, ugrep, ripgrep, sqlite-utils, sqlite3 and
# Xapian's scriptindex, and print a table of ratios.  A peer that is not
# installed is said to be missing; scripts/setup.sh bench installs them.
#
# usage: scripts/bench.sh [OPTION]... [ARCHIVE]
#
# Without ARCHIVE one of 100,000 objects is made up.  --help tells the options.
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)

fail() {
	echo "bench: $*" >&2
	exit 1
}

build() {
	sh "$root/scripts/setup.sh"
	cd "$root"
	cmake --preset release
	cmake --build --preset release
}

command -v python3 >/dev/null ||
    fail "python3 is missing (scripts/setup.sh bench)"
case " $* " in
*" --help "* | *" -h "* | *" --list "*) ;;
*) (build) >&2 ;;
esac
PYTHONDONTWRITEBYTECODE=1 exec python3 "$root/tests/perf/bench.py" \
    --programs "$root/build/release/bin" "$@"
