#!/bin/sh
# What an archive cannot give at the moment is not gone: objects and folders that
# cannot be read, and an archive that changes or goes away while it is looked at,
# make no rebuild lose anything and no sweep forget anything, and check tells
# them from what is gone.
. "$(dirname "$0")/lib.sh"
mkarchive --objects 120 --days 4 --users 3 --seed 3 pristine >said
find pristine -name '*.json.gz' | sort >objects
name=$(sed -n 50p objects)
name=${name##*/}
cp -Rp pristine archive
promptlog-index update --quiet --index before archive
content before >old

begin() {
	rm -rf index archive
	cp -Rp pristine archive
	cp -Rp before index
}

# The program, as it is called in messages.
run() {
	command=$1
	shift
	set -- promptlog-index "$command" --index index --progress none "$@"
	faulty env "${fault:-NONE=}" "$@"
}

# usage: nothing_lost CODE WORDS, after run
nothing_lost() {
	[ "$code" -eq "$1" ] && grep -q "$2" said ||
	    die "$command, $fault: ended with $code: $(cat said)"
	content index >now
	cmp -s now old || die "$command, $fault: $(diff old now | head -3)"
	echo "$command, ${fault%[=:]"$name"}: $1, and nothing is lost"
}
searched() {
	try promptlog search --index index --count ''
	[ "$code" -eq "$1" ] && { [ "$1" -eq 0 ] || grep -q "$2" said; } ||
	    die "$command, $fault: search ends with $code: $(cat said)"
}

for how in deny vanish fifo; do
	begin
	fault=FAULT_OPEN=$how:$name
	run rebuild
	if [ $how = deny ]; then
		nothing_lost 3 '1 rejected'
		searched 3 '^incomplete: unreadable: .*Permission denied'
	else
		nothing_lost 0 '^vanished: 1 object'
		searched 3 '^incomplete: vanished: '
	fi
	rm -r archive
	cp -Rp pristine archive
	fault=
	run update
	[ "$code" -eq 0 ] || die "said: $(cat said)"
	check_whole index old
done
for fault in "FAULT_LIST=$name" "FAULT_LOOK=$name"; do
	begin
	run rebuild
	nothing_lost 3 'could not be looked into\|1 rejected'
	searched 3 '^incomplete: unreadable: .*Input/output error'
	begin
	run sweep --yes --max-delete 100%
	nothing_lost 14 'nothing is forgotten.*Input/output error'
	searched 0
	run check --archive
	nothing_lost 4 'Input/output error'
	! grep 'no longer' said || die "called gone"
done
fault=FAULT_OPEN=deny:$name
begin
run sweep --yes
nothing_lost 0 'nothing to forget'
run check --archive
nothing_lost 4 'Permission denied'

# usage: meanwhile COMMAND ..., while a sweep sleeps in the midst of looking
meanwhile() {
	begin
	fault=FAULT_STOP=$name
	command=sweep
	env ASAN_OPTIONS="${ASAN_OPTIONS-}:verify_asan_link_order=0" \
	    LD_PRELOAD="$PL_FAULTS" "$fault" promptlog-index sweep --yes \
	    --max-delete 100% --index index --progress none >said 2>&1 &
	pid=$!
	await_stop $pid
	"$@"
	kill -CONT $pid
	code=0
	wait $pid || code=$?
}
go_away() {
	mv archive/AWSLogs elsewhere
}
meanwhile go_away
nothing_lost 14 'nothing is forgotten.*went away'
rm -r archive
mkdir archive
mv elsewhere archive/AWSLogs

# What goes from days that are still to be looked at is gone, and no more.
change() {
	sed -n '110,$p' objects | sed 's/^pristine/archive/' | xargs rm
	gzip -dc "$(sed -n 100p objects)" | sed 's/"prompt":"/&added /g' |
	    gzip -n >"archive/${object#*/}"
}
object=$(sed -n '100s/.json.gz/0&/p' objects)
meanwhile change
[ "$code" -eq 0 ] || die "said: $(cat said)"
check_ends 0 promptlog-index update --quiet --index index archive
check_ends 0 promptlog-index sweep --quiet --yes --max-delete 100% --index index
promptlog-index update --quiet --index fresh archive
content fresh >new
check_whole index new
echo "an archive that changes while it is swept: what is there is there"
