#!/bin/sh
# Every row of the benchmark still measures what it says: one run of each on a
# tiny archive.  How long anything takes is not looked at.
# usage: smoke.sh BIN-FOLDER
set -eu
command -v python3 >/dev/null || exit 77
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

# It must leave nothing behind, and end with 1 when a row failed.
python3 "$(dirname "$0")/bench.py" --programs "$1" --work "$work" \
    --objects 150 --runs 1
[ -z "$(ls -A "$work")" ]
