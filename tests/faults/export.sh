#!/bin/sh
# The disk gets full at any instant of an export, a file may not grow, a signal
# comes: it says so, nothing is left behind, and what stood there before stands
# there still.
. "$(dirname "$0")/lib.sh"
rounds=${PL_ROUNDS:-6}
mkarchive --objects 120 --days 4 --users 5 --seed 11 archive >said
# Texts that do not fit into a load file.
odd=archive/AWSLogs/1/KiroLogs/GenerateAssistantResponse/us-east-1/2026/01/01/00
mkdir -p $odd
for n in 1 2 3; do
	printf '{"generateAssistantResponseEventRequest":{"prompt":"thorn \\u00fe",
	    "userId":"eve","timeStamp":"2026-01-01T00:00:0%dZ"}}' "$n" >$odd/$n.json
done
promptlog-index update --quiet --index index archive
mkdir out

export_to() {
	promptlog export --index index --progress none --originals \
	    --format bundle -o "$@" ''
}
page_to() {
	promptlog export --index index --progress none -o "$@" ''
}
faulty_export() {
	variable=$1
	shift
	case $1 in
	*.html) faulty env "$variable" promptlog export --index index \
	    --progress none --force -o "$1" '' ;;
	*) faulty env "$variable" promptlog export --index index \
	    --progress none --force --originals --format bundle -o "$1" '' ;;
	esac
}

# What is in ./out, and nothing else is: an export that was there before.
sums() {
	find out -type f -exec sha256sum {} + | sort -k2
}

for name in page.html small.zip small.tar.zst folder; do
	rm -rf out/*
	case $name in
	*.html) page_to "out/$name" 2>said ;;
	*) export_to "out/$name" 2>said ;;
	esac
	sums >before
	faulty_export FAULT_COUNT="$PWD/count" "out/$name"
	[ "$code" -eq 0 ] || die "$name: $(cat said)"
	sums | cmp -s - before || die "$name is not the same a second time"
	total=$(cat count)
	for round in $(seq 1 "$rounds"); do
		# The last change puts a folder's entry on the disk, which not
		# every file system can be asked to do.
		at=$(((total - 2) * (round - 1) / (rounds - 1) + 1))
		faulty_export FAULT_FULL="$at" "out/$name"
		[ "$code" -eq 13 ] || die "$name, full at $at: ended with $code: $(cat said)"
		grep -q 'No space left' said || die "$name: $(cat said)"
		sums | cmp -s - before || die "$name, full at $at: $(ls -R out)"
		[ "$(ls out)" = "$name" ] || die "left: $(ls out)"
		for signal in $signals; do
			faulty_export FAULT_SIGNAL="$signal:$at" "out/$name"
			[ "$code" -eq $((128 + signal)) ] ||
			    { [ "$code" -eq 0 ] && [ "$at" -gt $((total - 3)) ]; } ||
			    die "$name, signal $signal at $at: ended with $code"
			sums | cmp -s - before ||
			    die "$name, signal $signal: $(ls -R out)"
			[ "$(ls out)" = "$name" ] || die "left: $(ls out)"
		done
	done
	echo "$name: full and signals $signals $rounds times at changes 1 to $total"
done

# A load file and the folder beside it: both or none.
load() {
	rm -rf out/*
	faulty env "$1" promptlog export --index index --progress none \
	    -o out/load.dat user:eve
}
load FAULT_COUNT="$PWD/count"
[ "$(ls out | tr '\n' ' ')" = 'load.dat load.dat.TEXT ' ] || die "made: $(ls out)"
total=$(cat count)
for at in $(seq 1 "$total"); do
	for fault in "FAULT_FULL=$at" "FAULT_SIGNAL=15:$at"; do
		load "$fault"
		[ "$(ls out | wc -l)" -eq $((code == 0 ? 2 : 0)) ] ||
		    die "load.dat, $fault: ended with $code, left: $(ls out)"
	done
done
echo "load.dat: full and a signal at each of $total changes"

rm -rf out/*
try sh -c 'ulimit -f 8; exec promptlog export --index index -q -o out/a.zip ""'
[ "$code" -eq 13 ] || die "a limit on files: ended with $code"
grep -q 'File too large' said || die "said: $(cat said)"
[ -z "$(ls out)" ] || die "left: $(ls out)"
echo "files limited to 8 blocks: 13, nothing left"

# The child that reads the archive ends early: an export goes on without the
# originals, and says so.
cat >promptlog-index <<'END'
#!/bin/sh
exit 1
END
chmod +x promptlog-index
cp "$(command -v promptlog)" ./promptlog
try ./promptlog export --index index -q --originals -o out/b.zip ''
[ "$code" -eq 3 ] || die "without a child that answers: ended with $code"
grep -q 'incomplete: original: ' said || die "said: $(cat said)"
try promptlog verify-export out/b.zip
[ "$code" -eq 0 ] || die "said: $(cat said)"
echo "a child that ends early: 3, and a bundle that verifies"

# More shards than are held open, and they are replaced while it is written.
mkarchive --objects 200 --days 30 --users 3 --seed 4 month >said
promptlog-index update --quiet --index moving month
try promptlog export --index moving -q -o out/c.zip ''
[ "$code" -eq 0 ] || die "said: $(cat said)"
rm out/c.zip
env ASAN_OPTIONS="${ASAN_OPTIONS-}:verify_asan_link_order=0" \
    LD_PRELOAD="$PL_FAULTS" FAULT_SIGNAL=19:3 \
    promptlog export --index moving -q -o out/c.zip '' 2>words &
pid=$!
await_stop $pid
find month -name '*.json.gz' | while read -r object; do
	gzip -dc "$object" | sed 's/"prompt":"/&altered /g' | gzip -n >object.gz
	mv object.gz "$object"
done
promptlog-index update --quiet --index moving month
kill -CONT $pid
code=0
wait $pid || code=$?
[ "$code" -eq 0 ] ||
    die "replaced while it was exported: ended with $code: $(cat words)"
try promptlog export --index moving -q -o out/d.zip ''
[ "$code" -eq 0 ] || die "said: $(cat said)"
cmp out/c.zip out/d.zip || die "it is not of one state of the index"
echo "an index that is replaced meanwhile: exported as it is then"
