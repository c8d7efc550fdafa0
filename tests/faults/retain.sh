#!/bin/sh
# A sweep and a rebuild are killed at any instant: what is left can be read and
# is sound, and the next one makes it what an undisturbed one makes.
. "$(dirname "$0")/lib.sh"
rounds=${PL_ROUNDS:-12}
mkarchive --objects 120 --days 4 --users 3 --seed 5 archive >said
promptlog-index update --quiet --index before archive
content before >whole
first=$(find archive -name '*.json.gz' | sed 's|.*/\(20../../..\)/.*|\1|' |
    sort | uniq -c | sort -n | awk 'NR == 1 { print $2 }')
rm -r archive/AWSLogs/*/*/*/*/"$first"
find archive -name '*.json.gz' | sort | awk 'NR % 10 == 3' | xargs rm
cp -Rp before swept
promptlog-index sweep --quiet --yes --max-delete 100% --index swept
content swept >remains

# usage: kill_each WANTED COMMAND...
kill_each() {
	wanted=$1
	shift
	rm -rf index
	cp -Rp before index
	faulty env FAULT_COUNT="$PWD/count" promptlog-index "$@" --index index
	total=$(cat count)
	for round in $(seq 1 "$rounds"); do
		at=$(((total - 1) * (round - 1) / (rounds - 1) + 1))
		rm -rf index
		cp -Rp before index
		faulty env FAULT_SIGNAL="9:$at" promptlog-index "$@" --index index
		[ "$code" -eq 137 ] || die "not killed at change $at: $code"
		try promptlog search --index index --count ''
		[ "$code" -eq 0 ] || [ "$code" -eq 3 ] ||
		    die "killed at $at, search ends with $code: $(cat said)"
		said_whole=$code
		content index | sort >left
		[ -z "$(sort whole | comm -13 - left)" ] ||
		    die "killed at $at, something is made up"
		[ "$said_whole" -ne 0 ] ||
		    [ -z "$(sort "$wanted" | comm -23 - left)" ] ||
		    die "killed at $at, an answer that lacks something says it is whole"
		try promptlog-index "$@" --index index
		[ "$code" -eq 0 ] || die "then it ends with $code: $(cat said)"
		content index | cmp -s - "$wanted" ||
		    die "killed at $at, then not as undisturbed"
		try promptlog-index check --quiet --index index
		[ "$code" -eq 0 ] || die "killed at $at, then: $(cat said)"
		[ -z "$(find index -name '*.new')" ] || die "leftovers"
	done
	echo "$rounds times killed at changes 1 to $total of $1: as undisturbed"
}
kill_each remains sweep --quiet --yes --max-delete 100%
kill_each whole rebuild --quiet

# A signal ends a rebuild in order, and the next goes on where it stopped.
gone_on=0
for round in $(seq 1 "$rounds"); do
	at=$((total * round / (rounds + 1)))
	rm -rf index
	cp -Rp before index
	faulty env FAULT_SIGNAL="15:$at" \
	    promptlog-index rebuild --jobs 1 --quiet --index index
	[ "$code" -eq 143 ] || [ "$at" -gt $((total * 4 / 5)) ] ||
	    die "stopped at change $at: ended with $code"
	try promptlog-index rebuild --json --index index
	[ "$code" -eq 0 ] || die "then it ends with $code: $(cat said)"
	grep -q '"done_before": 0,' said || gone_on=$((gone_on + 1))
	content index | cmp -s - whole || die "stopped at $at: not as before"
done
[ "$gone_on" -gt 0 ] || die "no rebuild went on where it had stopped"
echo "$gone_on of $rounds stopped rebuilds went on with days done before"
