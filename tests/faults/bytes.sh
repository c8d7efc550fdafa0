#!/bin/sh
# An export of 1,000 conversations made twice, under two time zones, locales and
# clocks, is the same to the byte and verifies; and whichever byte of a bundle
# is changed, it is named.
. "$(dirname "$0")/lib.sh"
flips=${PL_ROUNDS:-25}

mkarchive --objects 1700 --days 12 --users 30 --seed 5 archive >said
promptlog-index update --quiet --index index archive
export PROMPTLOG_INDEX="$PWD/index"
for path in all.zip all.tar.gz all.tar.zst all; do
	env TZ=UTC LC_ALL=C promptlog export -q --originals \
	    --format bundle -o "one-$path" ''
	env TZ=Asia/Kathmandu LC_ALL=tr_TR.UTF-8 promptlog export -q \
	    --originals --format bundle -o "two-$path" ''
	diff -r "one-$path" "two-$path" >said || die "$path: $(head -3 said)"
	try promptlog verify-export "one-$path" --archive archive
	[ "$code" -eq 0 ] || die "$path: $(cat said)"
done
count=$(sed -n 's/.*"conversations": \([0-9]*\),/\1/p' one-all/manifest.json)
[ "$count" -ge 1000 ] || die "only $count conversations"
echo "$count conversations, 4 bundles made twice: the same, and verified"

# A small one, since each change takes a whole verification.
promptlog export -q --originals --format bundle -o flip type:dev
for kind in zip tar.gz tar.zst; do
	promptlog export -q --originals -o "flip.$kind" type:dev
done
cat >flip.py <<'END'
import os, random, subprocess, sys
def files(path):
	if os.path.isfile(path):
		return [path]
	return sorted(os.path.join(d, f) for d, _, fs in os.walk(path) for f in fs)
random.seed(20)
named = 0
for path in sys.argv[2:]:
	all = files(path)
	for n in range(int(sys.argv[1])):
		name = random.choices(all, [os.path.getsize(f) for f in all])[0]
		good = open(name, "rb").read()
		bad = bytearray(good)
		at = random.randrange(len(bad))
		bad[at] ^= random.randrange(1, 256)
		open(name, "wb").write(bad)
		run = subprocess.run(["promptlog", "verify-export", "--quiet", path],
		    capture_output=True, text=True, errors="replace")
		open(name, "wb").write(good)
		said = run.stdout + run.stderr
		if run.returncode != 4 or os.path.relpath(name, path) not in said \
		    and path not in said:
			sys.exit("byte %d of %s: %d, %s" % (at, name, run.returncode, said))
		named += 1
print("%d of %d changed bytes named" % (named, named))
END
python3 flip.py "$flips" flip flip.zip flip.tar.gz flip.tar.zst
