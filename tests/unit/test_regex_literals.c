#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "narrowing.h"
#include "query/language/tree.h"
#include "query/match/exact.h"
#include "query/match/regex.h"
#include "query/match/regex_literals.h"

static void
expect(const char *pattern, const char *want)
{
	struct terms terms;
	struct buf out;

	terms_init(&terms);
	buf_init(&out, BUF_UNLIMITED);
	buf_adds(&out, "");
	regex_literals(span_str(pattern), PL_ALL_TEXT, 2, &terms);
	print_terms(&out, &terms);
	assert_string_equal(out.p, want);
	terms_release(&terms);
	buf_release(&out);
}

static void
runs_between_ascii_separators_are_tokens(void **state)
{
	(void)state;
	expect("foo bar baz", "[bar baz*](*foo bar baz*)");
	expect(" Foo=bar;", "[foo bar]");
	expect("a_SECRET_key=[^\"]+", "[secret key]");
	expect("\"user\": \"\\d+\"", "[user]");
	expect("\\.env\\b", "[env*]");
	expect(" + ab  *cd", "[ab](*cd*)");
	expect(" + ab  +cd", "[ab cd*]");
	expect("^From: ab.*, cd\\n", "[from ab*][cd]");
	expect("x cd$", "[cd]");
	expect("{\"k8\":{", "[k8]");
}

static void
runs_without_a_certain_edge_are_ends_and_parts_of_words(void **state)
{
	(void)state;
	expect("payroll", "(*payroll*)");
	expect("\\bpayroll\\b", "(*payroll*)");
	expect("x\\spayroll\\s", "(*payroll*)");
	expect("\u00E9foo\u00E9", "(*foo*)");
	expect("- ?foo-", "(*foo)");
	expect("-{0,3}foo-", "(*foo)");
	expect("-{,3}foo-", "(*foo)");
	expect("foo\\.b", "(*foo b*)");
	expect("fo\\.\\sbar", "(*fo)(*bar*)");
	expect("\\w+ing\\.com/x-y.*", "[com x](*ing com x y*)");
	/* One letter is at the end of too many words, or at the beginning. */
	expect("a.b", "");
	expect("a-b", "");
	expect("a-b-", "[b]");
	expect("a-b-c", "[b]");
	expect("=a-b", "[a]");
	expect("=foo-b", "[foo](foo b*)");
	expect("a-foo-b", "[foo](foo b*)");
}

static void
what_is_not_certain_does_not_narrow(void **state)
{
	(void)state;
	/* Not in every match. */
	expect(" foo | bar ", "");
	expect(" (foo) ", "");
	expect(" fo? ", "");
	expect(" foo* ", "[fo*]");
	expect(" foo{2} ", "[foo*]");
	expect(" [foo] ", "");
}

static void
what_is_not_known_gives_up(void **state)
{
	(void)state;
	expect(" foo (?i)bar ", "");
	expect(" foo (?x) # bar ", "");
	expect(" foo \\Q bar ", "");
	expect(" foo (?=bar) ", "");
	expect("(*CRLF) foo ", "");
	expect(" foo (a(*ACCEPT)b) bar ", "");
	expect(" foo (.)\\1 bar ", "");
	expect(" foo [[:alpha:]] bar ", "");
	expect(" foo \\x41 bar ", "");
	expect(" foo [\\c]] bar ", "");
	expect(" foo -{2}{0} bar ", "");
}

static void
groups_and_classes_are_passed_over(void **state)
{
	(void)state;
	expect(" foo (a|(?:b|\\))) bar ", "[foo][bar]");
	expect(" foo [^]a)] bar ", "[foo][bar]");
	expect(" foo [a\\]|] bar ", "[foo][bar]");
	expect(" foo ([(])+? bar ", "[foo][bar]");
}

