#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/utf8.h"
#include "query/search/snippet.h"

#define ELLIPSIS "\xE2\x80\xA6"

/* The snippet of a prompt around the first place of `hit` (NULL: none), with
 * brackets around what is marked. */
static const char *
cut(const char *prompt, const char *hit, size_t characters)
{
	static char out[4096];
	struct pl_record record = { .column = { span_str(prompt) } };
	struct hit_span span = { .column = PL_COLUMN_PROMPT };
	struct snippet s;
	size_t n = 0;

	if (hit != NULL) {
		const char *found = strstr(prompt, hit);

		assert_non_null(found);
		span.begin = (uint32_t)(found - prompt);
		span.end = span.begin + (uint32_t)strlen(hit);
	}
	snippet_init(&s);
	snippet_make(&s, &record, &span, hit != NULL, characters);
	assert_true(s.text.n + 3 < sizeof out);
	for (size_t i = 0; i <= s.text.n; i++) {
		if (s.mark_count > 0 && s.marks[0].begin == i)
			out[n++] = '[';
		if (s.mark_count > 0 && s.marks[0].end == i)
			out[n++] = ']';
		out[n++] = i < s.text.n ? s.text.p[i] : '\0';
	}
	assert_int_equal(utf8_valid(s.text.p, s.text.n), s.text.n);
	snippet_release(&s);
	return out;
}

static void
a_short_text_is_shown_whole(void **state)
{
	(void)state;
	assert_string_equal(cut("fix the bug", NULL, 40), "fix the bug");
	assert_string_equal(cut("fix the bug", "the", 40), "fix [the] bug");
	assert_string_equal(cut("", NULL, 40), "");
}

static void
white_space_is_one_space_and_none_at_the_ends(void **state)
{
	(void)state;
	assert_string_equal(
	    cut("\n\n fix\r\n\t the   bug \n", "bug", 40), "fix the [bug]");
	assert_string_equal(
	    cut("\n\n fix\r\n\t the   bug \n", NULL, 40), "fix the bug");
}

static void
a_hit_may_cross_white_space(void **state)
{
	(void)state;
	assert_string_equal(
	    cut("to fix\n\n the bug", "fix\n\n the", 40), "to [fix the] bug");
}

static void
a_long_text_is_cut_between_words_around_the_hit(void **state)
{
	(void)state;
	assert_string_equal(
	    cut("one two three four five six seven eight nine ten", "five",
		24),
	    ELLIPSIS "four [five] six seven" ELLIPSIS);
	assert_string_equal(
	    cut("one two three four five six seven eight nine ten", NULL, 10),
	    "one two" ELLIPSIS);
}

static void
the_end_of_the_text_has_no_ellipsis(void **state)
{
	(void)state;
	assert_string_equal(
	    cut("one two three four five six seven eight nine ten", "ten", 24),
	    ELLIPSIS "nine [ten]");
}

static void
characters_are_never_cut_through(void **state)
{
	char text[1000] = "";

	(void)state;
	for (int i = 0; i < 100; i++)
		strcat(text, "\xE6\x97\xA5");
	strcat(text, "x");
	for (int i = 0; i < 90; i++)
		strcat(text, "\xF0\x9F\x98\x80");
	for (size_t characters = 1; characters < 60; characters++)
		assert_non_null(strstr(cut(text, "x", characters), "[x"));
}

static void
a_hit_longer_than_the_snippet_is_cut(void **state)
{
	(void)state;
	assert_string_equal(cut("abcdefghijklmnopqrstuvwxyz and more",
				"abcdefghijklmnopqrstuvwxyz", 10),
	    "[abcdefghij]" ELLIPSIS);
}

static void
without_a_hit_the_first_column_with_text_is_shown(void **state)
{
	struct pl_record record = { .column = { span_str(" \n"),
					span_str("sent along"),
					span_str("answered") } };
	struct snippet s;

	(void)state;
	snippet_init(&s);
	snippet_make(&s, &record, NULL, 0, 40);
	assert_int_equal(s.column, PL_COLUMN_RESPONSE);
	assert_string_equal(s.text.p, "answered");
	record.column[PL_COLUMN_RESPONSE] = span_str("");
	snippet_make(&s, &record, NULL, 0, 40);
	assert_int_equal(s.column, PL_COLUMN_CONTEXT);
	snippet_release(&s);
}

static void
every_hit_within_the_snippet_is_marked(void **state)
{
	struct pl_record record = { .column = { span_str("ab ab ab") } };
	const struct hit_span spans[] = { { PL_COLUMN_PROMPT, 0, 2 },
		{ PL_COLUMN_PROMPT, 3, 5 }, { PL_COLUMN_PROMPT, 6, 8 },
		{ PL_COLUMN_RESPONSE, 0, 2 } };
	struct snippet s;

	(void)state;
	snippet_init(&s);
	snippet_make(&s, &record, spans, 4, 40);
	assert_int_equal(s.mark_count, 3);
	assert_int_equal(s.marks[2].begin, 6);
	assert_int_equal(s.marks[2].end, 8);
	snippet_release(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_short_text_is_shown_whole),
		cmocka_unit_test(
		    white_space_is_one_space_and_none_at_the_ends),
		cmocka_unit_test(a_hit_may_cross_white_space),
		cmocka_unit_test(
		    a_long_text_is_cut_between_words_around_the_hit),
		cmocka_unit_test(the_end_of_the_text_has_no_ellipsis),
		cmocka_unit_test(characters_are_never_cut_through),
		cmocka_unit_test(a_hit_longer_than_the_snippet_is_cut),
		cmocka_unit_test(
		    without_a_hit_the_first_column_with_text_is_shown),
		cmocka_unit_test(every_hit_within_the_snippet_is_marked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
