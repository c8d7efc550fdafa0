#!/bin/sh
# The units are understood by systemd, every line of them, and use only options
# that there are.
# usage: systemd.sh PROMPTLOG-INDEX
set -eu
units=$(cd "$(dirname "$0")/../systemd" && pwd)
command -v systemd-analyze >/dev/null ||
    { echo "no systemd-analyze(1)" >&2; exit 77; }
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# It would look for the program where it is to be installed.
for unit in "$units"/*; do
	sed "s|^ExecStart=promptlog-index|ExecStart=$1|" "$unit" \
	    >"$scratch/${unit##*/}"
done
cd "$scratch"
systemd-analyze verify --man=no ./promptlog-index.service \
    ./promptlog-index.timer >said 2>&1 || code=$?
# What it says of other units of this machine does not matter.
if grep promptlog said; then
	exit 1
fi
words=$(sed -n 's/^ExecStart=[^ ]* //p' "$units/promptlog-index.service")
# shellcheck disable=SC2086
"$1" ${words%% *} --help >help
for word in ${words#* }; do
	grep -q -e "$word" help || { echo "no option $word" >&2; exit 1; }
done
systemd-analyze security --offline=yes --threshold=30 \
    ./promptlog-index.service >said 2>&1 ||
    { tail -1 said; grep '✗' said; exit 1; }
tail -1 said
