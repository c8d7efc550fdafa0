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


def expected(node, records, copies):
    """What should be found, newest first, then by key and ordinal."""
    found = [records[i] for i in node.answer(records)
             if copies or not records[i].told["duplicate"]]
    found.sort(key=lambda r: (-r.time, r.told["object"], r.told["ordinal"]))
    return [place(r.told) for r in found]


def ask(options, text, copies):
    """promptlog's answer, and what it had to say."""
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", newline="",
                                     suffix=".query") as query:
        query.write(text)
        query.flush()
        command = [options.promptlog, "search", "--index", options.index,
                   "--jsonl", "--limit", "0", "-Q", query.name]
        if copies:
            command.append("--duplicates")
        done = subprocess.run(command, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              check=False)
    try:
        hits = [json.loads(line) for line in done.stdout.splitlines()]
    except ValueError as why:
        return [], f"its answer is no JSON: {why}"
    answer = [place(hit) for hit in hits]
    wanted = 0 if answer else 1
    if done.returncode != wanted:
        said = done.stderr.decode(errors="replace").strip()
        return answer, f"exit status {done.returncode}, not {wanted}: {said}"
    return answer, ""


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
    equal = 0
    for number, (kind, node, copies) in enumerate(
            generate.cases(records, options.seed, options.queries)):
        wanted = expected(node, records, copies)
        totals[kind].append(len(wanted))
        if options.only is not None and number != options.only:
            continue
        text = node.write()
        if options.list:
            print(f"{number}\t{kind}\t{len(wanted)}\t{text!r}")
            continue
        answer, trouble = ask(options, text, copies)
        lines = differences(wanted, answer)
        if not lines and not trouble:
            equal += 1
            continue
        print(f"query {number}, {kind}{', with copies' if copies else ''}:"
              f" {text!r}")
        if trouble:
            print(f"    {trouble}")
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
    print(f"{equal} of {count} equal")
    return 0 if equal == count else 1


if __name__ == "__main__":
    sys.exit(main())
