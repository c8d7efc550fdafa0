#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "query/wrap.h"

#define WIDE "\xE6\x97\xA5" /* takes two columns */

static struct buf out;

static const char *
wrap(const char *text, size_t width)
{
	struct snippet s;

	snippet_init(&s);
	buf_adds(&s.text, text);
	buf_clear(&out);
	wrap_snippet(&out, &s, "", 2, width, false);
	snippet_release(&s);
	return out.p;
}

static const char *
block(const char *text)
{
	buf_clear(&out);
	wrap_block(&out, span_str(text), 2);
	return out.p;
}

static void
lines_are_broken_at_spaces(void **state)
{
	(void)state;
	assert_string_equal(wrap("aaaa bbbb cccc dddd eeee ffff", 24),
	    "  aaaa bbbb cccc dddd\n  eeee ffff\n");
	assert_string_equal(wrap("aaaa bbbb cccc dddd eeeee f", 24),
	    "  aaaa bbbb cccc dddd\n  eeeee f\n");
	assert_string_equal(
	    wrap("aaaa bbbb cccc dddd ee", 24), "  aaaa bbbb cccc dddd ee\n");
}

static void
a_word_longer_than_a_line_is_broken_anywhere(void **state)
{
	(void)state;
	assert_string_equal(wrap("ab 0123456789012345678901234 c", 22),
	    "  ab\n  01234567890123456789\n  01234 c\n");
}

static void
wide_characters_count_twice_and_may_be_parted(void **state)
{
	(void)state;
	assert_string_equal(
	    wrap("a" WIDE WIDE WIDE WIDE WIDE WIDE WIDE WIDE WIDE WIDE, 22),
	    "  a" WIDE WIDE WIDE WIDE WIDE WIDE WIDE WIDE WIDE "\n  " WIDE
	    "\n");
}

static void
what_is_escaped_counts_as_it_is_shown(void **state)
{
	(void)state;
	assert_string_equal(wrap("\x1b\x1b\x1b\x1b\x1b\x1b", 22),
	    "  \\x1b\\x1b\\x1b\\x1b\\x1b\n  \\x1b\n");
}

static void
highlights_go_with_their_words_into_the_next_line(void **state)
{
	struct snippet s;

	(void)state;
	snippet_init(&s);
	buf_adds(&s.text, "aaaa bbbb cccc dddd eeee");
	s.marks[0].begin = 15;
	s.marks[0].end = 24;
	s.mark_count = 1;
	buf_clear(&out);
	wrap_snippet(&out, &s, "", 2, 22, true);
	assert_string_equal(
	    out.p, "  aaaa bbbb cccc \x1b[1;31mdddd\n  eeee\x1b[0m\n");
	snippet_release(&s);
}

static void
blocks_keep_their_lines_and_are_indented(void **state)
{
	(void)state;
	assert_string_equal(block("a\n\n\tb\n"), "  a\n\n  \tb\n");
	assert_string_equal(block("a\r\nb"), "  a\n  b\n");
	assert_string_equal(block("a\rb"), "  a\\x0db\n");
	assert_string_equal(block(""), "\n");
}

static int
set_up(void **state)
{
	(void)state;
	buf_init(&out, BUF_UNLIMITED);
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	buf_release(&out);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_are_broken_at_spaces),
		cmocka_unit_test(a_word_longer_than_a_line_is_broken_anywhere),
		cmocka_unit_test(
		    wide_characters_count_twice_and_may_be_parted),
		cmocka_unit_test(what_is_escaped_counts_as_it_is_shown),
		cmocka_unit_test(
		    highlights_go_with_their_words_into_the_next_line),
		cmocka_unit_test(blocks_keep_their_lines_and_are_indented),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
