# What the tests of bad days are written with.  They run in an empty folder,
# print what was done in numbers, and end at the first thing that is not as it
# should be.
#
# PL_BIN names the folder of the programs, PL_FAULTS the library of preload.c.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
SOURCE=$(cd "$here/../.." && pwd)
PL_BIN=$(cd "${PL_BIN:-$SOURCE/build/dev/bin}" && pwd)
PL_FAULTS=${PL_FAULTS:-$PL_BIN/../lib/libfaults.so}
PATH=$PL_BIN:$PATH
LC_ALL=C
export PATH LC_ALL
unset PROMPTLOG_INDEX
scratch=$(cd "$(mktemp -d)" && pwd -P)
trap 'chmod -R u+rwx "$scratch"; rm -rf "$scratch"' EXIT
cd "$scratch"

die() {
	echo "$*" >&2
	exit 1
}

# Run a command that may fail: its status in $code, its words in ./said.
try() {
	code=0
	"$@" >said 2>&1 || code=$?
}

# The same with the library, which comes before that of the sanitizers.
faulty() {
	try env ASAN_OPTIONS="${ASAN_OPTIONS-}:verify_asan_link_order=0" \
	    LD_PRELOAD="$PL_FAULTS" "$@"
}

# Everything that an index holds, one record or object a line.
content() {
	promptlog search --index "$1" --jsonl --full --duplicates --sort=oldest \
	    '' 2>words || [ $? -ne 4 ] || cat words >&2
	for shard in "$1"/days/*.db "$1"/days/*/*.db; do
		[ -e "$shard" ] || continue
		sqlite3 "$shard" "select path || name, size, outcome, reason,
			records, hex(sha256) from object
			join folder on folder.id = folder order by 1"
	done
}

# What is asked of an index whose update did not end well: it can be read, it
# says that it may be incomplete, and nothing in it is made up.
#
# usage: check_unfinished INDEX WHOLE, a file of all lines there may be
check_unfinished() {
	if [ ! -e "$1/index.db" ]; then
		try promptlog search --index "$1" --count ''
		[ "$code" -eq 10 ] || die "no index.db, and search ends with $code"
		return
	fi
	try promptlog search --index "$1" --count ''
	[ "$code" -eq 3 ] || [ "$code" -eq 0 ] ||
	    die "search ends with $code: $(cat said)"
	last=$(sqlite3 "$1/index.db" 'select state from run order by id desc')
	[ "$code" -eq 3 ] || [ "${last%%
*}" = 3 ] || die "search calls an unfinished run complete"
	content "$1" | sort -u >some
	comm -23 some "$2" >strange
	[ ! -s strange ] || die "what is in no archive: $(head -3 strange)"
}

# An update that nothing disturbs makes it whole.
check_finishes() {
	try promptlog-index update --quiet --index "$1"  $2
	[ "$code" -eq 0 ] || die "update ends with $code: $(cat said)"
	try promptlog search --index "$1" --count ''
	[ "$code" -eq 0 ] || die "search ends with $code: $(cat said)"
	content "$1" >whole
	cmp -s whole "$3" || die "not what an undisturbed update makes:
$(diff "$3" whole | head -5)"
	[ -z "$(find "$1" -name '*.new')" ] || die "leftovers in $1"
}

# An archive in two states, and an index of each that nothing disturbed:
# before/ as in the file `old`, after/ as in the file `new`.
make_archive() {
	mkarchive --objects 240 --days 6 --users 5 --seed 11 archive >said
	promptlog-index update --quiet --index before archive
	content before >old
	promptlog-index update --quiet --index after archive
	change_archive
	promptlog-index update --quiet --index after archive
	content after >new
	sort -u old new >either
	change_back
}

# Into every fourth object another one is put, and every seventh is new.
change_archive() {
	mkdir -p aside
	find archive -name '*.json.gz' | sort >objects
	awk 'NR % 4 == 0' objects | while read -r object; do
		[ -e "aside/${object##*/}" ] ||
		    cp -p "$object" "aside/${object##*/}"
		gzip -dc "aside/${object##*/}" |
		    sed 's/"prompt":"/&altered /g' | gzip -n >"$object"
	done
	awk 'NR % 7 == 0' objects | while read -r object; do
		gzip -dc "$object" | sed 's/"prompt":"/&added /g' |
		    gzip -n >"${object%.json.gz}0.json.gz"
		echo "${object%.json.gz}0.json.gz"
	done >added
}

change_back() {
	for object in aside/*; do
		cp -p "$object" "$(grep "/${object##*/}\$" objects)"
	done
	while read -r object; do
		rm "$object"
	done <added
}
