# What the tests of bad days are written with.  They run in an empty folder,
# print what was done in numbers, and end at the first thing that is not as it
# should be.
#
# PL_OBJECTS says how many objects the archive is to have.
# PL_BIN names the folder of the programs, PL_FAULTS the library of preload.c,
# which only the preset `dev` builds.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
SOURCE=$(cd "$here/../.." && pwd)
PL_BIN=$(cd "${PL_BIN:-$SOURCE/build/dev/bin}" && pwd)
PL_FAULTS=${PL_FAULTS:-$SOURCE/build/dev/lib/libfaults.so}
PATH=$PL_BIN:$PATH
LC_ALL=C
export PATH LC_ALL
unset PROMPTLOG_INDEX
[ -e "$PL_FAULTS" ] || { echo "there is no '$PL_FAULTS'" >&2; exit 1; }
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

# Wait until a process that the library stops has stopped.
await_stop() {
	until grep -q '^State:.T' /proc/"$1"/status 2>/dev/null; do
		! grep -q '^State:.Z' /proc/"$1"/status ||
		    die "it ended, and should have been stopped"
		sleep 0.05
	done
}

# Everything that an index holds and a search for a word finds, one record or
# object a line.
content() {
	for query in '' timeout; do
		promptlog search --index "$1" --jsonl --full --duplicates \
		    --sort=oldest "$query" 2>words || [ $? -ne 4 ] || cat words >&2
	done
	for shard in "$1"/days/*.db "$1"/days/*/*.db; do
		[ -e "$shard" ] || continue
		sqlite3 "$shard" "select path || name, size, outcome, reason,
			records, hex(sha256) from object
			join folder on folder.id = folder order by 1"
	done
}

# The signals that end a run in order; SIGHUP may be ignored, as by nohup.
signals='2 15'
sh -c 'kill -1 $$' || signals='1 2 15'

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

# Every day of what was found is as in one of some states: what answers tell
# of it, and what its shard holds.  Prints what is not.
#
# usage: strange_days MAY-LACK FOUND STATE...; MAY-LACK is 1 if days may be missing
strange_days() {
	lack=$1
	shift
	awk -v lack="$lack" -v found="$1" '
	function day_of(line, kind) {
		kind = "shard"
		if (substr(line, 1, 1) == "{") {
			kind = "answer"
			match(line, /"object":"[^"]*"/)
			line = substr(line, RSTART, RLENGTH)
		}
		match(line, /\/20[0-9][0-9]\/[0-9][0-9]\/[0-9][0-9]\//)
		return kind " of " substr(line, RSTART + 1, 10)
	}
	FNR == 1 { again = seen[FILENAME]++ }
	!again {
		day = day_of($0)
		days[day] = 1
		text[FILENAME, day] = text[FILENAME, day] $0 "\n"
	}
	END {
		for (day in days) {
			sound = lack && text[found, day] == ""
			for (i = 2; i < ARGC; i++)
				sound = sound || text[found, day] == text[ARGV[i], day]
			if (!sound)
				print day ": " (text[found, day] == "" ? "missing" \
				    : "neither as before nor as after")
		}
	}' "$@"
}

# What is asked of an index while somebody changes it or after that one was
# killed: an answer is all of one state, or it says why it may not be and is of
# one state or another on each day.  Leaves the status of the search in $code.
#
# usage: check_between INDEX STATE..., as content() wrote them
check_between() {
	index=$1
	shift
	try promptlog search --index "$index" --count ''
	if [ ! -e "$index/index.db" ]; then
		[ "$code" -eq 10 ] || die "no index.db, and search ends with $code"
		return
	fi
	[ "$code" -eq 0 ] || { [ "$code" -eq 3 ] && grep -q '^incomplete: ' said; } ||
	    die "search ends with $code: $(cat said)"
	content "$index" >some
	if [ "$code" -eq 3 ]; then
		strange=$(strange_days 1 some "$@")
		[ -z "$strange" ] || die "wrong: $strange"
		return
	fi
	for state in "$@"; do
		! cmp -s some "$state" || return 0
	done
	die "called complete, and it is neither of $*: $(strange_days 0 some "$@")"
}

# An update that nothing disturbs makes it whole.
check_finishes() {
	check_ends 0 promptlog-index update --quiet --index "$1" $2
	check_whole "$1" "$3"
}

# usage: check_ends CODE COMMAND ...
check_ends() {
	wanted=$1
	shift
	try "$@"
	[ "$code" -eq "$wanted" ] || die "$* ends with $code: $(cat said)"
}

# An index is complete and holds these lines, and nothing lies about in it.
check_whole() {
	check_ends 0 promptlog search --index "$1" --count ''
	content "$1" >whole
	cmp -s whole "$2" || die "not what an undisturbed run makes:
$(diff "$2" whole | head -5)"
	[ -z "$(find "$1" -name '*.new')" ] || die "leftovers in $1"
}

# An archive in two states, and an index of each that nothing disturbed:
# before/ as in the file `old`, after/ as in the file `new`.
make_archive() {
	mkarchive --objects "${PL_OBJECTS:-240}" --days 6 --users 5 --seed 11 archive >said
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

# From the archive one day goes whole, and every ninth object of the others;
# what goes holds the word `doomed`.  doomed/ is the index before that, as in the
# file `held`, swept/ that after a sweep that nothing disturbed, as in `rest`.
lose_objects() {
	find archive -name '*.json.gz' | sort >objects
	first=$(sed -n '1s|.*\(/20../../../\).*|\1|p' objects)
	awk -v first="$first" 'index($0, first) || NR % 9 == 0' objects >losing
	while read -r object; do
		gzip -dc "$object" | sed 's/"prompt":"/&doomed /g' |
		    gzip -n >object.gz
		mv object.gz "$object"
	done <losing
	cp -Rp before doomed
	check_ends 0 promptlog-index update --quiet --index doomed archive
	content doomed >held
	tr '\n' '\0' <losing | xargs -0 rm
	cp -Rp doomed swept
	check_ends 0 promptlog-index sweep --quiet --index swept --yes --max-delete 100%
	content swept >rest
	promptlog-index update --quiet --index fresh archive
	content fresh | cmp -s - rest || die "a sweep leaves what is not archived"
	rm -r fresh
}
