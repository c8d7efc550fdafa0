#!/usr/bin/env python3
"""Measure promptlog beside other programs; see scripts/bench.sh.

Every figure that matters is a ratio to something measured in the same run.
Exit status: 0, or 1 when a row failed, which is not to say that it missed its
goal."""

import argparse
import fnmatch
import os
import shutil
import signal
import sys
import tempfile
import traceback

import report
from measure import Failed, Pairs, Runner, alternate
from rows import ROWS
from scene import Scene, bytes_below, say


def read_options():
    p = argparse.ArgumentParser(
        prog="bench.sh", description=__doc__.splitlines()[0])
    p.add_argument("archive", nargs="?", metavar="ARCHIVE",
                   help="a folder of prompt logs, which is copied; without it"
                   " an archive is made up")
    p.add_argument("--objects", type=int, default=100000, metavar="N",
                   help="make up so many objects (100000)")
    p.add_argument("--runs", type=int, default=5, metavar="N",
                   help="measure each row so often (5)")
    p.add_argument("--only", action="append", metavar="NAME",
                   help="only rows with this name or pattern; may be repeated")
    p.add_argument("--skip-memory", action="store_true",
                   help="leave out the row that needs four times the objects")
    p.add_argument("--json", action="store_true",
                   help="print JSON instead of a table")
    p.add_argument("--markdown", metavar="FILE",
                   help="write the table there as well, as Markdown")
    p.add_argument("--work", metavar="DIR",
                   help="where archives and indexes are made, about 3 GB, and"
                   " removed again ($TMPDIR, or /var/tmp)")
    p.add_argument("--programs", metavar="DIR", default="build/release/bin",
                   help="where the programs are (build/release/bin)")
    p.add_argument("--list", action="store_true", help="list the rows")
    options = p.parse_args()
    if options.objects < 1 or options.runs < 1:
        p.error("--objects and --runs take a number above 0")
    if options.archive and not os.path.isdir(options.archive):
        p.error(f"'{options.archive}' is no folder")
    options.rows = [r for r in ROWS if wanted(r, options)]
    if not options.rows:
        p.error("no row has that name; --list lists them")
    return options


def wanted(row, options):
    if options.only:
        return any(fnmatch.fnmatchcase(row.name, one) for one in options.only)
    return not (row.heavy and options.skip_memory)


def judge(row, pairs):
    """The verdict on a row that was measured, and a note on it."""
    ratio = pairs.ratio()
    if ratio is None:
        return "peer missing"
    if row.goal is None:
        return "for comparison"
    if ratio > row.worst or (row.limit and max(pairs.program) > row.limit):
        return "MISSED"
    return "goal" if ratio <= row.goal else "within"


def measure(row, scene, runs):
    """A row of the result."""
    missing = [name for name in row.needs if not shutil.which(name)]
    pairs, note = Pairs([], []), ""
    try:
        program, peer = row.sides(scene)
        pairs = alternate(program, None if missing else peer,
                          min(runs, row.runs or runs), row.warm)
        verdict = judge(row, pairs)
        note = ", ".join(missing)
    except Failed as why:
        verdict, note = "failed", str(why)
    except Exception as why:  # a row must not take the others with it
        traceback.print_exc()
        verdict, note = "failed", repr(why)
    return {"name": row.name, "what": row.what, "against": row.against,
            "unit": row.unit, "program": pairs.program, "peer": pairs.peer,
            "ratio": pairs.ratio(), "goal": row.goal, "worst": row.worst,
            "verdict": verdict, "note": note}


def run(options, work):
    given = options.archive and os.path.realpath(options.archive)
    scene = Scene(Runner(work), work, os.path.abspath(options.programs),
                  options.objects, given)
    results = []
    for row in options.rows:
        say(f"{row.name}: {row.what}, beside {row.against}")
        result = measure(row, scene, options.runs)
        say("  ".join([row.name, *report.cells(result)]))
        results.append(result)
    return {
        "machine": report.machine(),
        "archive": {"objects": scene.count, "days": len(scene.days),
                    "bytes": bytes_below(scene.archive), "given": bool(given)},
        "runs": options.runs,
        "rows": results,
    }


def tell(told, options):
    """Print the result; the exit status."""
    sys.stdout.write(report.as_json(told) if options.json
                     else report.text(told))
    sys.stdout.flush()
    if options.markdown:
        with open(options.markdown, "w", encoding="utf-8") as f:
            f.write(report.markdown(told))
    return int(any(r["verdict"] == "failed" for r in told["rows"]))


def stop(number, _):
    sys.exit(128 + number)


def main():
    options = read_options()
    if options.list:
        for row in options.rows:
            print(f"{row.name:15} {row.what}, beside {row.against}")
        return 0
    for number in (signal.SIGHUP, signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    above = options.work or os.environ.get("TMPDIR", "/var/tmp")
    work = tempfile.mkdtemp(prefix="promptlog-bench.", dir=above)
    try:
        return tell(run(options, work), options)
    except Failed as why:
        say(str(why))
        return 1
    finally:
        shutil.rmtree(work, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
