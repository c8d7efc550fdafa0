#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "query/wrap.h"
#include "sample_hit.h"

/* Mark the first place of `text` in the column as a hit. */
static void
mark(struct sample *s, enum pl_column column, const char *text)
{
	struct span all = s->record.column[column];
	const char *found = memmem(all.p, all.n, text, strlen(text));
	struct hit_span *span = &s->spans[s->full.span_count++];

	assert_non_null(found);
	span->column = column;
	span->begin = (uint32_t)(found - all.p);
	span->end = span->begin + (uint32_t)strlen(text);
}

static void
a_hit_is_a_paragraph_of_head_place_and_snippet(void **state)
{
	assert_string_equal(sample_print(*state, &print_text),
	    "2026-07-27T23:03:29Z  chat  " SAMPLE_USER
	    "  model:auto  64d13ea7-dff5-4563-9285-6a9e351e87a0\n"
	    "  " SAMPLE_KEY "\n"
	    "  fix the retry logic\n");
}

static void
times_are_shown_in_the_zone_asked_for(void **state)
{
	struct sample *s = *state;
	struct query_zone zone;
	struct pl_error err;

	assert_int_equal(query_zone_open("+02:00", &zone, &err), PL_OK);
	s->print.zone = &zone;
	assert_true(span_starts(span_str(sample_print(s, &print_text)),
	    "2026-07-28T01:03:29+02:00  chat"));
	query_zone_close(&zone);
}

static void
paragraphs_are_parted_by_an_empty_line(void **state)
{
	struct sample *s = *state;

	print_text.begin(&s->print, &s->answer);
	print_text.hit(&s->print, &s->full);
	print_text.hit(&s->print, &s->full);
	assert_non_null(
	    strstr(s->print.out.p, "retry logic\n\n2026-07-27T23:03:29Z"));
}

static void
the_hit_is_highlighted_only_where_colour_is_wanted(void **state)
{
	struct sample *s = *state;

	mark(s, PL_COLUMN_PROMPT, "retry");
	assert_null(strchr(sample_print(s, &print_text), '\x1b'));
	s->print.colour = true;
	assert_non_null(strstr(sample_print(s, &print_text),
	    "  fix the \x1b[1;31mretry\x1b[0m logic\n"));
}

static void
another_column_than_the_prompt_is_named(void **state)
{
	struct sample *s = *state;

	mark(s, PL_COLUMN_RESPONSE, "loop");
	assert_non_null(strstr(sample_print(s, &print_text),
	    "\n  response: Wrap the call in a loop\n"));
}

static void
nothing_of_a_log_reaches_a_terminal_unescaped(void **state)
{
	struct sample *s = *state;
	const char *out;

	s->hit.row.user = span_str("eve\x1b]0;x\a");
	s->hit.row.file = span_str("a\nb.py");
	s->hit.row.key = span_str("AWSLogs/\xE2\x80\xAEgz.json");
	sample_text(s, PL_COLUMN_PROMPT,
	    "\x1b[2Jgone \xC2\x9B"
	    "31m");
	out = sample_print(s, &print_text);
	assert_null(strchr(out, '\x1b'));
	assert_null(strchr(out, '\a'));
	assert_null(strstr(out, "\xC2\x9B"));
	assert_null(strstr(out, "\xE2\x80\xAE"));
	assert_non_null(strstr(out, "eve\\x1b]0;x\\x07"));
	assert_non_null(strstr(out, "file:a\\nb.py"));
	assert_non_null(strstr(out, "\\u{202e}gz.json"));
}

static void
a_whole_text_cannot_pass_for_the_next_hit(void **state)
{
	struct sample *s = *state;

	s->print.full = true;
	sample_text(s, PL_COLUMN_PROMPT, "a\n2026-01-01T00:00:00Z  chat  x");
	assert_non_null(strstr(sample_print(s, &print_text),
	    "  prompt:\n    a\n    2026-01-01T00:00:00Z  chat  x\n"
	    "  response:\n    Wrap the call in a loop\n"));
}

