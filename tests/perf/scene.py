"""The archives and indexes that are measured, and the searches in them.  Each
is made when it is first asked for, and outside of every measured span."""

import collections
import functools
import json
import os
import re
import shutil
import sys

import records
from measure import Command, Failed

HERE = os.path.dirname(os.path.abspath(__file__))
DAYS = 60
OLDER = 10  # times as many days
LARGER = 4  # times as many objects
PAGE = 50
SAMPLE = 400  # objects that words are taken from
HOUR_OBJECTS = 100
KEY_HOUR = re.compile(r"/\d{4}/\d\d/\d\d/\d\d/(?=[^/]*$)")

# A letter or digit of the scripts in which words end where other ones begin.
WORD = r"[^\W_\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]"


def say(text):
    print(f"bench: {text}", file=sys.stderr, flush=True)


def bytes_below(folder):
    return sum(os.path.getsize(path) for path in records.paths(folder))


class Scene:
    def __init__(self, runner, work, programs, objects, given=None):
        self.runner = runner
        self.work = work
        self.objects = objects
        self.given = given
        self.search = os.path.join(programs, "promptlog")
        self.indexer = os.path.join(programs, "promptlog-index")
        self.maker = os.path.join(programs, "mkarchive")

    def path(self, name):
        return os.path.join(self.work, name)

    # --- archives

    def make(self, name, objects, days, start=None):
        say(f"making an archive of {objects:,} objects over {days} days")
        folder = self.path(name)
        self.runner.run(Command([[
            self.maker, "--objects", str(objects), "--days", str(days),
            "--users", "47", "--seed", "1",
            *(["--start", start] if start else []), folder]]))
        return folder

    @functools.cached_property
    def archive(self):
        """The one that most is measured on.  What is given is copied, since
        hours and days are added and removed."""
        if not self.given:
            return self.make("archive", self.objects, DAYS)
        say("copying the archive")
        folder = self.path("archive")
        self.runner.run(Command([[
            "cp", "-a", "--reflink=auto", self.given, folder]]))
        return folder

    @functools.cached_property
    def archive_paths(self):
        return records.paths(self.archive)

    @functools.cached_property
    def count(self):
        return len(self.archive_paths)

    @functools.cached_property
    def days(self):
        found = {records.day_of(path) for path in self.archive_paths}
        if not found - {None}:
            raise Failed("no object of the archive has a day in its key")
        return sorted(found - {None})

    # --- indexes

    def update_command(self, index, archive, *options):
        return Command([[self.indexer, "update", "--index", index, "--json",
                         "--progress", "none", *options, archive]],
                       (0, 3) if self.given else (0,), self.runner.output)

    def update(self, index, archive):
        self.runner.run(self.update_command(index, archive))
        return index

    def build(self, name, archive):
        say(f"indexing '{os.path.basename(archive)}'")
        return self.update(self.path(name), archive)

    @functools.cached_property
    def index(self):
        return self.build("index", self.archive)

    def copy_index(self):
        """A copy that may be changed.  An update with nothing new makes it
        know its files again, which are others by their inodes."""
        copy = self.path("copy")
        shutil.rmtree(copy, ignore_errors=True)
        self.runner.run(Command([[
            "cp", "-a", "--reflink=auto", self.index, copy]]))
        self.update(copy, self.archive)
        os.sync()
        return copy

    @functools.cached_property
    def shard(self):
        """The newest, of the index that most is measured on."""
        shards = records.paths(os.path.join(self.index, "days"))
        return [s for s in shards if not s.endswith("undated.db")][-1]

    @functools.cached_property
    def older(self):
        """The index of a small archive, and of one ten times as old with as
        many objects a day."""
        return [self.build(f"index-{days}-days",
                           self.make(f"archive-{days}-days",
                                     max(1, self.objects * days
                                         // (DAYS * OLDER)), days))
                for days in (DAYS, DAYS * OLDER)]

    @functools.cached_property
    def larger(self):
        """Archives over the same days: one, and one four times as large."""
        small = (self.make("archive-as-made", self.objects, DAYS)
                 if self.given else self.archive)
        return small, self.make("archive-larger", self.objects * LARGER, DAYS)

    # --- an hour more, a day less

    @functools.cached_property
    def new_hour(self):
        """Objects that are not in the archive, and their places in it: the
        last hour of its newest day."""
        made = self.make("hour", HOUR_OBJECTS, 1, self.days[-1])
        hour = f"/{self.days[-1].replace('-', '/')}/23/"
        return [(path, os.path.join(self.archive, KEY_HOUR.sub(
            hour, os.path.relpath(path, made))))
                for path in records.paths(made)]

    def add_hour(self):
        for outside, inside in self.new_hour:
            os.makedirs(os.path.dirname(inside), exist_ok=True)
            os.rename(outside, inside)

    def remove_hour(self):
        for outside, inside in self.new_hour:
            if os.path.exists(inside):
                os.rename(inside, outside)
        for folder in {os.path.dirname(inside) for _, inside in self.new_hour}:
            if os.path.isdir(folder) and not os.listdir(folder):
                os.removedirs(folder)

    @functools.cached_property
    def oldest_day(self):
        """The folders of the oldest day and where they are put aside."""
        end = "/" + self.days[0].replace("-", "/")
        folders = sorted({os.path.dirname(os.path.dirname(path))
                          for path in self.archive_paths
                          if records.day_of(path) == self.days[0]})
        return [(folder, self.path(f"expired-{i}"))
                for i, folder in enumerate(folders) if folder.endswith(end)]

    @functools.cached_property
    def oldest_count(self):
        return sum(records.day_of(p) == self.days[0]
                   for p in self.archive_paths)

    def expire_day(self):
        for inside, aside in self.oldest_day:
            os.rename(inside, aside)

    def restore_day(self):
        for inside, aside in self.oldest_day:
            if os.path.exists(aside):
                os.rename(aside, inside)

    # --- searches

    @functools.cached_property
    def searches(self):
        """What is searched for: its query, its pattern for grep and for the
        plain scan, and after that scan how often it should be found."""
        word, phrase, user = self._pick()
        edges = f"(?<!{WORD})%s(?!{WORD})"
        since = self.days[min(1, len(self.days) - 1)]
        regex = r"[0-9]{1,3}(\.[0-9]{1,3}){3}"
        secret, pair, rare = ("AKIA[0-9A-Z]{16}", r"entropy\.id",
                              "payment_id=4454")
        found = {
            "word": {"query": word, "pattern": edges % word, "folded": True,
                     "raw": word},
            "phrase": {"query": f'"{" ".join(phrase)}"', "folded": True,
                       "pattern": edges % r"[\W_]+".join(phrase)},
            "user": {"query": f"user:{user} since:{since}", "user": user,
                     "since": since},
            "scan": {"query": f"/{regex}/", "pattern": regex, "raw": regex},
            "regex": {"query": f"/{pair}\\b/", "pattern": f"{pair}\\b",
                      "raw": f"{pair}\\b"},
            "exact": {"query": "'entropy.id'", "pattern": pair, "raw": pair},
            "literal": {"query": "entropy.id", "folded": True, "raw": pair,
                        "pattern": edges % pair},
            "regex-common": {"query": f"/{secret}/", "pattern": secret,
                             "raw": secret},
            "exact-common": {"query": "'std::vector'",
                             "pattern": "std::vector", "raw": "std::vector"},
            "literal-common": {"query": "payment_id=", "folded": True,
                               "raw": "payment_id=",
                               "pattern": f"(?<!{WORD})payment_id="},
            "regex-rare": {"query": f"/{rare}\\b/", "pattern": f"{rare}\\b",
                           "raw": rare},
            "exact-rare": {"query": f"'{rare}'", "pattern": rare,
                           "raw": rare},
            "literal-rare": {"query": rare, "folded": True, "raw": rare,
                             "pattern": edges % rare},
        }
        say(f"scanning the archive; the word is '{word}', the phrase"
            f" '{' '.join(phrase)}'")
        told = json.loads(self.runner.answer(
            sys.executable, os.path.join(HERE, "scan.py"), self.archive,
            json.dumps(found)))
        for name, counts in told["searches"].items():
            found[name].update(counts)
        return found

    def _pick(self):
        """A common word and phrase, and the person with most records, by a
        sample of the archive."""
        words, phrases, users = (collections.Counter() for _ in range(3))
        step = max(1, self.count // SAMPLE)
        for path in self.archive_paths[::step]:
            for told in records.parse(path, *records.read(path)):
                text = re.findall(r"\b[a-z]{5,}\b", told["response"])
                words.update(set(text))
                phrases.update(set(re.findall(r"\b([a-z]{4,}) ([a-z]{4,})\b",
                                              told["response"])))
                users[told["user"] or ""] += 1
        if not (words and phrases):
            raise Failed("the archive holds too few words to search for")
        return tuple(min(counts, key=lambda one: (-counts[one], one))
                     for counts in (words, phrases, users))

    @functools.cached_property
    def export_query(self):
        """What has about 10,000 conversations, or all there are; and how many
        it has."""
        def conversations(query):
            return int(self.runner.answer(
                self.search, "search", "--index", self.index, "--count",
                "--conversations", *query, statuses=(0, 3)))
        query, count = [], conversations([])
        first, last = 0, len(self.days) - 1
        while count > 10000 and first < last:
            middle = (first + last + 1) // 2
            later = conversations([f"since:{self.days[middle]}"])
            if later < 10000:
                last = middle - 1
            else:
                first = middle
                query, count = [f"since:{self.days[middle]}"], later
        return query, count

