#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "sample_hit.h"

#define HEADER                                                                \
	"id,time,type,user,account,region,conversation,conversation_rule,"    \
	"request_id,file,model,archive,object,ordinal,duplicate,flags,"       \
	"snippet"
#define ID "64d13ea7-dff5-4563-9285-6a9e351e87a0"

static void
a_hit_is_a_line_that_ends_in_cr_lf(void **state)
{
	assert_string_equal(sample_print(*state, &print_csv),
	    HEADER "\r\n" ID
		   ",2026-07-27T23:03:29.027400929Z,chat," SAMPLE_USER
		   ",123456789012,us-east-1,,," ID ",,auto,1," SAMPLE_KEY
		   ",0,false,,fix the retry logic\r\n");
}

static void
full_adds_the_whole_texts(void **state)
{
	struct sample *s = *state;
	const char *out;

	s->print.full = true;
	sample_text(s, PL_COLUMN_RESPONSE, "say \"hi\",\r\nthen go");
	out = sample_print(s, &print_csv);
	assert_true(
	    span_starts(span_str(out), HEADER ",prompt,context,response\r\n"));
	assert_non_null(strstr(out,
	    ",fix the retry logic,fix the retry logic,,"
	    "\"say \"\"hi\"\",\r\nthen go\"\r\n"));
}

/* Whether the snippet's cell is the quoted text with an apostrophe first. */
static void
assert_defused(struct sample *s, const char *text)
{
	char cell[64];

	s->hit.row.model = span_str(text);
	snprintf(cell, sizeof cell, ",\"'%s\",1,", text);
	if (strstr(sample_print(s, &print_csv), cell) == NULL)
		fail_msg("'%s' was not defused", text);
}

static void
cells_that_a_spreadsheet_would_run_are_defused(void **state)
{
	static const char *const cells[] = { "=1+1", "+1", "-1", "@SUM(A1)",
		"\t=1", "\r=1", "\n=1",
		"\xEF\xBC\x9D"
		"1",
		"\xEF\xBC\x8B"
		"1",
		"\xEF\xBC\x8D"
		"1",
		"\xEF\xBC\xA0"
		"x" };

	for (size_t i = 0; i < sizeof cells / sizeof *cells; i++)
		assert_defused(*state, cells[i]);
}

static void
other_cells_stay_as_they_are(void **state)
{
	struct sample *s = *state;

	s->hit.row.model = span_str("a=1");
	assert_non_null(strstr(sample_print(s, &print_csv), ",a=1,1,"));
	s->hit.row.model = span_str("\xEF\xBC\xA1");
	assert_non_null(
	    strstr(sample_print(s, &print_csv), ",\xEF\xBC\xA1,1,"));
}

static void
no_other_separator_begins_a_formula(void **state)
{
	struct sample *s = *state;

	s->hit.row.model = span_str("a;=1");
	assert_non_null(strstr(sample_print(s, &print_csv), ",\"a;=1\",1,"));
	s->hit.row.model = span_str("a\t=1");
	assert_non_null(strstr(sample_print(s, &print_csv), ",\"a\t=1\",1,"));
}

static void
a_nul_does_not_end_the_table(void **state)
{
	struct sample *s = *state;

	s->hit.row.model = span_of("a\0b", 3);
	assert_non_null(strstr(sample_print(s, &print_csv),
	    ",\"a\xEF\xBF\xBD"
	    "b\",1,"));
}

static void
a_terminal_is_sent_no_control_characters(void **state)
{
	struct sample *s = *state;

	s->hit.row.model = span_str("\x1b[31mred");
	assert_non_null(strchr(sample_print(s, &print_csv), '\x1b'));
	s->print.terminal = true;
	assert_null(strchr(sample_print(s, &print_csv), '\x1b'));
	assert_non_null(strstr(s->print.out.p, ",\\x1b[31mred,"));
}

static void
flags_and_copies_have_columns(void **state)
{
	struct sample *s = *state;

	s->hit.row.flags = PL_RECORD_DUPLICATE | PL_RECORD_TIME_FROM_KEY |
	    PL_RECORD_NO_RESPONSE;
	assert_non_null(strstr(sample_print(s, &print_csv),
	    ",0,true,time_from_key no_response,fix"));
}

static void
an_unknown_time_is_an_empty_cell(void **state)
{
	struct sample *s = *state;

	s->hit.row.time = INSTANT_NONE;
	assert_non_null(
	    strstr(sample_print(s, &print_csv), "\r\n" ID ",,chat,"));
}

static void
groups_are_two_columns(void **state)
{
	struct sample *s = *state;
	const struct group groups[] = { { span_str("=x"), 1204, 0 },
		{ span_str(""), 1, 0 } };
	const struct grouping g = { "file", groups, 2, 2 };

	print_csv.groups(&s->print, &s->answer, &g);
	assert_string_equal(
	    s->print.out.p, "file,count\r\n\"'=x\",1204\r\n,1\r\n");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		sample_test(a_hit_is_a_line_that_ends_in_cr_lf),
		sample_test(full_adds_the_whole_texts),
		sample_test(cells_that_a_spreadsheet_would_run_are_defused),
		sample_test(other_cells_stay_as_they_are),
		sample_test(no_other_separator_begins_a_formula),
		sample_test(a_nul_does_not_end_the_table),
		sample_test(a_terminal_is_sent_no_control_characters),
		sample_test(flags_and_copies_have_columns),
		sample_test(an_unknown_time_is_an_empty_cell),
		sample_test(groups_are_two_columns),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
