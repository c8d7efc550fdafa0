#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "indexer/retain/needles.h"

struct seen {
	int owners[4];
	int count;
};

static void
note(void *context, const struct needle *needle)
{
	struct seen *s = context;

	s->owners[*(int *)needle->owner]++;
	s->count++;
}

static void
all_that_stand_there_are_found(void **state)
{
	static int owners[] = { 0, 1, 2, 3 };
	struct needles n = { 0 };
	struct seen s = { 0 };

	(void)state;
	assert_true(needles_add(&n, span_str("payroll"), &owners[0]));
	assert_true(needles_add(&n, span_str("payrolls are"), &owners[1]));
	assert_true(needles_add(&n, span_str("absent"), &owners[2]));
	assert_false(needles_add(&n, span_str("short"), &owners[3]));
	needles_find(
	    &n, span_str("payrolls are not a payroll, payrol"), note, &s);
	assert_int_equal(s.owners[0], 2);
	assert_int_equal(s.owners[1], 1);
	assert_int_equal(s.owners[2], 0);
	assert_int_equal(s.count, 3);
	needles_release(&n);
}

static void
a_needle_that_is_added_later_is_found_too(void **state)
{
	static int owners[] = { 0, 1 };
	struct needles n = { 0 };
	struct seen s = { 0 };
	char zeros[] = "\0\0\0\0\0\0\0\1";

	(void)state;
	needles_find(&n, span_str("nothing is looked for"), note, &s);
	needles_add(&n, span_str("looked"), &owners[0]);
	needles_find(&n, span_str("nothing is looked for"), note, &s);
	needles_add(&n, span_of(zeros, 8), &owners[1]);
	needles_find(&n, span_of(zeros, 8), note, &s);
	assert_int_equal(s.owners[0], 1);
	assert_int_equal(s.owners[1], 1);
	needles_release(&n);
}

static void
a_long_one_is_found_by_its_beginning(void **state)
{
	static int owner;
	struct needles n = { 0 };
	struct seen s = { 0 };
	char text[2 * NEEDLE_MOST];

	(void)state;
	memset(text, 'a', sizeof text);
	needles_add(&n, span_of(text, sizeof text), &owner);
	needles_find(&n, span_of(text, NEEDLE_MOST), note, &s);
	assert_int_equal(s.count, 1);
	needles_find(&n, span_of(text, NEEDLE_MOST - 1), note, &s);
	assert_int_equal(s.count, 1);
	needles_release(&n);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_that_stand_there_are_found),
		cmocka_unit_test(a_needle_that_is_added_later_is_found_too),
		cmocka_unit_test(a_long_one_is_found_by_its_beginning),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
