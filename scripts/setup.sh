#!/bin/sh
# Install what this system lacks for building promptlog, with its own package
# manager.  Says nothing when nothing is missing.
#
# usage: scripts/setup.sh [test | bench | package]
#
# What building needs; with an argument, what the tests, the benchmark or making
# a .deb need as well.
set -eu

# What is needed, how it is looked for, and the packages that bring it; "-"
# where none does.
#for    check     name           apt             dnf                pacman      brew
needed() {
	cat <<'END'
build   compiler  cc             gcc,libc6-dev   gcc                gcc         gcc
build   command   cmake          cmake           cmake              cmake       cmake
build   command   ninja          ninja-build     ninja-build        ninja       ninja
build   command   pkg-config     pkgconf         pkgconf-pkg-config pkgconf     pkgconf
build   command   awk            mawk            gawk               gawk        gawk
build   library   sqlite3        libsqlite3-dev  sqlite-devel       sqlite      sqlite
build   library   zlib           zlib1g-dev      zlib-devel         zlib        zlib
build   library   libdeflate     libdeflate-dev  libdeflate-devel   libdeflate-dev libdeflate
build   library   libpcre2-8     libpcre2-dev    pcre2-devel        pcre2       pcre2
build   library   libarchive     libarchive-dev  libarchive-devel   libarchive  libarchive
build   library   libzstd        libzstd-dev     libzstd-devel      zstd        zstd
build   library   libutf8proc    libutf8proc-dev utf8proc-devel     libutf8proc utf8proc
build   library   libcrypto      libssl-dev      openssl-devel      openssl     openssl
test    sanitizer libasan.so     gcc             libasan            gcc         gcc
test    sanitizer libubsan.so    gcc             libubsan           gcc         gcc
test    library   cmocka         libcmocka-dev   libcmocka-devel    cmocka      cmocka
test    command   python3        python3         python3            python      python
test    command   mandoc         mandoc          mandoc             mandoc      mandoc
test    command   sqlite3        sqlite3         sqlite             sqlite      sqlite
bench   command   python3        python3         python3            python      python
bench   command   ugrep          ugrep           ugrep              ugrep       ugrep
bench   command   rg             ripgrep         ripgrep            ripgrep     ripgrep
bench   command   sqlite-utils   sqlite-utils    -                  -           sqlite-utils
bench   command   scriptindex    xapian-omega    -                  -           -
bench   command   sqlite3        sqlite3         sqlite             sqlite      sqlite
package command   dpkg-shlibdeps dpkg-dev        dpkg-dev           dpkg        dpkg
package command   file           file            file               file        libmagic
END
}

# Installed for the tests where the system still has it: another version
# formats the code another way.
formatter=clang-format-14

has() {
	command -v "$1" >/dev/null 2>&1
}

# is_there CHECK NAME
is_there() {
	case $1 in
	compiler) echo '#include <stdlib.h>' | "$2" -E - >/dev/null 2>&1 ;;
	command) has "$2" ;;
	library) has pkg-config && pkg-config --exists "$2" ;;
	sanitizer)
		case $(cc -print-file-name="$2" 2>/dev/null) in
		/*) ;;
		*) cc --version 2>/dev/null | grep -q clang ;;
		esac
		;;
	esac
}

# missing: the names of what is not there, or with an argument (apt, dnf,
# pacman, brew) the packages that bring it; each once, separated by spaces.
missing() {
	needed | while read -r for check name apt dnf pacman brew; do
		if [ "$for" != build ] && [ "$for" != "$want" ]; then
			continue
		fi
		if is_there "$check" "$name"; then
			continue
		fi
		case ${1-} in
		apt) echo "$apt" ;;
		dnf) echo "$dnf" ;;
		pacman) echo "$pacman" ;;
		brew) echo "$brew" ;;
		*) echo "$name" ;;
		esac
	done | tr ',' '\n' | sed '/^-$/d' | sort -u | paste -s -d ' ' -
}

fail() {
	echo "setup: $*" >&2
	exit 1
}

as_root() {
	if [ "$(id -u)" = 0 ]; then
		"$@"
	elif has sudo; then
		sudo "$@"
	else
		fail "this needs root, and there is no sudo: run as root: $*"
	fi
}

find_manager() {
	if has apt-get; then
		echo apt
	elif has dnf; then
		echo dnf
	elif has pacman; then
		echo pacman
	elif has brew; then
		echo brew
	fi
}

# install PACKAGE...
install() {
	case $manager in
	apt)
		as_root env DEBIAN_FRONTEND=noninteractive apt-get install \
		    -qq -y --no-install-recommends -o Dpkg::Use-Pty=0 \
		    "$@" >/dev/null
		;;
	dnf) as_root dnf install -q -y "$@" ;;
	pacman) as_root pacman -S --needed --noconfirm "$@" ;;
	brew) brew install --quiet "$@" ;;
	esac
}

wants_formatter() {
	[ "$want" = test ] && [ "$manager" = apt ] && ! has "$formatter" &&
	    apt-cache show "$formatter" >/dev/null 2>&1
}

case $# in
0) want=build ;;
*) want=$1 ;;
esac
case $want in
build | test | bench | package) ;;
*) fail "usage: setup.sh [test | bench | package]" ;;
esac

manager=$(find_manager)
names=$(missing)
if [ -n "$names" ]; then
	[ -n "$manager" ] || fail "no package manager known here" \
	    "(apt, dnf, pacman, brew); missing: $names"
	packages=$(missing "$manager")
	if [ -n "$packages" ]; then
		echo "setup: installing with $manager: $packages"
		if [ "$manager" = apt ]; then
			as_root apt-get update -qq
		fi
		# Split into words: package names hold no spaces.
		# shellcheck disable=SC2086
		install $packages
	fi
fi
if wants_formatter; then
	echo "setup: installing with $manager: $formatter"
	install "$formatter"
fi
names=$(missing)
if [ -n "$names" ]; then
	# The benchmark does without a peer, and says so.
	[ "$want" = bench ] || fail "still missing: $names"
	echo "setup: there is no package here for: $names"
fi
