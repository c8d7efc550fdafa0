#!/usr/bin/env python3
"""Count, the plain way, what searches should find: every object is read, and
none of the program's code is used.

usage: scan.py ARCHIVE SEARCHES

SEARCHES is a JSON object of searches by name: `pattern`, a regular expression;
`folded`, whether texts are folded like words before it is held against them;
`user` and `since`, a day; `raw`, what a grep is asked.  Prints for each how
many records it finds, copies within a day left out, and how many objects
`raw` matches."""

import itertools
import json
import multiprocessing
import re
import sys
import unicodedata

import records

CHUNK = 256  # objects that are handed to a worker at once


def fold(text):
    """Texts as words see them, as far as that takes no tables: compatibility
    forms, case, accents."""
    if text.isascii():
        return text.lower()
    parted = unicodedata.normalize("NFKD", text).casefold()
    return "".join(c for c in parted if not unicodedata.combining(c))


class Search:
    def __init__(self, asked):
        self.pattern = re.compile(asked.get("pattern", ""))
        self.raw = re.compile(asked.get("raw", "").encode())
        self.folded = asked.get("folded", False)
        self.user = asked.get("user")
        self.since = asked.get("since", "")

    def finds(self, told, plain, folded):
        if self.user and told["user"] != self.user:
            return False
        if (told["time"] or "")[:len(self.since)] < self.since:
            return False
        return any(map(self.pattern.search, folded if self.folded else plain))


def begin(asked):
    Search.all = [Search(one) for one in asked.values()]


def look(path):
    """Of one object: whether each search's raw form is in it; of each record
    its id and which searches find it."""
    stored, inflated = records.read(path)
    found = []
    for told in records.parse(path, stored, inflated):
        plain = [told[column] for column in records.COLUMNS]
        folded = [fold(text) for text in plain]
        found.append((told["id"], [s.finds(told, plain, folded)
                                   for s in Search.all]))
    return [bool(s.raw.search(inflated)) for s in Search.all], found


def add(totals, flags):
    return [total + flag for total, flag in zip(totals, flags)]


def main():
    archive, asked = sys.argv[1], json.loads(sys.argv[2])
    hits = objects = [0] * len(asked)
    count = 0
    paths = records.paths(archive)
    with multiprocessing.Pool(initializer=begin, initargs=(asked,)) as pool:
        looked = zip(paths, pool.imap(look, paths, CHUNK))
        for _, day in itertools.groupby(
                sorted(looked, key=lambda one: records.day_of(one[0]) or ""),
                lambda one: records.day_of(one[0])):
            known = set()
            for _, (raw, found) in day:
                objects = add(objects, raw)
                for name, flags in found:
                    if name not in known:
                        known.add(name)
                        count += 1
                        hits = add(hits, flags)
    print(json.dumps({
        "records": count,
        "searches": {name: {"hits": hit, "objects": n}
                     for name, hit, n in zip(asked, hits, objects)},
    }))


if __name__ == "__main__":
    main()
