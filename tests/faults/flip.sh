#!/bin/sh
# One bit of one shard is not what it was: check names the shard, each time.
. "$(dirname "$0")/lib.sh"
command -v python3 >/dev/null || { echo "no python3" >&2; exit 77; }
rounds=${PL_ROUNDS:-100}
mkarchive --objects 60 --days 3 --users 3 --seed 5 archive >said
promptlog-index update --quiet --index index archive
try promptlog-index check --quiet --index index
[ "$code" -eq 0 ] || die "before anything is changed: $(cat said)"
cp -Rp index before

named=0
beyond=0
for round in $(seq 1 "$rounds"); do
	file=$(python3 -c '
import pathlib, random, sys
random.seed(int(sys.argv[1]))
files = sorted(pathlib.Path("index/days").rglob("*.db"))
file = random.choice(files)
data = bytearray(file.read_bytes())
bit = random.randrange(8 * len(data))
data[bit // 8] ^= 1 << bit % 8
file.write_bytes(data)
print(file.relative_to("index"))' "$round")
	try promptlog-index check --index index
	[ "$code" -eq 4 ] || die "round $round: $file: check ends with $code"
	grep -q "^$file: .*SHA-256 differs" said ||
	    die "round $round: $file is not named: $(cat said)"
	[ -z "$(sed -n 's/^\(days[^:]*\): .*/\1/p' said | grep -vx "$file")" ] ||
	    die "round $round: another is named: $(cat said)"
	grep -q 'mend: promptlog-index rebuild --days' said ||
	    die "round $round: nothing mends it: $(cat said)"
	named=$((named + 1))
	[ "$(grep -c "^$file: " said)" -eq 1 ] || beyond=$((beyond + 1))
	cp -p "before/$file" "index/$file"
done
echo "$named of $rounds flipped bits named, $beyond of them by more than the hash"

# Without the hash, by what the shard says itself: its parts do not agree.
file=days/$(cd index/days && ls -d */*.db | head -n 1)
sqlite3 "index/$file" "update record set start = start + 1 where id = 2"
try promptlog-index check --index index
grep -q 'does not lie after the one before' said || die "$(cat said)"
cp -p "before/$file" "index/$file"

# A page of words whose key is too low: words before it would be missed.  Newer
# shells of SQLite let nobody write into FTS5's own tables unasked.
sqlite3 -cmd '.dbconfig defensive off' "index/$file" "update text_idx set term = (
	select cast(term || x'00' as blob) from text_idx
	where segid = 1 and pgno / 2 = 2)
	where segid = 1 and pgno / 2 = 3" >/dev/null
try promptlog-index check --index index
grep -q 'words before page 3 of its segment 1 that are looked for' said ||
    die "$(cat said)"
cp -p "before/$file" "index/$file"

# A list of words that lacks one: searches for parts of it would miss records.
other=days/$(cd index/days && ls -d */*.db | tail -n 1)
sqlite3 "index/$file" "attach 'index/$other' as other;
	delete from vocabulary;
	insert into vocabulary select id, (select max(id) from record), words,
	more, size, data from other.vocabulary"
try promptlog-index check --index index
grep -q 'the list of words is not that of the full-text index' said ||
    die "$(cat said)"
cp -p "before/$file" "index/$file"

# A page of words that cannot be read: what is added to its day is not put
# beside it, and making the day anew takes both.
sqlite3 -cmd '.dbconfig defensive off' "index/$file" "update text_data
	set block = cast(x'0000FFFF' || substr(block, 5) as blob)
	where id = (select min(id) from text_data where id >= 1 << 37)" >/dev/null
touch -r "before/$file" "index/$file"
object=$(find archive -name '*.json.gz' | grep "$(basename "$file" .db | tr - /)" |
    head -n 1)
cp "$object" "${object%.json.gz}x.json.gz"
try promptlog-index update --index index
[ "$code" -eq 4 ] || die "an update ends with $code: $(cat said)"
grep -q "$file' is damaged: its words cannot be listed" said ||
    die "$(cat said)"
day=$(basename "$file" .db)
try promptlog-index rebuild --days "$day" --index index
[ "$code" -eq 0 ] || die "rebuild ends with $code: $(cat said)"
try promptlog-index check --index index
[ "$code" -eq 0 ] || die "after rebuild: $(cat said)"
