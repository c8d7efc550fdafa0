#!/bin/sh
# Make an archive, index it, and hold search against a plain scan.
# usage: run.sh BIN-FOLDER [objects [queries [seed]]]
set -eu
bin=$1
objects=${2:-2500}
queries=${3:-300}
seed=${4:-1}
here=$(dirname "$0")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

"$bin/mkarchive" --objects "$objects" --days 20 --users 40 --seed "$seed" \
    --truth "$work/truth.jsonl" "$work/archive"
"$bin/promptlog-index" update --index "$work/index" --quiet "$work/archive"
python3 "$here/oracle.py" --promptlog "$bin/promptlog" \
    --index "$work/index" --archive "$work/archive" \
    --truth "$work/truth.jsonl" --queries "$queries" --seed "$seed"
