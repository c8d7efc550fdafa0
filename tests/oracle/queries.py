"""Queries as trees: each knows how it is written, and which records it means.

A tree is never made from text, so that nothing here need know how the
language is parsed."""

import re

import words

COLUMNS = ("prompt", "context", "response")
KEYWORDS = ("AND", "OR", "NOT", "NEAR")
FIELD_HEAD = re.compile("[A-Za-z]+:")


class Record:
    """A line of the truth, with what is derived from its three texts."""

    def __init__(self, told):
        self.told = told
        self.text = [told[c] for c in COLUMNS]
        self.folded = [words.fold(t) for t in self.text]
        self.tokens = [words.tokens(f) for f in self.folded]
        # Every token between two blanks, so that a phrase is a substring.
        self.run = [" " + " ".join(t) + " " for t in self.tokens]
        self.time = told["time_ns"]


def quoted(text, quote='"'):
    return (quote + text.replace("\\", "\\\\").replace(quote, "\\" + quote)
            + quote)


def may_be_plain(text):
    """Whether a term may be written without quotes, anywhere."""
    if (not text or text in KEYWORDS or text.startswith("NEAR/")
            or text[0] in "('/-\"“”„" or "*" in text or "\\" in text
            or any(words.CLASS[c] == words.SPACE for c in text)):
        return False
    if FIELD_HEAD.match(text):
        return False
    depth = 0
    for c in text:
        depth += (c == "(") - (c == ")")
        if depth < 0:
            return False
    return depth == 0


class Node:
    columns = (0, 1, 2)

    def inside(self, columns):
        """The same, told by in: to look into these columns only."""
        self.columns = columns
        return self

    def answer(self, records):
        return {i for i, r in enumerate(records) if self.matches(r)}


class All(Node):
    def write(self):
        return ""

    def matches(self, _):
        return True


class Term(Node):
    """A word, a phrase, a literal: what the language makes of a text."""

    def __init__(self, text, prefix=False, infix=False, plain=True):
        self.text = text
        self.prefix = prefix
        self.infix = infix
        self.plain = plain and may_be_plain(text)
        self.folded = words.fold(text)
        self.by_tokens = words.is_words(text) and not infix
        self.tokens = words.tokens(self.folded)
        self.run = " " + " ".join(self.tokens) + ("" if prefix else " ")

    def write(self):
        text = self.text if self.plain else quoted(self.text)
        if self.infix:
            return "*" + text + "*"
        return text + "*" if self.prefix else text

    def matches(self, record):
        if self.by_tokens:
            return any(self.run in record.run[c] for c in self.columns)
        letters = (words.WORD, words.ALONE)
        before = (words.CLASS[self.folded[0]] in letters
                  and not self.infix)
        after = (words.CLASS[self.folded[-1]] in letters
                 and not self.infix and not self.prefix)
        return any(words.find_literal(record.folded[c], self.folded, before,
                                      after) for c in self.columns)

    def ends(self, tokens):
        """The places of this phrase in a list of tokens."""
        n = len(self.tokens)
        return [i for i in range(len(tokens) - n + 1)
                if tokens[i:i + n] == self.tokens]


class Near(Node):
    """Phrases of which the first ends at most so many tokens before the last
    begins, in any order."""

    def __init__(self, terms, distance):
        self.terms = terms
        self.distance = distance

    def write(self):
        return f" NEAR/{self.distance} ".join(t.write() for t in self.terms)

    def near(self, tokens):
        places = [t.ends(tokens) for t in self.terms]
        if not all(places):
            return False
        # For each place as the last one to begin: has every other phrase a
        # place that ends close enough before it?
        for last in {p for all_of_one in places for p in all_of_one}:
            if all(any(p <= last and last - p - len(t.tokens)
                       <= self.distance for p in all_of_one)
                   for t, all_of_one in zip(self.terms, places)):
                return True
        return False

    def matches(self, record):
        return any(self.near(record.tokens[c]) for c in self.columns
                   if all(t.run in record.run[c] for t in self.terms))


class Exact(Node):
    def __init__(self, text):
        self.text = text

    def write(self):
        return quoted(self.text, "'")

    def matches(self, record):
        return any(self.text in record.text[c] for c in self.columns)


class Regex(Node):
    def __init__(self, pattern, flags=""):
        self.pattern = pattern
        self.flags = flags
        how = 0
        for flag in flags:
            how |= {"i": re.I, "m": re.M, "s": re.S}[flag]
        self.compiled = re.compile(pattern, how)

    def write(self):
        return "/" + self.pattern.replace("/", "\\/") + "/" + self.flags

    def matches(self, record):
        return any(self.compiled.search(record.text[c])
                   for c in self.columns)


class Field(Node):
    """One field with one or several values, of which any will do; `holds`
    says whether a record has a value."""

    def __init__(self, name, values, holds):
        self.name = name
        self.values = values
        self.holds = holds

    def write(self):
        return " ".join(f"{self.name}:{v}" for v in self.values)

    def matches(self, record):
        return any(self.holds(record.told, v) for v in self.values)


class Time(Node):
    """least <= time < past, either of them None; written by the caller."""

    def __init__(self, written, least, past):
        self.written = written
        self.least = least
        self.past = past

    def write(self):
        return self.written

    def matches(self, record):
        return ((self.least is None or record.time >= self.least)
                and (self.past is None or record.time < self.past))


class Not(Node):
    def __init__(self, child, sign):
        self.child = child
        self.sign = sign  # "-" or "NOT "

    def write(self):
        return self.sign + atom(self.child)

    def answer(self, records):
        return set(range(len(records))) - self.child.answer(records)


class And(Node):
    def __init__(self, children, joint=" "):
        self.children = children
        self.joint = joint

    def write(self):
        return self.joint.join(atom(c) for c in self.children)

    def answer(self, records):
        return set.intersection(*[c.answer(records) for c in self.children])


class Or(Node):
    def __init__(self, children):
        self.children = children

    def write(self):
        return " OR ".join(atom(c) for c in self.children)

    def answer(self, records):
        return set.union(*[c.answer(records) for c in self.children])


class In(Node):
    """A group with in: before or behind its words."""

    def __init__(self, columns, child, behind):
        self.told = columns
        self.child = child
        self.behind = behind
        tell(child, columns)

    def write(self):
        names = " ".join(f"in:{COLUMNS[c]}" for c in self.told)
        inner = atom(self.child)
        return f"{inner} {names}" if self.behind else f"{names} {inner}"

    def answer(self, records):
        return self.child.answer(records)


def tell(node, columns):
    node.inside(columns)
    for child in getattr(node, "children", ()):
        tell(child, columns)
    if isinstance(node, Not):
        tell(node.child, columns)


def atom(node):
    """A node as a part of something larger."""
    one = (isinstance(node, (Term, Exact, Regex, Not))
           or isinstance(node, Field) and len(node.values) == 1
           or isinstance(node, Time) and " " not in node.written)
    return node.write() if one else f"({node.write()})"
