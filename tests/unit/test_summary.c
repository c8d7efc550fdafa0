#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "indexer/run/summary.h"

static void
expect_text(const struct summary *s, const char *text)
{
	struct buf out;

	buf_init(&out, BUF_UNLIMITED);
	summary_text(&out, s);
	assert_string_equal(out.p, text);
	buf_release(&out);
}

static void
what_is_seen_is_the_sum_of_what_became_of_it(void **state)
{
	struct summary s = {
		.indexed = 1, .partly = 20, .unchanged = 300, .rejected = 4000
	};

	(void)state;
	s.passed[SOURCE_LINK] = 50000;
	s.passed[SOURCE_PROBE] = 600000;
	s.vanished = 7; /* they were not seen */
	s.duplicates = 8;
	assert_int_equal(summary_passed(&s), 650000);
	assert_int_equal(summary_seen(&s), 654321);
}

static void
one_of_a_thing_is_written_in_the_singular(void **state)
{
	struct summary s = { .indexed = 1,
		.records = 1,
		.days = 1,
		.duplicates = 1,
		.folders = 1,
		.bytes = 1500000 };

	(void)state;
	s.notes.open[PL_NOTE_PARTLY] = 1;
	s.ended = 2 * NS_PER_SECOND;
	expect_text(&s,
	    "1 object seen: 1 indexed, 0 partly, 0 unchanged, 0 passed over, "
	    "0 rejected\n"
	    "1 record added in 1 day, 1.5 MB read in 2.0 s\n"
	    "0 vanished from the archive, 1 duplicate in the index\n"
	    "1 place could not be looked into: what lies there is unknown\n"
	    "incomplete: 1 object is partly indexed, rejected or unreadable; "
	    "'promptlog status --rejected' lists them, 'promptlog-index "
	    "accept' records that they were seen\n");
}

static void
passed_over_is_told_by_what_it_was(void **state)
{
	struct summary s = { .unchanged = 1234 };

	(void)state;
	s.passed[SOURCE_PROBE] = 2;
	s.passed[SOURCE_FOREIGN] = 1000;
	expect_text(&s,
	    "2,236 objects seen: 0 indexed, 0 partly, 1,234 unchanged, 1,002 "
	    "passed over (probe 2, foreign 1,000), 0 rejected\n"
	    "0 records added in 0 days, 0 bytes read in 0 ms\n"
	    "0 vanished from the archive, 0 duplicates in the index\n");
}

static void
what_vanished_or_is_accepted_needs_nobody(void **state)
{
	struct summary s = { 0 };

	(void)state;
	s.notes.all[PL_NOTE_REJECTED] = 5;
	s.notes.all[PL_NOTE_VANISHED] = s.notes.open[PL_NOTE_VANISHED] = 3;
	assert_int_equal(summary_open_notes(&s), 0);
	s.notes.open[PL_NOTE_REJECTED] = 1;
	s.notes.open[PL_NOTE_UNREADABLE] = 1;
	assert_int_equal(summary_open_notes(&s), 2);
}

static void
days_are_added_up(void **state)
{
	struct summary a = { .indexed = 1, .records = 2, .bytes = 3 };
	struct summary b = { .indexed = 10, .rejected = 20, .days = 1 };

	(void)state;
	a.passed[SOURCE_REPORT] = 4;
	b.passed[SOURCE_REPORT] = 40;
	summary_add(&a, &b);
	assert_int_equal(a.indexed, 11);
	assert_int_equal(a.rejected, 20);
	assert_int_equal(a.records, 2);
	assert_int_equal(a.days, 1);
	assert_int_equal(summary_seen(&a), 75);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_seen_is_the_sum_of_what_became_of_it),
		cmocka_unit_test(one_of_a_thing_is_written_in_the_singular),
		cmocka_unit_test(passed_over_is_told_by_what_it_was),
		cmocka_unit_test(what_vanished_or_is_accepted_needs_nobody),
		cmocka_unit_test(days_are_added_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
