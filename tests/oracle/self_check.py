"""Known sentences and what is to be found in them: an oracle that is wrong
itself would be no help."""

import generate
import queries
import words
from queries import (And, Exact, In, Near, Not, Or, Regex, Term)

FOLDED = [
    ("ＡＷＳ", "aws"), ("Straße", "strasse"), ("STRASSE", "strasse"),
    ("café", "cafe"), ("cafe\u0301", "cafe"), ("ﾊﾞｸﾞ", "バグ"),
    ("\u30cf\u3099\u30af\u3099", "バグ"), ("ﬁle", "file"), ("a \r\n\t b", "a b"),
    ("soft\u00adhyphen", "softhyphen"), ("Ёлка", "елка"), ("ΣΦΆΛΜΑΣ", "σφαλμασ"),
    ("İ", "i"), ("x²", "x2"), ("½", "12"), ("™", "™"), ("№ 5", "№ 5"),
    ("（ｘ）", "(x)"), ("हिन्दी", "हिन्दी"), ("مَرْحَبًا", "مَرْحَبًا"), ("Å", "a"),
    ("1\ufe0f\u20e3", "1"), ("한글", "한글"), ("\u1112\u1161\u11ab", "한"),
    ("Iğdır", "igdır"), ("…", "..."), ("µs", "μs"), ("a\u3000b", "a b"),
]

TOKENS = [
    ("It's a fix_me", ["it", "s", "a", "fix", "me"]),
    ("バグを直す", ["バ", "グ", "を", "直", "す"]),
    ("AWSのs3", ["aws", "の", "s3"]), ("a\u200bb c", ["ab", "c"]),
    ("한국어 x", ["한", "국", "어", "x"]), ("हिन्दी ठीक", ["हिन्दी", "ठीक"]),
    ("x²™y", ["x2", "y"]), ("…", []), ("Zażółć gęślą", ["zazołc", "gesla"]),
    ("ไทย", ["ไทย"]),
]

ENVIRON = "os.environ and app.env, then .env here; C++ and payment_id=42"

# A tree, a text, and whether the one matches the other.
MATCHES = [
    (Term("fix"), "Fix it", True), (Term("fix"), "prefix it", False),
    (Term("fix it"), "fix, it", True), (Term("fix it"), "fix all it", False),
    (Term("バグ"), "このバグを", True), (Term("バグ"), "このハクを", False),
    (Term("ハク"), "このバグを", False), (Term("pay", prefix=True), "payroll",
                                           True),
    (Term("roll", prefix=True), "payroll", False),
    (Term("aro", infix=True), "a parole, a payroll", True),
    (Term("yrol", infix=True), "PAYROLL", True),
    (Term(".env"), ENVIRON, True), (Term(".env"), "os.environ", False),
    (Term("app.env"), ENVIRON, True), (Term("pp.env"), ENVIRON, False),
    (Term("C++"), ENVIRON, True), (Term("c++"), "objc++", False),
    (Term("payment_id="), ENVIRON, True),
    (Term("payment_id=4"), ENVIRON, False),
    (Term("payment_id=4", prefix=True), ENVIRON, True),
    (Term("id=42"), ENVIRON, True), (Term("d=42"), ENVIRON, False),
    (Term("100% of O'Brien"), "100%\n  of o'brien!", True),
    (Term("straße"), "STRASSE", True), (Term("ＡＷＳ"), "aws", True),
    (Exact("Fix"), "Fix", True), (Exact("Fix"), "fix", False),
    (Exact("i\n"), "fi\nx", True),
    (Regex("f.x"), "a fix", True), (Regex("F.x"), "a fix", False),
    (Regex("F.x", "i"), "a fix", True), (Regex("^b$", "m"), "a\nb\n", True),
    (Near([Term("a"), Term("b")], 0), "b a", True),
    (Near([Term("a"), Term("b")], 0), "a x b", False),
    (Near([Term("a"), Term("b")], 1), "a x b", True),
    (Near([Term("a x"), Term("b")], 0), "a x b", True),
    (Near([Term("a"), Term("b"), Term("c")], 1), "a b c", True),
    (Near([Term("a"), Term("b"), Term("c")], 0), "a b c", False),
    (Not(Term("a"), "-"), "b", True), (Not(Term("a"), "-"), "a", False),
    (Or([Term("x"), Not(Term("a"), "-")]), "b", True),
    (And([Term("a"), Term("b")]), "b a", True),
    (In([0], Term("a"), False), "a", True),
    (In([2], Term("a"), False), "a", False),
]

WRITTEN = [
    (Term("getUserById()"), "getUserById()"), (Term("it's"), "it's"),
    (Term("push("), '"push("'), (Term("x)"), '"x)"'),
    (Term("a b"), '"a b"'), (Term("OR"), '"OR"'), (Term("user:x"), '"user:x"'),
    (Term("-x"), '"-x"'), (Term('a"b\\'), '"a\\"b\\\\"'),
    (Exact("it's"), "'it\\'s'"), (Regex("a/b"), "/a\\/b/"),
    (Not(Or([Term("a"), Term("b")]), "-"), "-(a OR b)"),
    (And([Term("a"), Or([Term("b"), Term("c")])]), "a (b OR c)"),
    (In([0, 2], Term("a"), False), "in:prompt in:response a"),
    (Near([Term("a"), Term("b c")], 5), 'a NEAR/5 "b c"'),
    (Term("x", infix=True), "*x*"),
]


def record(text):
    told = {"prompt": text, "context": "", "response": "", "time_ns": 0,
            "user": "anna", "object": "k", "ordinal": 0}
    return queries.Record(told)


def run():
    failed = []

    def check(what, got, wanted):
        if got != wanted:
            failed.append(f"{what}: {got!r}, not {wanted!r}")

    for text, folded in FOLDED:
        check(f"fold {text!r}", words.fold(text), folded)
        check(f"fold {folded!r} again", words.fold(folded), folded)
    for text, tokens in TOKENS:
        check(f"tokens {text!r}", words.tokens(words.fold(text)), tokens)
    for node, text, matches in MATCHES:
        found = node.answer([record(text)]) == {0}
        check(f"{node.write()} in {text!r}", found, matches)
    for node, written in WRITTEN:
        check("written", node.write(), written)
    check("literals searchable", [t for t in generate.LITERALS
                                  if not words.fold(t).strip()], [])
    checks = 2 * len(FOLDED) + len(TOKENS) + len(MATCHES) + len(WRITTEN) + 1
    print("\n".join(failed + [f"{checks - len(failed)} of {checks} right"]))
    return 1 if failed else 0
