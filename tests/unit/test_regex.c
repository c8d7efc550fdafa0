#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <time.h>

#include <cmocka.h>

#include "query/language/tree.h"
#include "query/match/regex.h"

static size_t found_begin, found_end;

static enum regex_result
find(const char *pattern, unsigned flags, struct span text)
{
	struct regex *re;

	assert_int_equal(
	    regex_compile(span_str(pattern), flags, &re, NULL), PL_OK);
	enum regex_result result =
	    regex_find(re, text, 0, &found_begin, &found_end);
	regex_free(re);
	return result;
}

static bool
matches(const char *pattern, unsigned flags, const char *text)
{
	enum regex_result result = find(pattern, flags, span_str(text));

	assert_int_not_equal(result, REGEX_LIMIT);
	return result == REGEX_FOUND;
}

static void
case_counts_unless_told(void **state)
{
	(void)state;
	assert_true(matches("pay.oll", 0, "the payroll"));
	assert_false(matches("Pay.oll", 0, "the payroll"));
	assert_true(matches("P\u00C4Y", REGEX_CASELESS, "the p\u00E4y"));
}

static void
lines_and_dots_follow_the_flags(void **state)
{
	(void)state;
	assert_false(matches("^b", 0, "a\nb"));
	assert_true(matches("^b", REGEX_MULTILINE, "a\nb"));
	assert_false(matches("a.b", 0, "a\nb"));
	assert_true(matches("a.b", REGEX_DOTALL, "a\nb"));
	/* Lines end with \n alone. */
	assert_false(matches("a$", REGEX_MULTILINE, "a\r\nb"));
	assert_true(matches("a.$", REGEX_MULTILINE, "a\r\nb"));
}

static void
classes_know_all_of_unicode(void **state)
{
	(void)state;
	assert_true(matches("^\\w+$", 0, "stra\u00DFe\u65E5"));
	assert_true(matches("^\\d$", 0, "\u0663"));
	assert_true(matches("^.$", 0, "\U0001F600"));
	assert_false(matches("\\bb", 0, "\u00E9b"));
}

static void
an_empty_match_is_one(void **state)
{
	(void)state;
	assert_true(matches("x*", 0, ""));
	assert_true(matches("^$", 0, ""));
	assert_int_equal(find("x*", 0, (struct span){ NULL, 0 }), REGEX_FOUND);
}

static void
a_nul_is_a_character(void **state)
{
	(void)state;
	assert_int_equal(find("a.b$", 0, span_of("xa\0b", 4)), REGEX_FOUND);
	assert_int_equal(found_begin, 1);
	assert_int_equal(found_end, 4);
}

static void
a_mistake_is_told_with_its_place(void **state)
{
	struct regex *re;
	struct pl_error err;

	(void)state;
	assert_int_equal(
	    regex_compile(span_str("ab(c"), 0, &re, &err), PL_EQUERY);
	assert_null(re);
	assert_non_null(strstr(err.text, "'ab(c'"));
	assert_non_null(strstr(err.text, "after 4 bytes"));
	/* Half characters are out of reach. */
	assert_int_equal(
	    regex_compile(span_str("a\\Cb"), 0, &re, &err), PL_EQUERY);
}

/* Texts long enough to be searched in several stretches. */
static void
a_long_text_is_searched_as_a_whole(void **state)
{
	struct buf text;

	(void)state;
	buf_init(&text, BUF_UNLIMITED);
	for (int i = 0; i < 20000; i++)
		buf_adds(&text, "\u00E9b ");
	size_t end = text.n;
	buf_adds(&text, "needle");
	struct span all = buf_span(&text);
	assert_int_equal(find("needle", 0, all), REGEX_FOUND);
	assert_int_equal(found_begin, end);
	assert_int_equal(find("^\u00E9.*needle$", 0, all), REGEX_FOUND);
	assert_int_equal(found_begin, 0);
	assert_int_equal(find("^needle", 0, all), REGEX_NONE);
	assert_int_equal(find("\\Gneedle", 0, all), REGEX_NONE);
	assert_int_equal(find("(?<=b )needle\\z", 0, all), REGEX_FOUND);
	assert_int_equal(find("(?<!b )needle", 0, all), REGEX_NONE);
	assert_int_equal(find("(\u00E9b ){1000}needle", 0, all), REGEX_FOUND);
	assert_int_equal(find("\\z", 0, all), REGEX_FOUND);
	assert_int_equal(found_begin, text.n);
	buf_release(&text);
}

