#!/usr/bin/env python3
"""Hold promptlog's conversations and its report of terms against a plain
grouping of what is known to be in the archive: mkarchive's truth.  Exit status
1 when something differs."""

import argparse
import collections
import json
import os
import random
import subprocess
import sys
import tempfile

import oracle

GAP = 30 * 60 * 10**9  # nanoseconds
THREADS = 25  # conversations shown in full
WORDS = ["explain", "payroll", "C++", '"fix the"', "explain type:chat",
         "-explain type:dev", "zzznothing", "/index/i"]


def order(told):
    """Of the turns of a conversation."""
    time = told["time_ns"]
    return (time is not None, time or 0, told["object"].encode(),
            told["ordinal"])


def without_copies(records):
    """Of the records of one id that a day has, the first by key."""
    kept = {}
    for told in sorted(records,
                       key=lambda t: (t["object"].encode(), t["ordinal"])):
        day = told["object"].split("/")[-5:-2]
        kept.setdefault((*day, told["id"]), told)
    return list(kept.values())


def tree(told):
    folders = told["object"].split("/AWSLogs/")[-1].split("/")
    return next((f for f in folders[:-1]
                 if f in ("QDeveloperLogs", "KiroLogs")), "")


def group(records):
    """The conversations as lists of records."""
    named = collections.defaultdict(list)
    spoken = collections.defaultdict(list)
    alone = []
    for told in records:
        if told["conversation"]:
            named[told["conversation"]].append(told)
        elif (told["type"] in ("chat", "dev") and told["user"]
              and told["time_ns"] is not None):
            spoken[told["user"], tree(told)].append(told)
        else:
            alone.append([told])
    sessions = []
    for lane in spoken.values():
        lane.sort(key=order)
        last = None
        for told in lane:
            if last is None or told["time_ns"] - last >= GAP:
                sessions.append([])
            sessions[-1].append(told)
            last = told["time_ns"]
    return list(named.values()), sessions + alone


def session_id(first, copies):
    """What was delivered again, on another day, is told apart by a number."""
    before = sum(order(other) < order(first) for other in copies[
        first["id"], first["time_ns"], first["user"]])
    return f"session{before + 1 if before else ''}-{first['id']}"


def describe(turns, rule, copies):
    turns = sorted(turns, key=order)
    times = [t["time_ns"] for t in turns if t["time_ns"] is not None]
    first = turns[0]
    return {
        "id": (first["conversation"] if rule == "id"
               else session_id(first, copies)),
        "rule": rule,
        "turns": [t["id"] for t in turns],
        "places": [(t["object"], t["ordinal"]) for t in turns],
        "user": first["user"] or None,
        "start": times[0] if times else None,
        "end": times[-1] if times else None,
    }


def nanoseconds(time):
    """Of a time as promptlog prints it."""
    if time is None:
        return None
    whole, _, fraction = time.rstrip("Z").partition(".")
    moment = oracle.datetime.datetime.fromisoformat(whole + "+00:00")
    return int(moment.timestamp()) * 10**9 + int(fraction.ljust(9, "0") or 0)


