"""Random queries of every kind, drawn from the texts they are put to, so that
most of them find something."""

import collections
import datetime
import random
import re
import unicodedata

import words
from queries import (All, And, Exact, Field, In, Near, Not, Or, Regex, Term,
                     Time)

LITERALS = ["C++", "C#", ".env", ".NET", "node.js", "std::vector",
            "payment_id=", "user_id=", "os.environ", "app.env", "foo-bar",
            "a/b", "it's", "don't", "O'Brien", "100% of O'Brien", "e-mail",
            "@Override", "#include", "--no-cache", "TCP/IP", "$HOME",
            "~/.ssh/config", "key=value", "3.14", "192.168.0.", "<div>", "&&",
            "=>", "a+b=c", "NOTE:", "()", "AWS_", "AKIA", "🚀", "👍🏽", "❤️",
            "™", "№", "℃", "。", "1️⃣", "x86_64", "utf-8", "env", ".env\"",
            "```", "process.env", "#include <", "if (", "ﾊﾞｸﾞ｡", "C++:"]

REGEXES = [
    (r"AKIA[0-9A-Z]{16}", ""), (r"payment_id=\d+", ""),
    (r"^import [a-z]+", "m"), (r"[a-z]+_[a-z]+\(", ""),
    (r"\.env$", "m"), (r"password.{1,30}='", "i"), (r"\r\n\r\n", ""),
    (r"(fix|refactor|explain) the [a-z]+", ""), (r"[一-龥]{4,}", ""),
    (r"[ァ-ヺ]{2,}を", ""), (r"[^\x00-\x7f]{12}", ""),
    (r"https://docs\.example\.com/[a-z/]+\?ref=\d+", ""),
    (r"https?://[a-z.]+/[a-z]+/[a-z]+", ""), (r"(?i)straße", ""),
    (r"\A<EnvironmentContext>", ""), (r"[0-9a-f]{8}-[0-9a-f]{4}-4", ""),
    (r"```python\n.*```\Z", "s"), (r"ЗАРПЛАТА|зарплата", ""),
    (r"зарплата", "i"), (r"σφάλμα", "i"), (r"^# [^\n]+\?$", "m"),
    (r"'[a-z]+' AND [a-z]+ > \d+", ""), (r"\"[a-z]+ [a-z]+\"", ""),
    (r"[A-Z]{2,}_[A-Z]{2,}=", ""), (r"std::(vector|unique_ptr)<", ""),
    (r"(\w)\1\1", "i"), (r"[.]{3}|、|[!?]{2}|。\Z", ""), (r"return \d{4}\b", ""),
    (r"a/b|c/d", ""), (r"\p{sc:Han}", ""), (r"x²|10³", ""),
]

# For Python, which lacks \p.  The script alone: without sc:, PCRE2 counts
# what several scripts share, such as the ideographic comma.
REWRITTEN = {r"\p{sc:Han}": r"[々〇〡-〩㐀-鿿豈-龎]"}


def begins(c):
    """Whether a character, once folded, is no mark of the one before it."""
    folded = words.FOLDED[c]
    return bool(folded) and words.CLASS[folded[0]] != words.MARK


