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
	needles_ready(&n);
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
	needles_ready(&n);
	needles_find(&n, span_str("nothing is looked for"), note, &s);
	needles_add(&n, span_str("looked"), &owners[0]);
	needles_ready(&n);
	needles_find(&n, span_str("nothing is looked for"), note, &s);
	needles_add(&n, span_of(zeros, 8), &owners[1]);
	needles_ready(&n);
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
	needles_ready(&n);
	needles_find(&n, span_of(text, NEEDLE_MOST), note, &s);
	assert_int_equal(s.count, 1);
	needles_ready(&n);
	needles_find(&n, span_of(text, NEEDLE_MOST - 1), note, &s);
	assert_int_equal(s.count, 1);
	needles_release(&n);
}

/* The longer the shortest of them, the larger the steps: every length, at
 * every place of a text that ends with it or goes on. */
static void
each_length_is_found_at_each_place(void **state)
{
	char bytes[NEEDLE_MOST];

	(void)state;
	for (size_t i = 0; i < sizeof bytes; i++)
		bytes[i] = (char)(i * 37 + 11);
	for (size_t length = NEEDLE_LEAST; length <= NEEDLE_MOST; length++) {
		static int owner;
		struct needles n = { 0 };

		needles_add(&n, span_of(bytes, length), &owner);
		needles_ready(&n);
		for (size_t at = 0; at < 40; at++) {
			struct seen s = { 0 };
			char *text = calloc(1, at + length + at % 12);

			memcpy(text + at, bytes, length);
			needles_find(&n, span_of(text, at + length + at % 12),
			    note, &s);
			assert_int_equal(s.count, 1);
			free(text);
		}
		needles_release(&n);
	}
}

/* Against looking at every place, with few letters so that there are many. */
static void
none_is_missed_wherever_it_stands(void **state)
{
	unsigned random = 1;

	(void)state;
	for (int round = 0; round < 200; round++) {
		static int owners[] = { 0, 1, 2, 3 };
		struct needles n = { 0 };
		struct seen want = { 0 }, got = { 0 };
		char bytes[4][12], text[300];

		for (size_t i = 0; i < sizeof text; i++)
			text[i] =
			    "ab"[(random = random * 1103515245u + 12345u) >>
				    20 &
				1];
		for (size_t i = 0; i < 4; i++) {
			size_t length = NEEDLE_LEAST + i;

			memcpy(bytes[i], text + 61 * i + (size_t)round % 7,
			    length);
			needles_add(&n, span_of(bytes[i], length), &owners[i]);
			for (size_t k = 0; k + length <= sizeof text; k++)
				want.owners[i] +=
				    memcmp(text + k, bytes[i], length) == 0;
		}
		needles_ready(&n);
		needles_find(&n, span_of(text, sizeof text), note, &got);
		for (size_t i = 0; i < 4; i++)
			assert_int_equal(got.owners[i], want.owners[i]);
		needles_release(&n);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_that_stand_there_are_found),
		cmocka_unit_test(a_needle_that_is_added_later_is_found_too),
		cmocka_unit_test(a_long_one_is_found_by_its_beginning),
		cmocka_unit_test(each_length_is_found_at_each_place),
		cmocka_unit_test(none_is_missed_wherever_it_stands),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
