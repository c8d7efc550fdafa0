"""Folding and tokens, by Python's Unicode tables.

This shares no code with the programs.  What it implements is what
schema/token.h promises: a character is classed as it stands in the text,
folded (NFKC and full case folding, diacritical marks off), and put together
again; what can be ignored is left out."""

import re
import unicodedata

SPACE, WORD, ALONE, MARK, OTHER, IGNORED = range(6)

ALONE_NAMES = ("CJK UNIFIED", "CJK COMPATIBILITY IDEOGRAPH", "HIRAGANA",
               "KATAKANA", "HALFWIDTH KATAKANA", "HANGUL", "HALFWIDTH HANGUL",
               "IDEOGRAPHIC", "HANGZHOU", "VERTICAL", "MASU MARK", "BOPOMOFO",
               "YI SYLLABLE")

# Kept whole, since each would come to two tokens: two kana digraphs, and a
# vowel of Thai and of Lao.
WHOLE = "\u309f\u30ff\u0e33\u0eb3"

IGNORABLE = [(0xAD, 0xAD), (0x34F, 0x34F), (0x61C, 0x61C), (0x115F, 0x1160),
             (0x17B4, 0x17B5), (0x180B, 0x180F), (0x200B, 0x200F),
             (0x202A, 0x202E), (0x2060, 0x206F), (0x3164, 0x3164),
             (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF), (0xFFA0, 0xFFA0),
             (0xFFF0, 0xFFF8), (0x1BCA0, 0x1BCA3), (0x1D173, 0x1D17A),
             (0xE0000, 0xE0FFF)]

DIACRITICS = [(0x300, 0x36F), (0x1AB0, 0x1AFF), (0x1DC0, 0x1DFF),
              (0x20D0, 0x20FF), (0xFE20, 0xFE2F)]

ASCII_SPACE = re.compile("[\t-\r ]+")
ASCII_TOKEN = re.compile("[a-z0-9]+")


def within(c, ranges):
    return any(first <= ord(c) <= last for first, last in ranges)


def class_of(c):
    if within(c, IGNORABLE):
        return IGNORED
    category = unicodedata.category(c)
    if category[0] == "Z" or c in "\t\n\v\f\r\x85":
        return SPACE
    if category[0] in "LN":
        name = unicodedata.name(c, "")
        return ALONE if name.startswith(ALONE_NAMES) else WORD
    return MARK if category[0] == "M" else OTHER


def fold_letter(c):
    """A letter or digit folded, without what is neither: ½ is 12."""
    out = []
    if c in WHOLE:
        return c
    for part in unicodedata.normalize("NFD", c):
        if class_of(part) != MARK:
            part = unicodedata.normalize(
                "NFKD", unicodedata.normalize("NFKD", part).casefold())
        out += [x for x in part if class_of(x) in (WORD, ALONE, MARK)]
    return "".join(out)


def fold_separator(c):
    """A sign folded, unless letters, digits or spaces come of it: ™ stays."""
    folded = unicodedata.normalize("NFKD", c)
    if all(class_of(x) in (OTHER, MARK) for x in folded):
        return folded
    return unicodedata.normalize("NFD", c)


def fold_one(c):
    kind = class_of(c)
    if kind == IGNORED:
        return ""
    if kind == SPACE:
        return " "
    if kind == OTHER:
        return fold_separator(c)
    return unicodedata.normalize("NFD", c) if kind == MARK else fold_letter(c)


class Table(dict):
    """A function's values, each worked out once."""

    def __init__(self, function):
        super().__init__()
        self.function = function

    def __missing__(self, key):
        self[key] = value = self.function(key)
        return value


FOLDED = Table(fold_one)
CLASS = Table(class_of)


def fold(text):
    """The text as literal terms see it."""
    if text.isascii():
        return ASCII_SPACE.sub(" ", text.lower())
    out = []
    base = SPACE
    for c in text:
        for x in FOLDED[c]:
            kind = CLASS[x]
            if kind == MARK:
                if base in (WORD, ALONE) and within(x, DIACRITICS):
                    continue
            else:
                base = kind
            if x != " " or not out or out[-1] != " ":
                out.append(x)
    return unicodedata.normalize("NFC", "".join(out))


def tokens(folded):
    """The tokens of a folded text, in order."""
    if folded.isascii():
        return ASCII_TOKEN.findall(folded)
    out = []
    last = SPACE
    for c in folded:
        kind = CLASS[c]
        if kind == WORD and last == WORD:
            out[-1] += c
        elif kind in (WORD, ALONE):
            out.append(c)
        elif kind == MARK and last in (WORD, ALONE):
            out[-1] += c
            continue
        last = kind
    return out


def is_edge(folded, at):
    """Whether no token spans the place before folded[at]."""
    if at <= 0 or at >= len(folded):
        return True
    if CLASS[folded[at]] != WORD and CLASS[folded[at]] != MARK:
        return True
    before = at - 1
    while before > 0 and CLASS[folded[before]] == MARK:
        before -= 1
    if CLASS[folded[at]] == MARK:
        return CLASS[folded[before]] not in (WORD, ALONE)
    return CLASS[folded[before]] != WORD


def is_words(text):
    """Whether tokens answer for the text: letters, digits, spaces alone."""
    kinds = {CLASS[c] for c in text}
    return OTHER not in kinds and bool(kinds & {WORD, ALONE})


def find_literal(folded, literal, edge_before, edge_after):
    """Whether a folded literal stands in a folded text, at edges where asked
    for."""
    at = folded.find(literal)
    while at >= 0:
        end = at + len(literal)
        if ((not edge_before or is_edge(folded, at))
                and (not edge_after or is_edge(folded, end))):
            return True
        at = folded.find(literal, at + 1)
    return False