static void
exact_bytes_narrow_by_the_same_rule(void **state)
{
	static const char *const cases[][2] = {
		{ "foo bar baz", "[bar baz*](*foo bar baz*)" },
		{ "=Foo=", "[foo]" },
		{ "foo", "(*foo*)" },
		{ "Foo.b", "(*foo b*)" },
		{ "foo.", "(*foo)" },
		{ " foo\u0301 bar", "[foo*][bar*]" },
		{ "\u00AD foo-", "[foo]" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct terms terms;
		struct buf out;

		terms_init(&terms);
		buf_init(&out, BUF_UNLIMITED);
		buf_adds(&out, "");
		exact_narrow(span_str(cases[i][0]), PL_ALL_TEXT, 2, &terms);
		print_terms(&out, &terms);
		assert_string_equal(out.p, cases[i][1]);
		terms_release(&terms);
		buf_release(&out);
	}
}

static void
long_patterns_narrow_by_phrases_of_a_limited_length(void **state)
{
	struct buf bytes;
	struct terms terms;

	(void)state;
	buf_init(&bytes, BUF_UNLIMITED);
	for (int i = 0; i < 3000; i++)
		buf_adds(&bytes, " word");
	buf_addc(&bytes, ' ');
	terms_init(&terms);
	exact_narrow(buf_span(&bytes), PL_ALL_TEXT, 1, &terms);
	assert_int_equal(terms.count, TERMS_NARROW_MAX);
	for (size_t i = 0; i < terms.count; i++)
		assert_true(terms.terms[i].phrases->count <= TERMS_PHRASE_MAX);
	terms_release(&terms);
	buf_release(&bytes);
}

/* A pattern that may match such texts. */
static void
random_pattern(struct buf *out)
{
	static const char *const parts[] = {
		"a",
		"b",
		"ab",
		"k",
		"s",
		"42",
		" ",
		" ",
		"\\.",
		"-",
		"_",
		"=",
		"<",
		"\\+",
		".",
		".*",
		".?",
		"\\s",
		"\\s*",
		"\\b",
		"\\B",
		"\\w",
		"\\W",
		"\\d",
		"^",
		"$",
		"[ab]",
		"[^a]",
		"(a|b)",
		"(?:-|a)?",
		"a?",
		"b*",
		"-?",
		" +",
		"a+",
		"a{2}",
		"-{0,1}",
		"-{1,2}",
		"\\n",
		"\\t",
		"\\h",
		"\\R",
		"\\X",
		"\u00E9",
		"\u65E5",
		"\\K",
		"|",
		"(?=-)",
		"(?i)",
		"\\Qa-",
		"[[:^alpha:]]",
		"+",
		"?",
		"{2}",
		"\\A",
		"\\z",
		",",
		"\\x20",
		"(?:",
		")",
	};
	const size_t count = sizeof parts / sizeof *parts, plain = 14;
	size_t n = 1 + random_below(7);

	buf_clear(out);
	for (size_t i = 0; i < n; i++)
		buf_adds(out,
		    parts[random_below(random_below(3) > 0 ? plain : count)]);
}

/* Of a pattern, where it matches a text, its tokens are in the text. */
static void
check_pattern(struct span pattern, size_t *matched, size_t *narrowed)
{
	unsigned flags = (unsigned)random_below(8);
	struct regex *re;
	struct terms terms;
	struct buf text;
	size_t begin, end;

	if (regex_compile(pattern, flags, &re, NULL) != PL_OK)
		return;
	terms_init(&terms);
	buf_init(&text, BUF_UNLIMITED);
	regex_literals(pattern, PL_ALL_TEXT, 1, &terms);
	bool narrows = terms.count + terms.costly_count > 0;
	for (int i = 0; i < (narrows ? 60 : 2); i++) {
		random_text(&text, 14);
		if (regex_find(re, buf_span(&text), 0, &begin, &end) !=
		    REGEX_FOUND)
			continue;
		*matched += 1;
		*narrowed += narrows;
		if (!text_has(&terms, buf_span(&text)))
			fail_msg("/%.*s/%u in '%s'", SPAN_ARG(pattern), flags,
			    text.p);
	}
	terms_release(&terms);
	buf_release(&text);
	regex_free(re);
}

static void
narrowing_loses_no_match(void **state)
{
	struct buf pattern;
	size_t matched = 0, narrowed = 0;

	(void)state;
	buf_init(&pattern, BUF_UNLIMITED);
	for (int round = 0; round < 20000; round++) {
		random_pattern(&pattern);
		check_pattern(buf_span(&pattern), &matched, &narrowed);
	}
	buf_release(&pattern);

	assert_true(matched > 1000);
	assert_true(narrowed > 500);
}

static void
narrowing_of_exact_bytes_loses_no_match(void **state)
{
	struct buf text, needle;
	size_t narrowed = 0, begun = 0;

	(void)state;
	buf_init(&text, BUF_UNLIMITED);
	buf_init(&needle, BUF_UNLIMITED);
	for (int round = 0; round < 20000; round++) {
		struct terms terms;
		size_t from, n;

		random_text(&text, 12);
		if (text.n == 0)
			continue;
		from = random_below(text.n);
		n = random_below(text.n - from + 1);
		buf_clear(&needle);
		buf_add(&needle, text.p + from, n);
		terms_init(&terms);
		exact_narrow(buf_span(&needle), PL_ALL_TEXT, 1, &terms);
		narrowed += terms.count > 0;
		begun += terms.costly_count > 0;
		if (!text_has(&terms, buf_span(&text)))
			fail_msg("'%s' in '%s'", needle.p, text.p);
		terms_release(&terms);
	}
	assert_true(narrowed > 1000);
	assert_true(begun > 1000);
	buf_release(&text);
	buf_release(&needle);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(runs_between_ascii_separators_are_tokens),
		cmocka_unit_test(
		    runs_without_a_certain_edge_are_ends_and_parts_of_words),
		cmocka_unit_test(what_is_not_certain_does_not_narrow),
		cmocka_unit_test(what_is_not_known_gives_up),
		cmocka_unit_test(groups_and_classes_are_passed_over),
		cmocka_unit_test(exact_bytes_narrow_by_the_same_rule),
		cmocka_unit_test(
		    long_patterns_narrow_by_phrases_of_a_limited_length),
		cmocka_unit_test(narrowing_loses_no_match),
		cmocka_unit_test(narrowing_of_exact_bytes_loses_no_match),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
