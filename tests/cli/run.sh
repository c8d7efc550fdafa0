#!/bin/sh
# Run a case: a script of commands, in an empty directory, against the real
# programs.  What each command prints and how it ends makes a transcript, which
# must be what NAME.expected says.  BLESS=1 rewrites that file instead, so that
# a change of behaviour shows in the diff.
#
# usage: run.sh NAME.test, with PL_BIN naming the folder of the programs
#
# A case has the functions of lib.sh and these variables: SOURCE, the source
# tree; FIXTURES, the archives in it.  In a transcript a line of standard error
# begins with "! ", an exit status other than 0 is "= 3".
set -eu
case=$1
here=$(cd "$(dirname "$case")" && pwd)
name=$(basename "$case" .test)
expected=$here/$name.expected
SOURCE=$(cd "$(dirname "$0")/../.." && pwd)
FIXTURES=$SOURCE/fixtures
PL_BIN=$(cd "${PL_BIN:-$SOURCE/build/dev/bin}" && pwd)

# mktemp may answer with a path through links, which the programs resolve.
scratch=$(cd "$(mktemp -d)" && pwd -P)
trap 'chmod -R u+w "$scratch"; rm -rf "$scratch"' EXIT
mkdir "$scratch/work" "$scratch/home" "$scratch/state"

cat >"$scratch/rules" <<EOF
s|$scratch/work|WORK|g
s|$scratch/home|HOME|g
s|$SOURCE|SOURCE|g
EOF

# Nothing of the person's own settings may show.
cd "$scratch/work"
status=0
env -i PATH="$PL_BIN:$PATH" HOME="$scratch/home" LC_ALL=C.UTF-8 TZ=UTC \
    COLUMNS=80 TERM=xterm ASAN_OPTIONS="${ASAN_OPTIONS-}" \
    SOURCE="$SOURCE" FIXTURES="$FIXTURES" STATE="$scratch/state" \
    PL_BIN="$PL_BIN" ${BLESS:+BLESS="$BLESS"} \
    sh -eu -c '. "$1"; . "$2"' sh "$SOURCE/tests/cli/lib.sh" "$here/$name.test" \
    >"$scratch/transcript" 2>"$scratch/trouble" </dev/null || status=$?
if [ $status -eq 77 ]; then
	cat "$scratch/trouble" >&2
	exit 77
fi
if [ $status -ne 0 ] || [ -s "$scratch/trouble" ]; then
	cat "$scratch/transcript" "$scratch/trouble" >&2
	echo "$name: the case itself failed" >&2
	exit 1
fi
sed -E -f "$scratch/rules" -f "$SOURCE/tests/cli/normalise.sed" \
    "$scratch/transcript" >"$scratch/actual"

if [ -n "${BLESS-}" ]; then
	cp "$scratch/actual" "$expected"
	exit 0
fi
diff -u "$expected" "$scratch/actual"
