#!/bin/sh
# Make an archive, index it, and hold conversations and a report of terms
# against a plain grouping.
# usage: conversations.sh BIN-FOLDER [objects [seed]]
set -eu
bin=$1
objects=${2:-5000}
seed=${3:-3}
here=$(dirname "$0")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

"$bin/mkarchive" --objects "$objects" --days 20 --users 12 --seed "$seed" \
    --truth "$work/truth.jsonl" "$work/archive"
"$bin/promptlog-index" update --index "$work/index" --quiet "$work/archive"
python3 "$here/conversations.py" --promptlog "$bin/promptlog" \
    --index "$work/index" --archive "$work/archive" \
    --truth "$work/truth.jsonl" --seed "$seed"
