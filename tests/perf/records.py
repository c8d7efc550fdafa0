#!/usr/bin/env python3
"""Read an archive the plain way: gunzip every object and parse it.

usage: records.py json|xapian ARCHIVE

Prints every record for `sqlite-utils insert --nl`, or for scriptindex."""

import gzip
import hashlib
import json
import os
import re
import sys

DAY = re.compile(r"/(\d{4})/(\d\d)/(\d\d)/(\d\d)/[^/]*$")

# The members that are searched, by the half of the query language's columns
# that they end in.
COLUMNS = {
    "prompt": ("prompt",),
    "context": ("leftContext", "rightContext", "fileName"),
    "response": ("assistantResponse", "followupPrompts",
                 "supplementaryWebLinksEvent", "codeReferenceEvents",
                 "completions"),
}


def paths(archive):
    """Every object, in the order of keys."""
    found = []
    for folder, _, names in os.walk(archive):
        found += (os.path.join(folder, name) for name in names)
    return sorted(found, key=os.fsencode)


def day_of(path):
    """The day of delivery; None if the path does not tell it."""
    found = DAY.search(path)
    return "-".join(found.groups()[:3]) if found else None


def strings(value):
    """Every string in a value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from strings(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from strings(item)


def read(path):
    with open(path, "rb") as f:
        stored = f.read()
    whole = stored.startswith(b"\x1f\x8b")
    return stored, gzip.decompress(stored) if whole else stored


def parse(path, stored, inflated):
    """Each record of an object: who, when, its id and the texts by column."""
    for ordinal, record in enumerate(json.loads(inflated)["records"]):
        halves = {}
        for half in record.values():
            if isinstance(half, dict):
                halves.update(half)
        told = {
            "id": halves.get("requestId")
            or f"{hashlib.sha256(stored).hexdigest()[:32]}.{ordinal}",
            "object": path,
            "user": halves.get("userId"),
            "time": halves.get("timeStamp"),
        }
        for column, members in COLUMNS.items():
            told[column] = "\n".join(
                text for name in members for text in strings(halves.get(name)))
        yield told


def print_json(told):
    print(json.dumps(told))


def print_xapian(told):
    """A record of scriptindex: a field a line, '=' before a text's further
    lines, an empty line at the end."""
    for name, text in told.items():
        lines = (text or "").replace("\r", "").split("\n")
        print(f"{name}=" + "\n=".join(lines))
    print()


def main():
    show = {"json": print_json, "xapian": print_xapian}[sys.argv[1]]
    for path in paths(sys.argv[2]):
        for told in parse(path, *read(path)):
            show(told)


if __name__ == "__main__":
    main()
