#!/bin/sh
# What HACKING.md and README.md name there is: files, functions, types,
# variables of the tests.
set -eu
fail=0

names() {
	sed '/^    /d' HACKING.md README.md | grep -o '`[^`]*`' |
	    tr -d '`' | tr ' ' '\n' | sed 's/[;,.]$//' | sort -u
}

# A file may be named with its folder or without.
exists() {
	[ -e "$1" ] || [ -n "$(find base schema indexer query tests fixtures \
	    man scripts cmake -path "*/$1" -print -quit)" ]
}

# missing NAME
missing() {
	echo "names: there is no '$1'" >&2
	fail=1
}

for name in $(set -f; names); do
	case $name in
	*[!A-Za-z0-9_./-]* | *NAME* | *_) ;; # a pattern
	*.c | *.h | *.sh | *.sql | *.md)
		exists "$name" || missing "$name"
		;;
	*/* | *.* | *-*) ;;
	*_*)
		grep -rqw --include='*.[ch]' --include='*.sql' --include='*.sh' \
		    "$name" base schema indexer query tests || missing "$name"
		;;
	esac
done
exit $fail
