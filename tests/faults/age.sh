#!/bin/sh
# What a killed sweep forgot while the archive has it, no update takes in again.
. "$(dirname "$0")/lib.sh"
rounds=${PL_ROUNDS:-12}
mkarchive --objects 120 --days 4 --users 3 --seed 5 archive >said
promptlog-index update --quiet --index before archive

# The objects that the files of an index hold.
objects() {
	for shard in "$1"/days/*/*.db; do
		[ ! -e "$shard" ] || sqlite3 "$shard" "select path || name
			from object join folder on folder.id = folder"
	done | sort
}
last=$(find before/days -name '2*.db' | sort | sed -n '3s|.*/\(.*\)\.db|\1|p')
age="sweep --quiet --yes --max-delete 100% --before $last"
rm -rf index
cp -Rp before index
# shellcheck disable=SC2086
faulty env FAULT_COUNT="$PWD/count" promptlog-index $age --index index
total=$(cat count)
for round in $(seq 1 "$rounds"); do
	at=$(((total - 1) * (round - 1) / (rounds - 1) + 1))
	rm -rf index
	cp -Rp before index
	# shellcheck disable=SC2086
	faulty env FAULT_SIGNAL="9:$at" promptlog-index $age --index index
	[ "$code" -eq 137 ] || die "not killed at change $at: $code"
	objects index >left
	try promptlog-index update --quiet --index index archive
	[ "$code" -eq 0 ] || die "killed at $at, update ends with $code: $(cat said)"
	objects index | comm -13 left - >back
	[ ! -s back ] || die "killed at $at, an update takes in again what is gone"
done
echo "$rounds times killed at changes 1 to $total by age: nothing comes back"
