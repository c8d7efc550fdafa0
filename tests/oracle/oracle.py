#!/usr/bin/env python3
"""Hold promptlog's answers against a plain scan of what is known to be in the
archive: mkarchive's truth.  Exit status 1 when an answer differs."""

import argparse
import collections
import datetime
import hashlib
import json
import os
import subprocess
import sys
import tempfile

import generate
import queries
import self_check

SHOWN = 5  # differences listed for a query
QUERIES_SHOWN = 20  # of those that differ


def read_truth(path, archive):
    with open(path, encoding="utf-8") as f:
        records = [queries.Record(json.loads(line)) for line in f]
    for record in records:
        told = record.told
        if told["id"] is None:
            with open(os.path.join(archive, told["object"]), "rb") as f:
                digest = hashlib.sha256(f.read()).hexdigest()
            told["id"] = f"{digest[:32]}.{told['ordinal']}"
    return records


def place(told):
    return told["object"], told["ordinal"], told["id"]


def expected(case, records):
    """What should be found, in order."""
    found = [records[i] for i in case.node.answer(records)]
    return [place(r.told) for r in case.order(
        [r for r in found if case.copies or not r.told["duplicate"]])]


def ask(options, text, arguments):
    """promptlog's hits, and what went wrong."""
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", newline="",
                                     suffix=".query") as query:
        query.write(text)
        query.flush()
        done = subprocess.run(
            [options.promptlog, "search", "--index", options.index, "--jsonl",
             *arguments, "-Q", query.name],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, check=False)
    try:
        hits = [json.loads(line) for line in done.stdout.splitlines()]
    except ValueError as why:
        return [], f"the answer is no JSON: {why}"
    status = done.returncode
    if status not in (0, 1) or (hits and status == 1):
        said = done.stderr.decode(errors="replace").strip()
        return hits, f"exit status {status}, {len(hits)} hits: {said}"
    return hits, ""


def in_full(options, records):
    """Every record, copies too, compared member by member."""
    hits, trouble = ask(options, "", ["--duplicates", "--full", "--limit",
                                      "0"])
    if trouble:
        return [trouble]
    lines = []
    truth = {place(r.told): r.told for r in records}
    for hit in hits:
        told = truth.pop(place(hit), None)
        if told is None:
            lines.append(f"{place(hit)} is in no truth")
            continue
        same = dict(hit, time=instant(hit["time"]))
        if hit["conversation_rule"] != "id":
            same["conversation"] = None
        for name in ("type", "user", "account", "region", "model", "file",
                     "request_id", "conversation", "time", "duplicate",
                     *queries.COLUMNS):
            wanted = told["time_ns" if name == "time" else name]
            if (same[name] or None) != (wanted or None):
                lines.append(f"{place(hit)}: {name} is {same[name]!r:.200},"
                             f" not {wanted!r:.200}")
    return lines + [f"{missing} is missing" for missing in truth]


def instant(text):
    """Nanoseconds since 1970."""
    seconds, _, fraction = text.rstrip("Z").partition(".")
    at = datetime.datetime.strptime(seconds + "+0000", "%Y-%m-%dT%H:%M:%S%z")
    return int(at.timestamp()) * 10**9 + int(fraction.ljust(9, "0"))


def differences(wanted, answer):
    """The two answers compared, in words; nothing when they are equal."""
    answered, meant = set(answer), set(wanted)
    missing = [p for p in wanted if p not in answered]
    extra = [p for p in answer if p not in meant]
    lines = [f"    missing {p}" for p in missing[:SHOWN]]
    lines += [f"    extra   {p}" for p in extra[:SHOWN]]
    if missing or extra:
        lines.append(f"    {len(missing)} missing, {len(extra)} extra of"
                     f" {len(wanted)}")
    elif answer != wanted:
        at = next(i for i, (a, b) in enumerate(zip(answer, wanted))
                  if a != b) if len(answer) == len(wanted) else 0
        lines.append(f"    the same hits in another order, from hit {at} on:"
                     f" {answer[at:at + 2]}, not {wanted[at:at + 2]}")
    return lines


def compare(options, records):
    totals = collections.defaultdict(list)
    equal = differing = 0
    for case in generate.cases(records, options.seed, options.queries):
        if options.only is not None and case.number != options.only:
            continue
        wanted = expected(case, records)
        totals[case.kind].append(len(wanted))
        text = case.node.write()
        if options.list:
            print(f"{case.number}\t{case.kind}\t{len(wanted)}\t{text!r}")
            continue
        hits, trouble = ask(options, text, case.arguments())
        lines = differences(wanted, [place(hit) for hit in hits])
        if trouble:
            lines = [f"    {trouble}"] + lines[-1:]
        if not lines:
            equal += 1
            continue
        differing += 1
        if differing <= QUERIES_SHOWN:
            print(f"query {case.number}, {case.kind},"
                  f" {' '.join(case.arguments())}: {text!r}")
            print("\n".join(lines))
    return equal, totals


def print_table(totals):
    print(f"{'kind':<18}{'queries':>8}{'empty':>7}{'hits, mean':>12}")
    for kind, hits in totals.items():
        print(f"{kind:<18}{len(hits):>8}{hits.count(0):>7}"
              f"{sum(hits) / len(hits):>12.1f}")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--self-check", action="store_true",
                        help="only check this program's own folding and"
                        " matching against known answers")
    parser.add_argument("--promptlog", default="promptlog")
    parser.add_argument("--index")
    parser.add_argument("--archive", help="the folder mkarchive wrote to")
    parser.add_argument("--truth")
    parser.add_argument("--queries", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", type=int, metavar="N",
                        help="put only query number N, as the list has it")
    parser.add_argument("--list", action="store_true",
                        help="only list the queries, each with its hits")
    options = parser.parse_args()
    if options.self_check:
        return self_check.run()
    if not (options.archive and options.truth):
        parser.error("--archive and --truth are needed")
    if not (options.index or options.list):
        parser.error("--index is needed")
    records = read_truth(options.truth, options.archive)
    begun = datetime.datetime.now()
    equal, totals = compare(options, records)
    count = options.queries if options.only is None else 1
    print_table(totals)
    print(f"{len(records)} records, seed {options.seed},"
          f" {(datetime.datetime.now() - begun).total_seconds():.0f} s")
    if options.list:
        return 0
    wrong = in_full(options, records)
    for line in wrong[:QUERIES_SHOWN]:
        print(line)
    print(f"{len(wrong)} differences in the records in full")
    print(f"{equal} of {count} equal")
    return 0 if equal == count and not wrong else 1


if __name__ == "__main__":
    sys.exit(main())