static void
what_takes_for_ever_is_stopped(void **state)
{
	static const char *const patterns[] = {
		"(a+)+$",
		"(a|aa)+$",
		"(?:a*)*(?:a*)*[bc]",
		/* Each place is harmless, all of them together are not. */
		"a[ad]{0,60000}?[bc]",
	};
	struct buf text;

	(void)state;
	buf_init(&text, BUF_UNLIMITED);
	for (int i = 0; i < 600000; i++)
		buf_addc(&text, 'a');
	buf_addc(&text, '!');
	for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++)
		if (find(patterns[i], 0, buf_span(&text)) != REGEX_LIMIT)
			fail_msg("/%s/ came to an end", patterns[i]);
	buf_release(&text);
}

/* As many texts as it may take: a second is enough for hundreds of them. */
static void
what_is_slow_in_every_text_is_soon_given_less_time(void **state)
{
	struct span text =
	    span_str("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!");
	size_t begin, end, limited = 0;
	time_t began = time(NULL);
	struct regex *re;

	(void)state;
	assert_int_equal(
	    regex_compile(span_str("(a+)+$"), 0, &re, NULL), PL_OK);
	for (int i = 0; i < 3000; i++)
		limited +=
		    regex_find(re, text, 0, &begin, &end) == REGEX_LIMIT;
	assert_int_equal(limited, 3000);
	assert_in_range(time(NULL) - began, 0, 20);
	/* What is quick is still found. */
	assert_int_equal(
	    regex_find(re, span_str("baa"), 0, &begin, &end), REGEX_FOUND);
	regex_free(re);
}

/* What PCRE2 says with its tables of Unicode. */
static bool
matches_with_tables(const char *pattern, uint32_t flags, const char *text)
{
	PCRE2_SIZE at;
	int code;
	pcre2_code *re =
	    pcre2_compile((PCRE2_SPTR)pattern, PCRE2_ZERO_TERMINATED,
		PCRE2_UTF | PCRE2_UCP | flags, &code, &at, NULL);

	assert_non_null(re);
	pcre2_match_data *data = pcre2_match_data_create(1, NULL);
	code =
	    pcre2_match(re, (PCRE2_SPTR)text, strlen(text), 0, 0, data, NULL);
	pcre2_match_data_free(data);
	pcre2_code_free(re);
	return code >= 0;
}

/* ASCII texts are searched without the tables; it must not show. */
static void
ascii_texts_match_as_all_others_do(void **state)
{
	static const char *const patterns[] = { "\\w", "\\W", "\\d", "\\D",
		"\\s", "\\S", "\\b", "\\B", "\\h", "\\v", "\\R", "\\X",
		"\\p{L}", "\\P{L}", "\\p{Lu}", "\\p{N}", "\\p{P}", "\\p{S}",
		"\\p{Xan}", "\\p{Xsp}", "[[:alpha:]]", "[[:alnum:]]",
		"[[:blank:]]", "[[:cntrl:]]", "[[:digit:]]", "[[:graph:]]",
		"[[:lower:]]", "[[:print:]]", "[[:punct:]]", "[[:space:]]",
		"[[:upper:]]", "[[:word:]]", "[[:xdigit:]]", "[^[:punct:]]",
		"\\x{7f}", "\\xe9", "[^\\xe9]", "[a-\\xff]", "\\x{212a}",
		"\\x{17f}", "[^\\x{212a}]", "k", "[K]", "s", "\\N{U+212A}",
		"[\\x{100}-\\x{200}]", "(?i)k", "." };
	const size_t count = sizeof patterns / sizeof *patterns;

	(void)state;
	for (size_t i = 0; i < count; i++)
		for (char c = 1; c > 0 && c < 127; c++) {
			const char text[] = { c, '\0' };

			if (matches(patterns[i], 0, text) !=
				matches_with_tables(patterns[i], 0, text) ||
			    matches(patterns[i], REGEX_CASELESS, text) !=
				matches_with_tables(
				    patterns[i], PCRE2_CASELESS, text))
				fail_msg("/%s/ in 0x%02x", patterns[i],
				    (unsigned)c);
		}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(case_counts_unless_told),
		cmocka_unit_test(lines_and_dots_follow_the_flags),
		cmocka_unit_test(classes_know_all_of_unicode),
		cmocka_unit_test(an_empty_match_is_one),
		cmocka_unit_test(a_nul_is_a_character),
		cmocka_unit_test(ascii_texts_match_as_all_others_do),
		cmocka_unit_test(a_mistake_is_told_with_its_place),
		cmocka_unit_test(a_long_text_is_searched_as_a_whole),
		cmocka_unit_test(what_takes_for_ever_is_stopped),
		cmocka_unit_test(
		    what_is_slow_in_every_text_is_soon_given_less_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