class Generator:
    def __init__(self, records, seed):
        self.records = records
        self.rng = random.Random(seed)
        self.count = collections.Counter()
        self.users = sorted({r.told["user"] for r in records})
        self.alone = []  # (tokens, place of the first of two that are alone)
        for record in records:
            for tokens in record.tokens:
                self.count.update(set(tokens))
                self.note_alone(tokens)
        self.wide = [(r, c) for r in records for c in range(3)
                     if any(not t.isascii() for t in r.tokens[c])]
        self.answered = [r for r in records if r.tokens[0] and r.tokens[2]]
        self.frequent = [t for t, _ in self.count.most_common(60)]

    def note_alone(self, tokens):
        for i in range(len(tokens) - 1):
            if not tokens[i].isascii() and all(
                    words.CLASS[t[0]] == words.ALONE
                    for t in tokens[i:i + 2]):
                self.alone.append((tokens, i))
                return

    # ------------------------------------------------------ pieces of text

    def column(self):
        """A record and the number of one of its texts that is not empty."""
        while True:
            record = self.rng.choice(self.records)
            column = self.rng.choice((0, 0, 1, 2))
            if record.tokens[column]:
                return record, column

    def run_of_tokens(self, count):
        record, column = self.column()
        tokens = record.tokens[column]
        count = min(count, len(tokens))
        at = self.rng.randrange(len(tokens) - count + 1)
        return tokens[at:at + count]

    def foreign_run(self, count):
        """Tokens of which the first is not of ASCII."""
        record, column = self.rng.choice(self.wide)
        tokens = record.tokens[column]
        at = self.rng.choice([i for i, t in enumerate(tokens)
                              if not t.isascii()])
        return tokens[at:at + count]

    def token(self):
        """Rather a rare word than a frequent one."""
        some = [self.run_of_tokens(1)[0] for _ in range(4)]
        return min(some, key=lambda t: self.count[t])

    def somewhere(self, wide):
        """A text and a place in it, perhaps one not of ASCII."""
        if not wide:
            record, column = self.column()
            text = record.text[column]
            return text, self.rng.randrange(len(text))
        record, column = self.rng.choice(self.wide)
        text = record.text[column]
        return text, self.rng.choice([i for i, c in enumerate(text)
                                      if not c.isascii()])

    def slice(self, least, most, wide=False, aligned=False):
        """A stretch of a text that begins and ends with whole characters, and
        with no white space; perhaps with no part of a word either."""
        while True:
            text, at = self.somewhere(wide)
            end = min(len(text), at + self.rng.randint(least, most))
            if aligned:
                while end > at and not words.is_edge(text, end):
                    end -= 1
                while at < end and not words.is_edge(text, at):
                    at += 1
            piece = text[at:end]
            if (piece and piece == piece.strip() and begins(text[at])
                    and (end == len(text) or begins(text[end]))
                    and words.CLASS[text[end - 1]] not in
                    (words.MARK, words.IGNORED)):
                return piece

    def quote_sometimes(self):
        return self.rng.random() < 0.7

    def term(self, text, **more):
        return Term(text, plain=self.quote_sometimes(), **more)

    # --------------------------------------------------------------- leaves

    def word(self):
        text = self.token()
        return self.term(self.rng.choice((text, text.upper(), text.title())))

    def frequent_word(self):
        return self.term(self.rng.choice(self.frequent))

    def foreign_word(self):
        return self.term(self.foreign_run(1)[0])

    def missing_word(self):
        letters = "qxzjkvw"
        return self.term("".join(self.rng.choices(letters, k=7)))

    def phrase(self):
        run = self.run_of_tokens(self.rng.randint(2, 5))
        return Term(" ".join(run))

    def foreign_phrase(self):
        return Term(" ".join(self.foreign_run(self.rng.randint(2, 4))))

    def prefix(self):
        text = self.token()
        return self.term(text[:self.rng.randint(1, 5)], prefix=True)

    def phrase_prefix(self):
        run = self.run_of_tokens(2)
        run[-1] = run[-1][:self.rng.randint(1, 3)]
        return Term(" ".join(run), prefix=True)

    def infix(self):
        text = self.token()
        if len(text) > 4 and self.rng.random() < 0.7:
            text = text[self.rng.randint(1, 2):-1]
        else:
            text = self.slice(3, 8)
        return self.term(text, infix=True)

    def near(self):
        count = self.rng.choice((2, 2, 2, 3))
        distance = self.rng.choice((0, 1, 2, 5, 10, 30))
        while True:
            run = self.run_of_tokens(30)
            if len(run) < count + 1:
                continue
            places = sorted(self.rng.sample(range(len(run)), count))
            parts = [run[p:p + self.rng.choice((1, 1, 1, 2))]
                     for p in places]
            if len({tuple(p) for p in parts}) < count:
                continue
            self.rng.shuffle(parts)
            return Near([Term(" ".join(p)) for p in parts], distance)

    def alone_run(self, count):
        tokens, at = self.rng.choice(self.alone)
        end = at
        while (end < len(tokens) and end - at < count
               and words.CLASS[tokens[end][0]] == words.ALONE):
            end += 1
        return self.term("".join(tokens[at:end]))

    def cjk_one(self):
        return self.alone_run(1)

    def cjk_two(self):
        return self.alone_run(2)

    def cjk_more(self):
        return self.alone_run(self.rng.randint(3, 8))

    def full_width(self):
        text = self.token()
        return self.term("".join(
            chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text))

    def decomposed(self):
        return self.another_form("NFD")

    def composed(self):
        return self.another_form("NFKC")

    def another_form(self, form):
        """A word as it stands in a text, in another normal form."""
        while True:
            record, column = self.rng.choice(self.wide)
            text = record.text[column]
            found = [w for w in re.findall(r"[^\s!-/:-@\[-`{-~]+", text)
                     if not w.isascii() and len(w) < 20
                     and words.tokens(words.fold(w))]
            if found:
                return self.term(unicodedata.normalize(
                    form, self.rng.choice(found)))

    def invisible(self):
        text = self.token()
        at = self.rng.randint(1, max(1, len(text) - 1))
        sign = self.rng.choice("\u00ad\u200b\u200d\u2060\ufeff")
        return self.term(text[:at] + sign + text[at:])

    def known_literal(self):
        return self.term(self.rng.choice(LITERALS))

    def literal(self):
        """More than letters, and whole words."""
        while True:
            text = self.slice(3, 25, aligned=True)
            if not words.is_words(text) and len(text) > 2:
                return self.term(text)

    def cut_literal(self):
        """Begins or ends within a word, as often as not: finds less."""
        return self.term(self.slice(3, 20))

    def foreign_literal(self):
        return self.term(self.slice(2, 15, wide=True))

    def spaced_literal(self):
        """Other white space than the text has, other case."""
        text = " \t ".join(self.slice(10, 40, aligned=True).split())
        return Term(text.swapcase() if text.isascii() else text)

    def literal_prefix(self):
        text = self.rng.choice(("payment_id=", "user_id=", "AKIA", "process.e",
                                "https://docs.", "std::ve", "node.j", "C+"))
        return self.term(text, prefix=True)

    def exact(self):
        return Exact(self.slice(2, 30))

    def foreign_exact(self):
        return Exact(self.slice(1, 10, wide=True))

    def regex(self):
        pattern, flags = self.rng.choice(REGEXES)
        node = Regex(REWRITTEN.get(pattern, pattern), flags)
        node.pattern = pattern
        return node

    def regex_from_text(self):
        """The first and the last word of a stretch, and anything between."""
        while True:
            run = self.slice(10, 60).split()
            if len(run) > 1:
                return Regex(re.escape(run[0]).replace("\\ ", " ")
                             + r"[^\n]{0,40}" + re.escape(run[-1]),
                             self.rng.choice(("", "", "i")))

    # --------------------------------------------------------------- fields

    def told(self, name):
        while True:
            value = self.rng.choice(self.records).told[name]
            if value:
                return value

    def same(self, field, name, values):
        return Field(field, values, lambda told, v: told[name] == v)

    def simple_field(self):
        """One of two values at times: the same field twice means either."""
        field = self.rng.choice(("type", "model", "account", "region",
                                 "conversation"))
        values = [self.told(field)
                  for _ in range(self.rng.choice((1, 1, 2)))]
        return self.same(field, field, values)

    def user(self):
        """By the whole id, the part that names a person, or a beginning."""
        full = self.told("user")
        forms = [full, full[-36:]]
        for form in list(forms):
            begin = form[:self.rng.randint(6, 30)]
            if sum(u.startswith(begin) or u[-36:].startswith(begin)
                   for u in self.users) == 1:
                forms.append(begin)
        written = self.rng.choice(forms)
        return Field("user", [written], lambda told, _: told["user"] == full)

    def request(self):
        return self.same("request", "request_id", [self.told("request_id")])

    def glob(self, field, name, values):
        def holds(told, value):
            pattern = "".join(".*" if c == "*" else "." if c == "?"
                              else re.escape(c) for c in value)
            return bool(told[name]) and bool(
                re.fullmatch(pattern, told[name], re.S))
        return Field(field, values, holds)

    def file(self):
        name = self.told("file")
        value = self.rng.choice((
            name, "*" + name[name.rfind("."):], name[:3] + "*", "*.py",
            name[:-1] + "?", "*" + name[2:5] + "*"))
        return self.glob("file", "file", [value])

    def object(self):
        key = self.told("object")
        value = self.rng.choice((
            key, "*/KiroLogs/*", "AWSLogs/" + key.split("/")[1] + "/*",
            "*" + key[-24:], "/".join(key.split("/")[:8]) + "/*"))
        return self.glob("object", "object", [value])

    # ---------------------------------------------------------------- times

    def date(self):
        """A date as text, its first instant, and the first one after it."""
        moment = self.rng.choice(self.records).time
        at = datetime.datetime.fromtimestamp(
            moment // 10**9, datetime.timezone.utc)
        form, step = self.rng.choice((
            ("%Y-%m-%d", 86400), ("%Y-%m-%dT%H:%MZ", 60),
            ("%Y-%m-%dT%H:%M:%SZ", 1), ("%Y-%m", None),
            ("%Y-%m-%d", 86400)))
        written = at.strftime(form)
        if step:
            first = int(at.timestamp()) // step * step
            past = first + step
        else:
            month = at.replace(day=1, hour=0, minute=0, second=0)
            after = (month + datetime.timedelta(days=32)).replace(day=1)
            first, past = int(month.timestamp()), int(after.timestamp())
        return written, first * 10**9, past * 10**9

    def since(self):
        written, first, _ = self.date()
        return Time("since:" + written, first, None)

    def until(self):
        written, _, past = self.date()
        return Time("until:" + written, None, past)

    def on(self):
        written, first, past = self.date()
        return Time("on:" + written, first, past)

    def between(self):
        a, b = sorted((self.date(), self.date()), key=lambda d: d[1:])
        if a[1] >= b[2]:
            return self.between()
        written = self.rng.choice((f"on:{a[0]}..{b[0]}",
                                   f"since:{a[0]} until:{b[0]}"))
        return Time(written, a[1], b[2])

    # ---------------------------------------------------------------- trees

    def leaf(self):
        return self.rng.choice((
            self.word, self.word, self.frequent_word, self.phrase,
            self.prefix, self.infix, self.cjk_two, self.literal,
            self.known_literal, self.exact, self.near))()

    def narrow(self):
        return self.rng.choice((self.simple_field, self.user, self.file,
                                self.on, self.since, self.until))()

    def empty(self):
        return All()

    def both(self):
        joint = self.rng.choice((" ", " ", " AND "))
        return And([self.leaf(), self.frequent_word()], joint)

    def either(self):
        return Or([self.leaf() for _ in range(self.rng.randint(2, 4))])

    def with_field(self):
        return And([self.leaf(), self.narrow()])

    def with_two_fields(self):
        return And([self.simple_field(), self.frequent_word(), self.between()])

    def negated(self, child):
        return Not(child, self.rng.choice(("-", "-", "NOT ")))

    def not_alone(self):
        return self.negated(self.rng.choice(
            (self.leaf, self.frequent_word, self.narrow, self.both))())

    def not_beside(self):
        return And([self.frequent_word(), self.negated(self.leaf())])

    def not_in_or(self):
        return Or([self.leaf(), self.negated(self.rng.choice(
            (self.frequent_word, self.either, self.narrow))())])

    def grouped(self):
        return And([self.either(), self.negated(self.both()),
                    self.narrow()])

    def deep(self, depth=3):
        if depth == 0:
            return self.leaf()
        children = [self.deep(depth - 1) for _ in range(2)]
        node = self.rng.choice((And, Or))(children)
        return self.negated(node) if self.rng.random() < 0.3 else node

    def in_column(self):
        columns = self.rng.sample(range(3), self.rng.choice((1, 1, 2)))
        child = self.rng.choice((
            self.leaf, self.leaf, self.either, self.both, self.not_beside,
            self.regex, self.literal))()
        return In(columns, child, self.rng.random() < 0.3)

    def in_two_groups(self):
        record = self.rng.choice(self.answered)
        return And([In([c], Term(self.rng.choice(record.tokens[c])), False)
                    for c in (0, 2)])


def unmeant(node):
    """Whether the language would read the tree otherwise: a term with nothing
    in it to search for."""
    if isinstance(node, Term):
        return not node.folded.strip()
    children = list(getattr(node, "children", ()))
    children += [node.child] if hasattr(node, "child") else []
    children += getattr(node, "terms", [])
    return any(unmeant(c) for c in children)


class Case:
    """A query, and how it is put."""

    def __init__(self, number, kind, node, rng):
        self.number = number
        self.kind = kind
        self.node = node
        self.copies = rng.random() < 0.1
        self.oldest = rng.random() < 0.1
        self.plan = rng.choice(("auto", "auto", "scan", "narrow"))
        self.page = None  # offset and limit
        if rng.random() < 0.05:
            self.page = rng.randrange(20), rng.randint(1, 60)

    def arguments(self):
        said = ["--plan", self.plan]
        said += ["--duplicates"] * self.copies
        said += ["--sort", "oldest"] * self.oldest
        if not self.page:
            return said + ["--limit", "0"]
        offset, limit = map(str, self.page)
        return said + ["--offset", offset, "--limit", limit, "--no-total"]

    def order(self, found):
        """Records as they should be listed: by time, then key and ordinal;
        of a page only what is on it."""
        sign = 1 if self.oldest else -1
        found = sorted(found, key=lambda r: (
            sign * r.time, r.told["object"], r.told["ordinal"]))
        if not self.page:
            return found
        offset, limit = self.page
        return found[offset:offset + limit]


def cases(records, seed, count):
    """Random cases, every kind in turn."""
    g = Generator(records, seed)
    kinds = [g.word, g.frequent_word, g.foreign_word, g.missing_word, g.phrase,
             g.foreign_phrase, g.prefix, g.phrase_prefix, g.infix, g.near,
             g.cjk_one, g.cjk_two, g.cjk_more, g.full_width, g.decomposed,
             g.composed, g.invisible, g.known_literal, g.literal,
             g.cut_literal, g.foreign_literal, g.spaced_literal,
             g.literal_prefix, g.exact, g.foreign_exact, g.regex,
             g.regex_from_text, g.simple_field, g.user, g.request, g.file,
             g.object, g.since, g.until, g.on, g.between, g.empty, g.both,
             g.either, g.with_field, g.with_two_fields, g.not_alone,
             g.not_beside, g.not_in_or, g.grouped, g.deep, g.in_column,
             g.in_two_groups]
    for i in range(count):
        kind = kinds[i % len(kinds)]
        node = kind()
        while unmeant(node):
            node = kind()
        yield Case(i, kind.__name__, node, g.rng)
