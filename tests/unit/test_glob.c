#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "query/match/glob.h"

static bool
matches(const char *pattern, const char *name)
{
	return glob_matches(span_str(pattern), span_str(name));
}

static void
a_star_is_any_text_and_crosses_slashes(void **state)
{
	(void)state;
	assert_true(matches("*", ""));
	assert_true(matches("*.py", "a.py"));
	assert_true(matches("*.py", ".py"));
	assert_false(matches("*.py", "a.pyc"));
	assert_true(matches("a*c*e", "a/b/c/d/e"));
	assert_true(matches("*ab*ab", "abab"));
	assert_false(matches("*ab*ab", "xab"));
	assert_true(matches("**a", "ba"));
	assert_false(matches("", "a"));
	assert_true(matches("", ""));
}

static void
a_question_mark_is_one_character_of_any_length(void **state)
{
	(void)state;
	assert_true(matches("?.py", "a.py"));
	assert_true(matches("?.py", "\u00E9.py"));
	assert_false(matches("??.py", "\u00E9.py"));
	assert_true(matches("?", "\U0001F600"));
	assert_false(matches("?", ""));
}

static void
brackets_hold_characters_and_ranges(void **state)
{
	(void)state;
	assert_true(matches("[\u00E8-\u00EA].py", "\u00E9.py"));
	assert_false(matches("[\u00E8\u00EA].py", "\u00E9.py"));
	assert_true(matches("v[0-9].c", "v7.c"));
	assert_false(matches("v[!0-9].c", "v7.c"));
	assert_true(matches("v[^0-9].c", "v\u00FC.c"));
	assert_true(matches("[]a]", "]"));
	assert_true(matches("[a-]", "-"));
	assert_true(matches("[\\]]", "]"));
	assert_true(matches("*[b-d]x", "abx"));
}

static void
what_is_no_pattern_is_a_name(void **state)
{
	(void)state;
	assert_true(matches("a[1", "a[1"));
	assert_true(matches("a\\*", "a*"));
	assert_false(matches("a\\*", "ab"));
	assert_true(matches("a\\", "a\\"));
	assert_false(matches("A.py", "a.py"));
	/* Routes of web frameworks are named so. */
	assert_true(matches("[id].tsx", "[id].tsx"));
	assert_true(matches("[id].tsx", "d.tsx"));
}

static void
a_nul_is_a_character_like_others(void **state)
{
	(void)state;
	assert_true(glob_matches(span_str("a?b"), span_of("a\0b", 3)));
	assert_false(glob_matches(span_str("a"), span_of("a\0b", 3)));
}

/* Trying every way to share the name among the stars would take for ever. */
static void
many_stars_take_no_longer_than_few(void **state)
{
	struct buf pattern, name;

	(void)state;
	buf_init(&pattern, BUF_UNLIMITED);
	buf_init(&name, BUF_UNLIMITED);
	for (int i = 0; i < 1000; i++) {
		buf_adds(&pattern, "*a");
		buf_adds(&name, "aa");
	}
	buf_adds(&pattern, "*b");
	assert_false(glob_matches(buf_span(&pattern), buf_span(&name)));
	buf_release(&pattern);
	buf_release(&name);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_star_is_any_text_and_crosses_slashes),
		cmocka_unit_test(
		    a_question_mark_is_one_character_of_any_length),
		cmocka_unit_test(brackets_hold_characters_and_ranges),
		cmocka_unit_test(what_is_no_pattern_is_a_name),
		cmocka_unit_test(a_nul_is_a_character_like_others),
		cmocka_unit_test(many_stars_take_no_longer_than_few),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
