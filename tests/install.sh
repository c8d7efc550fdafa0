#!/bin/sh
# What is installed is all there, and runs from where it was installed.
# usage: install.sh BUILD-FOLDER
set -eu
source=$(cd "$(dirname "$0")/.." && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
prefix=$scratch/prefix

fail() {
	echo "install: $*" >&2
	exit 1
}

# there FILE: it is installed, with something in it, for everyone to read.
there() {
	[ -s "$prefix/$1" ] || fail "'$1' is missing or empty"
	[ -n "$(find "$prefix/$1" -perm -444)" ] ||
		fail "'$1' cannot be read by everyone"
}

cmake --install "$1" --prefix "$prefix" >"$scratch/log"

there bin/promptlog
there bin/promptlog-index
[ "$(ls "$prefix/bin" | wc -l)" -eq 2 ] || fail "bin/ holds a third program"
for manual in "$source"/man/*.[0-9]; do
	there "share/man/man${manual##*.}/${manual##*/}"
done
for name in promptlog promptlog-index; do
	there "share/bash-completion/completions/$name"
	there "share/fish/vendor_completions.d/$name.fish"
done
there share/zsh/site-functions/_promptlog
for unit in "$source"/systemd/*.*; do
	[ ! -f "$unit" ] || there "lib/systemd/system/${unit##*/}"
done
there share/doc/promptlog/README.md
there share/doc/promptlog/CHANGELOG.md
there share/doc/promptlog/copyright
extension=$(find "$prefix" -name promptlog_tokenizer.so)
[ -n "$extension" ] || fail "the tokenizer for SQLite is missing"

# Nothing of the source or the build folder is needed: the programs find each
# other where they lie, and do their work.
cp -R "$source/fixtures/chat" "$scratch/chat"
cd "$scratch"
mkdir home
run() {
	env -i HOME="$scratch/home" LC_ALL=C.UTF-8 \
	    ASAN_OPTIONS="${ASAN_OPTIONS-}" "$@"
}
run "$prefix/bin/promptlog" --version | grep -q '^promptlog [0-9]' ||
	fail "promptlog does not tell its version"
run "$prefix/bin/promptlog" index update --quiet chat ||
	fail "promptlog index update ended with $?"
[ "$(run "$prefix/bin/promptlog" search --count type:chat)" -gt 0 ] ||
	fail "promptlog search found nothing"

# A completion for the second program is a reference to the first's.
if command -v bash >/dev/null; then
	bash -c '. "$1" && complete -p promptlog promptlog-index' bash \
	    "$prefix/share/bash-completion/completions/promptlog-index" \
	    >/dev/null || fail "bash does not complete promptlog-index"
fi
if command -v fish >/dev/null; then
	fish --no-config -c 'source $argv[1]; complete -C "promptlog-index "' \
	    "$prefix/share/fish/vendor_completions.d/promptlog-index.fish" \
	    >/dev/null || fail "fish does not complete promptlog-index"
fi