static size_t
widest_line(const char *text)
{
	size_t widest = 0;

	while (*text != '\0') {
		size_t n = strcspn(text, "\n");
		size_t columns = wrap_width(span_of(text, n));

		widest = columns > widest ? columns : widest;
		text += n + (text[n] == '\n');
	}
	return widest;
}

static void
snippets_are_broken_to_the_width_of_the_terminal(void **state)
{
	struct sample *s = *state;
	const char *out;

	s->print.width = 40;
	sample_text(s, PL_COLUMN_PROMPT,
	    "words of several lengths, then some that are "
	    "one_long_identifier_without_any_place_to_break_it_anywhere "
	    "and \xE6\x97\xA5\xE6\x9C\xAC\xE8\xAA\x9E\xE6\x97\xA5\xE6\x9C\xAC"
	    "\xE8\xAA\x9E\xE6\x97\xA5\xE6\x9C\xAC\xE8\xAA\x9E");
	out = sample_print(s, &print_text);
	out = strstr(out, SAMPLE_KEY) + strlen(SAMPLE_KEY) + 1;
	assert_true(widest_line(out) <= 40);
	assert_true(widest_line(out) > 30);
	assert_non_null(strstr(out, "\n  one_long_identifier"));
}

static void
the_archive_is_named_where_there_are_several(void **state)
{
	struct sample *s = *state;

	s->index.archive_count = 2;
	assert_non_null(strstr(
	    sample_print(s, &print_text), "\n  /data/logs: " SAMPLE_KEY "\n"));
}

static void
a_copy_and_a_later_record_of_an_object_say_so(void **state)
{
	struct sample *s = *state;

	s->hit.row.ordinal = 1;
	s->hit.row.flags = PL_RECORD_DUPLICATE;
	assert_non_null(strstr(sample_print(s, &print_text),
	    "87a0  (a copy)\n  " SAMPLE_KEY ", ordinal 1\n"));
}

static void
groups_are_a_table_with_bars_on_a_terminal_alone(void **state)
{
	struct sample *s = *state;
	const struct group groups[] = { { span_str("alice"), 40, 0 },
		{ span_str("\xE6\x97\xA5"), 20, 0 }, { span_str(""), 1, 0 } };
	const struct grouping g = { "user", groups, 3, 3 };

	print_text.groups(&s->print, &s->answer, &g);
	assert_string_equal(s->print.out.p,
	    "alice  40\n"
	    "\xE6\x97\xA5     20\n"
	    "-       1\n");
	buf_clear(&s->print.out);
	s->print.terminal = true;
	print_text.groups(&s->print, &s->answer, &g);
	/* 30 columns, 15, and the half of one that is the least. */
	assert_int_equal(
	    wrap_width(span_of(s->print.out.p, strcspn(s->print.out.p, "\n"))),
	    9 + 2 + 30);
	assert_non_null(strstr(s->print.out.p, "1  \xE2\x96\x8C\n"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		sample_test(a_hit_is_a_paragraph_of_head_place_and_snippet),
		sample_test(times_are_shown_in_the_zone_asked_for),
		sample_test(paragraphs_are_parted_by_an_empty_line),
		sample_test(
		    the_hit_is_highlighted_only_where_colour_is_wanted),
		sample_test(another_column_than_the_prompt_is_named),
		sample_test(nothing_of_a_log_reaches_a_terminal_unescaped),
		sample_test(a_whole_text_cannot_pass_for_the_next_hit),
		sample_test(snippets_are_broken_to_the_width_of_the_terminal),
		sample_test(the_archive_is_named_where_there_are_several),
		sample_test(a_copy_and_a_later_record_of_an_object_say_so),
		sample_test(groups_are_a_table_with_bars_on_a_terminal_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
