"""What the two sides of each row do.  A side is a function that does it once
and returns what it took; it raises Failed when the answer is not right."""

import json
import os
import re
import shutil
import sys

from measure import Command, Failed, read
from scene import HERE, HOUR_OBJECTS, OLDER, PAGE, bytes_below

HIT = re.compile(r"\d{4}-\d\d-\d\dT\S+  ")  # begins each hit of a listing
TOTAL = re.compile(r"(?:[\d,]+ of )?([\d,]+) hits?$", re.MULTILINE)
ADDED = re.compile(r"= \((\d+), (\d+), \d+, \d+\)")  # and replaced
EXPORTED = re.compile(r"([\d,]+) records?, .* of ([\d,]+) conversations? in")


def number(text):
    return int(text.replace(",", ""))


def expect(what, found, wanted):
    if found != wanted:
        raise Failed(f"{what}: {found:,}, not {wanted:,}")


def wall(scene, *commands):
    return scene.runner.run(*commands).wall


# --- indexing

def check_update(scene, **wanted):
    told = json.loads(scene.runner.printed())
    for name, count in wanted.items():
        expect(name, told[name], count)


def index_once(scene, archive, count, *through):
    """Index an archive from nothing, by a program that runs another if one is
    given; what that took."""
    fresh = scene.path("fresh")
    shutil.rmtree(fresh, ignore_errors=True)
    os.sync()
    update = scene.update_command(fresh, archive, "--jobs", "2")
    update.pipeline = [[*through, *argv] for argv in update.pipeline]
    took = scene.runner.run(update)
    told = json.loads(scene.runner.printed())
    expect("objects indexed", told["indexed"] + told["partly"],
           count - told["passed_over"] - told["rejected"])
    shutil.rmtree(fresh)
    return took


def index(scene):
    return lambda: index_once(scene, scene.archive, scene.count).wall


def index_zcat(scene):
    inflate = Command([["find", scene.archive, "-type", "f", "-print0"],
                       ["xargs", "-0", "zcat"]])
    return index(scene), lambda: wall(scene, inflate)


def plain_records(scene, form):
    return [sys.executable, os.path.join(HERE, "records.py"), form,
            scene.archive]


def warmed(scene, side):
    """The side, with the archive read before: while a long peer was at work,
    the system may have given its pages up."""
    def run():
        for path in scene.archive_paths:
            with open(path, "rb") as file:
                file.read()
        return side()
    return run


def index_sqlite(scene):
    database = scene.path("peer.db")

    def peer():
        for name in os.listdir(scene.work):
            if name.startswith("peer.db"):
                os.unlink(scene.path(name))
        os.sync()
        took = wall(
            scene,
            Command([plain_records(scene, "json"),
                     ["sqlite-utils", "insert", database, "record", "-",
                      "--nl"]]),
            Command([["sqlite-utils", "enable-fts", database, "record",
                      "prompt", "context", "response"]]))
        counted = scene.runner.answer(
            "sqlite3", database, "select count(distinct object) from record")
        expect("objects of the peer", int(counted), scene.count)
        return took
    return warmed(scene, index(scene)), warmed(scene, peer)


FIELDS = """\
id : unique=Q boolean=Q field=id
object : field=object
user : boolean=U
time : field=time
prompt : index
context : index
response : index
"""


def index_xapian(scene):
    database, fields = scene.path("xapian"), scene.path("xapian-fields")
    with open(fields, "w", encoding="utf-8") as f:
        f.write(FIELDS)

    def peer():
        shutil.rmtree(database, ignore_errors=True)
        os.sync()
        took = wall(scene, Command(
            [plain_records(scene, "xapian"),
             ["scriptindex", database, fields]], output=scene.runner.output))
        told = ADDED.search(scene.runner.printed())
        if not told or int(told[1]) + int(told[2]) < scene.count:
            raise Failed("the peer has fewer records than there are objects")
        return took
    return warmed(scene, index(scene)), warmed(scene, peer)


def nothing_new(scene):
    update = scene.update_command(scene.index, scene.archive)

    def side():
        os.sync()
        took = wall(scene, update)
        check_update(scene, seen=scene.count, indexed=0, partly=0)
        return took
    return side


def update_none(scene):
    find = Command([["find", scene.archive, "-type", "f"], ["wc", "-l"]],
                   output=scene.runner.output)

    def peer():
        took = wall(scene, find)
        expect("files", int(scene.runner.printed()), scene.count)
        return took
    return nothing_new(scene), peer


def update_hour(scene):
    def program():
        copy = scene.copy_index()
        scene.add_hour()
        try:
            os.sync()
            took = wall(scene, scene.update_command(copy, scene.archive))
            check_update(scene, indexed=len(scene.new_hour),
                         seen=scene.count + len(scene.new_hour))
        finally:
            scene.remove_hour()
        return took
    return program, nothing_new(scene)


def size(scene):
    return (lambda: bytes_below(scene.index),
            lambda: bytes_below(scene.archive))