class Check:
    def __init__(self, options):
        self.options = options
        self.wrong = 0

    def run(self, *arguments, status=(0,)):
        done = subprocess.run(
            [self.options.promptlog, arguments[0], "--index",
             self.options.index, *arguments[1:]], stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
        if done.returncode not in status:
            self.differ(" ".join(arguments), status, done.returncode)
            sys.stderr.buffer.write(done.stderr)
        return done.stdout

    def differ(self, what, expected, found):
        self.wrong += 1
        if self.wrong <= 20:
            print(f"{what}: expected {expected}, found {found}")

    def equal(self, what, expected, found):
        if expected != found:
            self.differ(what, expected, found)


def check_listing(check, truth):
    """Every conversation is listed, with its bounds, newest first."""
    listed = [json.loads(line) for line in
              check.run("search", "--conversations",
                        "--jsonl").splitlines()]
    check.equal("conversations", len(truth), len(listed))
    starts = [nanoseconds(one["start"]) or 0 for one in listed]
    check.equal("order of starts", sorted(starts, reverse=True), starts)
    for one in listed:
        known = truth.get(one["conversation"])
        if known is None:
            check.differ("conversation", "none", one["conversation"])
            continue
        for key, value in (("turns", len(known["turns"])),
                           ("hits", len(known["turns"])),
                           ("conversation_rule", known["rule"]),
                           ("user", known["user"])):
            check.equal(f"{one['conversation']} {key}", value, one[key])
        for key in ("start", "end"):
            check.equal(f"{one['conversation']} {key}", known[key],
                        nanoseconds(one[key]))


def check_threads(check, truth, seed):
    """A conversation is found by its id and by any turn, in its order."""
    chance = random.Random(seed)
    single = collections.Counter(
        turn for known in truth.values() for turn in known["turns"])
    long = sorted(truth, key=lambda i: (-len(truth[i]["turns"]), i))
    for one in long[:5] + chance.sample(sorted(truth), THREADS):
        known = truth[one]
        names = [turn for turn in known["turns"] if single[turn] == 1]
        for name in [one] + names[-1:]:
            shown = json.loads(
                check.run("show", "--json", "--conversation", name))
            check.equal(f"thread of {name}", known["turns"],
                        [r["id"] for r in shown["records"]])


def check_excerpts(check, truth):
    """Hits with turns around them: none twice, none left out."""
    answer = json.loads(
        check.run("search", "--json", "-C", "2", "explain type:chat"))
    hits = {(h["object"], h["ordinal"]) for h in answer["hits"]}
    check.equal("hits with context", answer["total"], len(hits))
    shown = collections.defaultdict(list)
    for hit in answer["hits"]:
        for record in (*hit["context_before"], hit, *hit["context_after"]):
            shown[record["conversation"]].append(record)
    for one, records in shown.items():
        turns = truth[one]["turns"]
        places = [r["turn"] - 1 for r in records]
        check.equal(f"{one} turns", [turns[p] for p in places],
                    [r["id"] for r in records])
        check.equal(f"{one} repeated", len(set(places)), len(places))


def check_terms(check, truth):
    """Counts of a report against the hits of each query by itself."""
    of = {place: one for one, known in truth.items()
          for place in known["places"]}
    found = []
    for word in WORDS:
        lines = check.run("search", "--jsonl", "--", word,
                          status=(0, 1)).splitlines()
        found.append([json.loads(line) for line in lines])
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as f:
        f.write("# terms\n\n" + "\n".join(WORDS) + "\n")
        f.flush()
        report = json.loads(check.run("terms", "--json", f.name))
    every = collections.Counter(
        (h["object"], h["ordinal"]) for hits in found for h in hits)
    for word, hits, term in zip(WORDS, found, report["terms"]):
        times = sorted(nanoseconds(h["time"]) for h in hits if h["time"])
        for key, value in (
                ("query", word), ("hits", len(hits)),
                ("unique", sum(every[h["object"], h["ordinal"]] == 1
                               for h in hits)),
                ("conversations", len({of[h["object"], h["ordinal"]]
                                      for h in hits})),
                ("users", len({h["user"] for h in hits if h["user"]}))):
            check.equal(f"terms {word}: {key}", value, term[key])
        check.equal(f"terms {word}: bounds",
                    (times[0], times[-1]) if times else (None, None),
                    (nanoseconds(term["first"]), nanoseconds(term["last"])))
    check.equal("terms: union", len(every), report["total"]["hits"])


def main():
    parser = argparse.ArgumentParser()
    for name in ("promptlog", "index", "archive", "truth"):
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    records = without_copies(
        r.told for r in oracle.read_truth(options.truth, options.archive))
    named, sessions = group(records)
    truth = {}
    copies = collections.defaultdict(list)
    for told in records:
        if told["time_ns"] is not None and not told["conversation"]:
            copies[told["id"], told["time_ns"], told["user"]].append(told)
    for rule, some in (("id", named), ("session", sessions)):
        for turns in some:
            known = describe(turns, rule, copies)
            truth[known["id"]] = known
    check = Check(options)
    check.equal("ids that differ", len(named) + len(sessions), len(truth))
    check_listing(check, truth)
    check_threads(check, truth, options.seed)
    check_excerpts(check, truth)
    check_terms(check, truth)
    print(f"{len(records)} records, {len(truth)} conversations, "
          f"{len(named)} of them named, {check.wrong} differences")
    return 1 if check.wrong else 0


if __name__ == "__main__":
    os.environ.setdefault("LC_ALL", "C.UTF-8")
    sys.exit(main())
