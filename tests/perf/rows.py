"""What is measured: a row is what the program does, what a peer does, and what
the one may take of the other."""

from dataclasses import dataclass
from typing import Callable, Optional

import sides
from scene import HOUR_OBJECTS, PAGE


@dataclass
class Row:
    name: str
    what: str
    against: str
    goal: Optional[float]  # of the ratio; without one the row only informs
    worst: Optional[float]
    sides: Callable  # scene -> the program's function and the peer's
    needs: tuple = ()  # the peer's commands
    unit: str = "s"  # or "bytes"
    limit: Optional[float] = None  # of what the program takes
    runs: Optional[int] = None  # at most; None for as many as asked for
    warm: bool = True  # both are run once in vain before
    heavy: bool = False  # left out with --skip-memory


SQLITE3 = "sqlite3 SHARD 'select 1'"
UGREP = ("ugrep",)
ZCAT = ("find", "xargs", "zcat")


def pages(name, options, against, goal, worst, make):
    """A row for each of the searches that a first page is asked of."""
    return [Row(f"{name}-{search}", f"{what}, {options}", against, goal, worst,
                make(search), needs=("sqlite3",) if against == SQLITE3 else ())
            for search, what in (("word", "a word"), ("phrase", "a phrase"),
                                 ("user", "one person since a day"))]


def texts(suffix, where, goal, worst):
    """Rows for what texts must be read for, narrowed by words."""
    return [Row(name + suffix, f"{what}, {where}", "ugrep -z -r -P -c", goal,
                worst, sides.count(name + suffix, ["-P"]), UGREP)
            for name, what in (("regex", "regex with a literal"),
                               ("exact", "exact bytes"),
                               ("literal", "literal term"))]


ROWS = [
    Row("index", "index the archive, 2 jobs, synced",
        "find -print0 | xargs -0 zcat", 1.1, 1.4, sides.index_zcat, ZCAT),
    Row("index-sqlite", "index the archive, 2 jobs, synced",
        "Python | sqlite-utils insert, enable-fts", 0.15, 0.25,
        sides.index_sqlite, ("sqlite-utils",), warm=False),
    Row("update-none", "update with nothing new", "find -type f | wc -l",
        0.7, 1.2, sides.update_none, ("find", "wc")),
    Row("update-hour", f"update with one new hour, {HOUR_OBJECTS} objects",
        "update with nothing new", 1.3, 2, sides.update_hour),
    Row("size", "size of the index, text included", "the objects, gzip", 1.4,
        1.8, sides.size, unit="bytes", runs=1, warm=False),
    Row("memory", "peak memory of the indexer, 2 jobs, four times the objects"
        " over the same days", "the same at the objects once", 1.2, 1.5,
        sides.memory, unit="bytes", limit=500e6, runs=2, warm=False,
        heavy=True),
    *pages("page", f"first page ({PAGE}), --no-total", SQLITE3, 2, 3,
           sides.first_page),
    *pages("total", f"first page ({PAGE}) and the exact total", SQLITE3, 4, 6,
           sides.total),
    *pages("older", "first page, --no-total, over 600 days",
           "the same over 60 days, as many objects a day", 1.2, 1.5,
           sides.older),
    Row("count", "--count of a common word", "ugrep -z -r -c", 0.005, 0.01,
        sides.count("word", []), UGREP),
    Row("scan", "regex without a usable literal, everywhere",
        "ugrep -z -r -P -c", 0.08, 0.15, sides.count("scan", ["-P"]), UGREP),
    *texts("", "in few records, its words in many", 0.005, 0.02),
    *texts("-rare", "in few records, as its words", 0.005, 0.02),
    # Where most blocks of texts have one there is none to spare, and nearly
    # all are read: these may take what a scan may take.
    *texts("-common", "in one record of twenty, ten, five", 0.08, 0.15),
    Row("export", "export of at most about 10,000 conversations as jsonl",
        "cat of that file, synced", 10, 30, sides.export, ("cat", "sync")),
    Row("sweep", "sweep of one expired day", "update with nothing new", 1.2, 2,
        sides.sweep),
    Row("count-ripgrep", "--count of a common word", "rg -z -c", None, None,
        sides.count_ripgrep, ("rg",), runs=1, warm=False),
    Row("index-xapian", "index the archive, 2 jobs, synced",
        "Python | scriptindex", None, None, sides.index_xapian,
        ("scriptindex",), runs=1, warm=False),
]
