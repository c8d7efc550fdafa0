#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "query/notes.h"

static struct buf out;

static const char *
total(uint64_t shown, uint64_t all, bool exact, uint64_t duplicates)
{
	struct answer a = { .shown = shown,
		.total = all,
		.exact = exact,
		.duplicates = duplicates };

	buf_clear(&out);
	notes_add_total(&out, &a);
	return out.p;
}

static void
what_is_shown_is_held_against_what_there_is(void **state)
{
	(void)state;
	assert_string_equal(total(50, 1204, true, 0), "50 of 1,204 hits\n");
	assert_string_equal(total(1204, 1204, true, 0), "1,204 hits\n");
	assert_string_equal(total(1, 1, true, 0), "1 hit\n");
	assert_string_equal(total(0, 0, true, 0), "0 hits\n");
	assert_string_equal(
	    total(50, 61, false, 0), "50 hits, more were not counted\n");
}

static void
copies_that_were_left_out_are_counted(void **state)
{
	(void)state;
	assert_string_equal(total(1, 1, true, 1),
	    "1 hit\n1 copy left out (--duplicates lists them)\n");
	assert_string_equal(total(1, 1, true, 2000),
	    "1 hit\n2,000 copies left out (--duplicates lists them)\n");
}

static size_t
count_lines(void)
{
	size_t count = 0;

	for (const char *p = out.p; (p = strchr(p, '\n')) != NULL; p++)
		count++;
	return count;
}

static void
ten_causes_are_named_and_the_others_counted(void **state)
{
	char subject[] = "x\x1b", reason[] = "", why[] = "because";
	struct incomplete causes[1500];

	(void)state;
	for (size_t i = 0; i < 1500; i++)
		causes[i] = (struct incomplete){
			.kind = "shard", .subject = subject, .reason = reason
		};
	causes[0].reason = why;
	buf_clear(&out);
	notes_add_incomplete(&out, causes, 10);
	assert_int_equal(count_lines(), 10);
	assert_true(span_starts(buf_span(&out),
	    "incomplete: shard: x\\x1b: because\n"
	    "incomplete: shard: x\\x1b\n"));
	buf_clear(&out);
	notes_add_incomplete(&out, causes, 1500);
	assert_int_equal(count_lines(), 11);
	assert_non_null(strstr(out.p, "\nincomplete: and 1,490 more"));
	buf_clear(&out);
	notes_add_incomplete(&out, causes, 0);
	assert_int_equal(out.n, 0);
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
		cmocka_unit_test(what_is_shown_is_held_against_what_there_is),
		cmocka_unit_test(copies_that_were_left_out_are_counted),
		cmocka_unit_test(ten_causes_are_named_and_the_others_counted),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
