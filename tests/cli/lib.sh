# What cases are written with; see run.sh.

# Run a command and tell what it was, what it printed and how it ended.
t() {
	printf '$'
	for word in "$@"; do
		case $word in
		'' | *[!A-Za-z0-9_./:=,@%+-]*)
			printf " '%s'" "$(printf %s "$word" | sed "s/'/'\\\\''/g")"
			;;
		*) printf ' %s' "$word" ;;
		esac
	done
	printf '\n'
	quiet "$@"
	cat "$STATE/out"
	# A last line without its newline is told as such.
	if [ -s "$STATE/out" ] && [ -n "$(tail -c1 "$STATE/out")" ]; then
		printf '\n(no newline at the end)\n'
	fi
	sed 's/^/! /' "$STATE/err"
	[ "$code" -eq 0 ] || echo "= $code"
}

# Run a command and keep what it does for later: $STATE/out, $STATE/err, $code.
quiet() {
	code=0
	"$@" >"$STATE/out" 2>"$STATE/err" || code=$?
}

# A remark in the transcript.
note() {
	printf '\n# %s\n' "$*"
}

# Index archives into ./index, which then is the default.  Whatever does not
# succeed as it should ends the case.
index() {
	want=0
	[ "$1" != --incomplete ] || { want=3; shift; }
	export PROMPTLOG_INDEX="$PWD/index"
	quiet promptlog-index update --quiet "$@"
	[ "$code" -eq "$want" ] || {
		cat "$STATE/err" >&2
		echo "update ended with $code" >&2
		exit 1
	}
}

# A fixture as ./archive, so that the paths in answers do not depend on where
# the source tree lies.
archive() {
	mkdir -p archive
	cp -R "$FIXTURES/$1/." archive/
}

# An object full of what a log must not be able to do, where its first argument
# says; the second is the id of the conversation.
hostile() {
	python3 - "$@" <<'END'
import json, sys
texts = [
	"\x1b]0;title\x07\x1b[2J\x1b[31mred evil",
	"=HYPERLINK(\"http://x.example\",\"evil\")",
	"<script>evil()</script>&amp;",
	"user\u202egpj.exe evil\u200b\u2066 \x9b31m del\x7f",
	"evil'); DROP TABLE record; -- \" OR NEAR(a b) * ^x: {a b}",
	"evil\n\nturn 9  2026-01-01T00:00:00Z  chat  else\n\n  forged\rover\0",
]
records = [{
	"generateAssistantResponseEventRequest": {
		"prompt": text, "modelId": "+m\x1b[31m", "userId": "@eve\x1b[1m\u202e",
		"timeStamp": "2026-07-27T23:0%d:00Z" % n,
	},
	"generateAssistantResponseEventResponse": {
		"assistantResponse": "```\n" + text, "requestId": "id-%d" % n,
		"messageMetadata": {"conversationId": sys.argv[2]},
	},
} for n, text in enumerate(texts)]
json.dump({"records": records}, open(sys.argv[1], "w"), ensure_ascii=False)
END
}

# How many lines of a command's output hold a character that can do something
# there besides being read.
count_armed() {
	"$@" 2>&1 | grep -acP '[\x{00}-\x{08}\x{0b}-\x{1f}\x{7f}-\x{9f}\x{200b}-\x{200f}\x{202a}-\x{202e}\x{2066}-\x{2069}]' || true
}

# Run a command line with a terminal as its standard output; where there is
# none to be had, as in a bare chroot, the case is skipped.
terminal() {
	script -qec true /dev/null >"$STATE/out" 2>&1 || {
		echo "skipped: script(1) cannot make a terminal here" >&2
		exit 77
	}
	printf '$ %s   (on a terminal)\n' "$1"
	code=0
	script -qec "$1" /dev/null >"$STATE/out" 2>"$STATE/err" || code=$?
	sed 's/\r$//' "$STATE/out"
	[ "$code" -eq 0 ] || echo "= $code"
}

# Make this folder usable for somebody whom permissions hold, which they do not
# for root; `somebody COMMAND` is run as that one.
as_somebody() {
	[ "$(id -u)" -eq 0 ] || return 0
	command -v setpriv >/dev/null || { echo "no setpriv(1)" >&2; exit 77; }
	chmod 755 "$PWD/.."
	chown -R 65534:65534 .
	somebody "$PL_BIN/promptlog-index" --version >/dev/null 2>&1 ||
	    { echo "another user cannot run the programs" >&2; exit 77; }
}
somebody() {
	if [ "$(id -u)" -eq 0 ]; then
		setpriv --reuid 65534 --regid 65534 --clear-groups "$@"
	else
		"$@"
	fi
}