def memory(scene):
    small, large = scene.larger

    file = scene.path("peak")

    def peak(archive, count):
        def side():
            index_once(scene, archive, count, sys.executable, "-I", "-S",
                       os.path.join(HERE, "peak.py"), file)
            return int(read(file))
        return side
    return peak(large, scene.objects * 4), peak(small, scene.objects)


# --- searching

def search_command(scene, index, query, *options):
    return Command([[scene.search, "search", "--index", index, *options, "--",
                     query]],
                   (0, 1, 3), scene.runner.output)


def take_page(scene, index, search, *options):
    """Ask for the first page; what that took."""
    took = wall(scene, search_command(
        scene, index, search["query"], "--limit", str(PAGE), *options))
    shown = sum(bool(HIT.match(line))
                for line in scene.runner.printed().splitlines())
    expect("hits on the page", shown, min(PAGE, search["hits"]))
    return took


def select_one(scene):
    command = Command([["sqlite3", scene.shard, "select 1"]],
                      output=scene.runner.output)

    def side():
        took = wall(scene, command)
        expect("one", int(scene.runner.printed()), 1)
        return took
    return side


def first_page(name):
    return lambda scene: (
        lambda: take_page(scene, scene.index, scene.searches[name],
                          "--no-total"),
        select_one(scene))


def total(name):
    def make(scene):
        def program():
            search = scene.searches[name]
            took = take_page(scene, scene.index, search)
            found = TOTAL.search(scene.runner.said())
            expect("total", number(found[1]) if found else -1, search["hits"])
            return took
        return program, select_one(scene)
    return make


def older(name):
    """How many hits there are is found by the program's other plan: it reads
    every text and uses no full-text index."""
    def make(scene):
        small, large = scene.older
        query = scene.searches[name]["query"]
        if name == "user":
            query = f"user:{busiest_user(scene, small)}"

        def page(index):
            hits = int(scene.runner.answer(
                scene.search, "search", "--index", index, "--count", "--plan",
                "scan", "--", query, statuses=(0, 1)))
            search = {"query": query, "hits": hits}
            return lambda: take_page(scene, index, search, "--no-total")
        return page(large), page(small)
    return make


def busiest_user(scene, index):
    told = json.loads(scene.runner.answer(
        scene.search, "search", "--index", index, "--by", "user", "--json"))
    return told["groups"][0]["value"]


def count_once(scene, name):
    search = scene.searches[name]
    took = wall(scene, search_command(
        scene, scene.index, search["query"], "--count"))
    expect("hits", int(scene.runner.printed()), search["hits"])
    return took


def grep(scene, name, argv):
    """A grep that prints 'file:count' for each file."""
    search = scene.searches[name]
    command = Command([[*argv, search["raw"], scene.archive]], (0, 1),
                      scene.runner.output)

    def side():
        took = wall(scene, command)
        matching = sum(not line.endswith(":0")
                       for line in scene.runner.printed().splitlines())
        expect("objects of the peer", matching, search["objects"])
        return took
    return side


def count(name, options):
    return lambda scene: (
        lambda: count_once(scene, name),
        grep(scene, name, ["ugrep", "-z", "-r", "-c", *options]))


def count_ripgrep(scene):
    return (lambda: count_once(scene, "word"),
            grep(scene, "word", ["rg", "-z", "-c", "--no-messages", "-uuu"]))


# --- export, sweep

def export(scene):
    """The peer writes what the program has written."""
    query, conversations = scene.export_query
    written, copy = scene.path("export.jsonl"), scene.path("copy.jsonl")
    command = Command([[scene.search, "export", "--index", scene.index,
                        "--progress", "none", "--force", "-o", written,
                        *query]], (0, 3))

    def program():
        remove(written)
        os.sync()
        took = wall(scene, command)
        told = EXPORTED.search(scene.runner.said())
        expect("conversations", number(told[2]) if told else -1,
               conversations)
        with open(written, "rb") as f:
            expect("lines", sum(1 for _ in f), number(told[1]))
        return took

    def peer():
        if not os.path.exists(written):
            program()
        remove(copy)
        os.sync()
        took = wall(scene, Command([["cat", written]], output=copy),
                    Command([["sync", copy]]))
        expect("bytes", os.path.getsize(copy), os.path.getsize(written))
        return took
    return program, peer


def remove(path):
    if os.path.exists(path):
        os.unlink(path)


def sweep(scene):
    def program():
        copy = scene.copy_index()
        scene.expire_day()
        try:
            os.sync()
            took = wall(scene, Command(
                [[scene.indexer, "sweep", "--index", copy, "--yes", "--json",
                  "--progress", "none", "--max-delete", "100%",
                  scene.archive]], output=scene.runner.output))
            told = json.loads(scene.runner.printed())
            expect("days gone", told["days_gone"], 1)
            expect("objects gone", told["objects"], scene.oldest_count)
        finally:
            scene.restore_day()
        return took
    return program, nothing_new(scene)
