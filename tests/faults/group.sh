#!/bin/sh
# With --group, a member of that group can read an index in every way and nobody
# else can; without it only its owner can; and nobody but its owner changes it.
. "$(dirname "$0")/lib.sh"
[ "$(id -u)" -eq 0 ] && command -v setpriv >/dev/null || {
	echo "skipped: only root can be somebody else, with setpriv(1)" >&2
	exit 77
}
chmod 755 .
mkdir -m 1777 out
group=$(awk -F: '$3 > 0 && $3 < 65534 { print $1; exit }' /etc/group)
member=$(awk -F: -v name="$group" '$1 == name { print $3 }' /etc/group)
# What the archive holds is nobody's business but the owner's.
(umask 077 && mkarchive --objects 60 --days 2 --users 3 --seed 3 archive) >said

# usage: person UID GID COMMAND ...
person() {
	uid=$1 gid=$2
	shift 2
	try setpriv --reuid "$uid" --regid "$gid" --clear-groups "$@"
}
person 4001 4001 promptlog --version
[ "$code" -eq 0 ] || {
	echo "skipped: others cannot run the programs" >&2
	exit 77
}

# usage: reads CODE COMMAND ..., by a member of the group
reads() {
	wanted=$1
	shift
	person 4001 "$member" "$@"
	[ "$code" -eq "$wanted" ] || die "$*, by a member: $code, $(cat said)"
}
member_reads() {
	reads 0 promptlog search --index index --count ''
	reads 0 promptlog search --index index --conversations --limit 3 ''
	reads 0 promptlog show --index index "$id"
	reads 0 promptlog show --index index --conversation "$id"
	reads 0 promptlog status --index index --receipts
	reads 0 promptlog export --index index -q -o out/a.zip "request:$id"
	reads 0 promptlog verify-export out/a.zip
	reads 0 promptlog-index check --index index -q
	# The owner may not even look into what somebody else has exported.
	[ "$(stat -c %a out/a.zip)" = 600 ] || die "an export for everybody"
	rm out/a.zip
	# The archive is another matter.
	reads 3 promptlog export --index index -q --originals -o out/a.zip \
	    "request:$id"
	grep -q '^incomplete: original: .*Permission denied' said ||
	    die "originals, by a member: $(cat said)"
	rm out/a.zip
}

# usage: refused WHO UID GID: to read anything of ./index
refused() {
	for command in "search --count word" "show $id" status \
	    "export -q -o out/b.zip $id"; do
		# shellcheck disable=SC2086
		person "$2" "$3" promptlog $command --index index
		[ "$code" -eq 13 ] && grep -q 'Permission denied' said ||
		    die "$command, by $1: $code, $(cat said)"
	done
	[ -z "$(ls out)" ] || die "an export by $1"
	find index -type f -exec setpriv --reuid "$2" --regid "$3" \
	    --clear-groups test -r {} \; -print >readable
	[ ! -s readable ] || die "$1 can read $(cat readable)"
}

# usage: unchanged_by WHO UID GID: whoever may read may not write
unchanged_by() {
	for command in "update archive" "sweep --yes" rebuild \
	    "hold add name --reason why" "accept --all --reason why"; do
		# shellcheck disable=SC2086
		person "$2" "$3" promptlog-index $command --index index
		[ "$code" -eq 13 ] && grep -q 'Permission denied' said ||
		    die "$command, by $1: $code, $(cat said)"
	done
	[ -z "$(find index -newer stamp)" ] || die "$1 has changed the index"
}

# What is made later is the group's as well, or nobody's.
after_each_run() {
	id=$(promptlog search --index index --jsonl --limit 1 '' 2>words |
	    sed 's/^{"id":"\([^"]*\)".*/\1/')
	touch stamp
	"$@"
	refused somebody 4002 4002
	unchanged_by 'a member' 4001 "$member"
	unchanged_by somebody 4002 4002
	runs=$((runs + 1))
}
lose_one() {
	find archive -name '*.json.gz' | sort | sed -n 20p | xargs rm
	check_ends 0 promptlog-index sweep --quiet --index index --yes
}
runs=0
check_ends 0 promptlog-index update --quiet --index index --group "$group" archive
after_each_run member_reads
check_ends 0 promptlog-index rebuild --quiet --index index
after_each_run member_reads
lose_one
after_each_run member_reads
echo "an index for a group: read by a member, refused to others, after $runs runs"

rm -r index
runs=0
check_ends 0 promptlog-index update --quiet --index index archive
after_each_run refused 'a member' 4001 "$member"
check_ends 0 promptlog-index rebuild --quiet --index index
after_each_run refused 'a member' 4001 "$member"
lose_one
after_each_run refused 'a member' 4001 "$member"
echo "an index for nobody: refused to all others, after $runs runs"
