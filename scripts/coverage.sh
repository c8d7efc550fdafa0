#!/bin/sh
# Run the tests with gcov's counters and tell how much of each file they reach.
# Arguments go to ctest: scripts/coverage.sh -R unit/
set -eu
CDPATH='' cd -- "$(dirname -- "$0")/.."
root=$(pwd)
build=$root/build/coverage
sh scripts/setup.sh test
cmake --preset coverage
cmake --build --preset coverage
find "$build" -name '*.gcda' -exec rm -f {} +
status=0
ctest --preset coverage -j2 "$@" || status=$?

# gcov tells a file and then its lines; headers and the system's files are left
# out, and what the tokenizer's extension compiles once more.  A file that no
# test ran has notes, but no counters: none of its lines were reached.
cd "$build"
find base schema indexer query -name '*.gcno' \
    ! -path '*/promptlog_tokenizer.dir/*' | while read -r notes; do
	gcov -n "$notes" 2>/dev/null
done | awk -v root="$root/" '
/^File / {
	name = $2
	gsub(/\047/, "", name)
	wanted = index(name, root) == 1 && name ~ /\.c$/ && name !~ /\/build\//
	# Notes of a file that was moved stay in the build folder.
	if (wanted && (getline line <name) < 0)
		wanted = 0
	close(name)
	name = substr(name, length(root) + 1)
}
/^Lines executed:/ && wanted {
	sub(/^Lines executed:/, "")
	reached = int($0 * $3 / 100 + 0.5)
	folder = name
	sub(/\/.*/, "", folder)
	printf "%-32s %6d lines %6.1f %%\n", name, $3, $0 + 0
	lines[folder] += $3; hit[folder] += reached
	lines["all"] += $3; hit["all"] += reached
	wanted = 0
}
END {
	for (f in lines)
		if (lines[f] > 0)
			printf "%-32s %6d lines %6.1f %%\n", \
			    f == "all" ? f : f "/", lines[f], 100 * hit[f] / lines[f]
}' | sort
exit $status
