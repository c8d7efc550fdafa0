#!/usr/bin/env python3
"""Run the examples of a page and hold what they print against what it says.

usage: examples.py PAGE

An example is a line "    $ COMMAND"; the indented lines after it are what it
prints, on both outputs.  "…" within such a line stands for anything, which is
for what differs from run to run, and a line of "…" alone for any number of
lines.  With BLESS in the environment the page is rewritten with what was
printed; lines that match keep their "…".
"""
import os
import re
import subprocess
import sys

INDENT = "    "


def examples(lines):
    """Each example as (command, first line of its output, past its last)."""
    at = 0
    while at < len(lines):
        start = at
        at += 1
        if not lines[start].startswith(INDENT + "$ "):
            continue
        while at < len(lines) and not lines[at].startswith(INDENT + "$ ") and (
            lines[at].startswith(INDENT) or not lines[at].strip()
        ):
            at += 1
        end = at
        while end > start + 1 and not lines[end - 1].strip():
            end -= 1
        yield lines[start][len(INDENT) + 2:], start + 1, end


def run(command):
    done = subprocess.run(
        ["sh", "-c", command], stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
    )
    text = done.stdout.decode("utf-8", "replace")
    return [(INDENT + line).rstrip() for line in text.splitlines()]


def line_matches(said, printed):
    parts = [re.escape(part) for part in said.rstrip().split("…")]
    return re.fullmatch(".*".join(parts), printed) is not None


def matches(said, printed):
    if not said:
        return not printed
    if said[0].strip() == "…":
        return any(matches(said[1:], printed[n:])
                   for n in range(len(printed) + 1))
    return bool(printed) and line_matches(said[0], printed[0]) and matches(
        said[1:], printed[1:])


def keep_ellipses(said, printed):
    """What was printed, in the words of a line of the page that matches it."""
    return [next((s for s in said if "…" in s and s.strip() != "…"
                  and line_matches(s, line)), line) for line in printed]


def main(page):
    with open(page, encoding="utf-8") as f:
        lines = f.read().splitlines()
    result, copied, wrong, count = [], 0, 0, 0
    for command, begin, end in examples(lines):
        said, printed = lines[begin:end], run(command)
        count += 1
        result += lines[copied:begin]
        copied = end
        if matches(said, printed):
            result += said
            continue
        wrong += 1
        result += keep_ellipses(said, printed)
        if "BLESS" not in os.environ:
            print("$ " + command)
            print("\n".join(["the page says:"] + said))
            print("\n".join(["it prints:"] + printed))
    result += lines[copied:]
    if "BLESS" in os.environ and wrong:
        with open(page, "w", encoding="utf-8") as f:
            f.write("\n".join(result) + "\n")
    if count == 0:
        print("there is no example in the page")


main(sys.argv[1])
