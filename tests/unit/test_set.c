#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "schema/set.h"

static void
an_empty_set_has_no_member(void **state)
{
	struct pl_set s;

	(void)state;
	pl_set_init(&s, 200);
	assert_int_equal(pl_set_count(&s), 0);
	assert_int_equal(pl_set_next(&s, 0), 0);
	assert_false(pl_set_has(&s, 1));
	pl_set_release(&s);
}

static void
a_full_set_begins_at_one_and_ends_at_its_limit(void **state)
{
	static const uint32_t limits[] = { 0, 1, 62, 63, 64, 65, 127, 128, 129,
		1000 };

	(void)state;
	for (size_t i = 0; i < sizeof limits / sizeof limits[0]; i++) {
		struct pl_set s;

		pl_set_init_full(&s, limits[i]);
		assert_int_equal(pl_set_count(&s), limits[i]);
		assert_false(pl_set_has(&s, 0));
		assert_false(pl_set_has(&s, limits[i] + 1));
		uint32_t expected = 0;
		for (uint32_t m = 0; (m = pl_set_next(&s, m)) != 0;)
			assert_int_equal(m, ++expected);
		assert_int_equal(expected, limits[i]);
		pl_set_release(&s);
	}
}

static void
members_are_added_removed_and_walked_in_order(void **state)
{
	static const uint32_t members[] = { 1, 63, 64, 65, 128, 191, 200 };
	const size_t count = sizeof members / sizeof members[0];
	struct pl_set s;
	uint32_t at = 0;

	(void)state;
	pl_set_init(&s, 200);
	for (size_t i = 0; i < count; i++)
		pl_set_add(&s, members[i]);
	pl_set_add(&s, 64);
	assert_int_equal(pl_set_count(&s), count);
	for (size_t i = 0; i < count; i++) {
		assert_true(pl_set_has(&s, members[i]));
		at = pl_set_next(&s, at);
		assert_int_equal(at, members[i]);
	}
	assert_int_equal(pl_set_next(&s, at), 0);
	assert_int_equal(pl_set_next(&s, 4000000000u), 0);
	pl_set_remove(&s, 64);
	assert_false(pl_set_has(&s, 64));
	assert_int_equal(pl_set_next(&s, 63), 65);
	pl_set_release(&s);
}

static void
sets_are_joined_as_sets_are(void **state)
{
	struct pl_set two, three, s;

	(void)state;
	pl_set_init(&two, 300);
	pl_set_init(&three, 300);
	for (uint32_t i = 1; i <= 300; i++) {
		if (i % 2 == 0)
			pl_set_add(&two, i);
		if (i % 3 == 0)
			pl_set_add(&three, i);
	}
	pl_set_copy(&s, &two);
	pl_set_and(&s, &three);
	assert_int_equal(pl_set_count(&s), 50);
	assert_true(pl_set_has(&s, 300));
	pl_set_or(&s, &two);
	assert_int_equal(pl_set_count(&s), 150);
	pl_set_or(&s, &three);
	assert_int_equal(pl_set_count(&s), 200);
	pl_set_subtract(&s, &two);
	assert_int_equal(pl_set_count(&s), 50);
	assert_true(pl_set_has(&s, 3));
	assert_false(pl_set_has(&s, 6));
	assert_int_equal(pl_set_count(&two), 150);
	pl_set_release(&s);
	pl_set_release(&two);
	pl_set_release(&three);
}

static void
a_released_set_can_be_released_again(void **state)
{
	struct pl_set s;

	(void)state;
	pl_set_init(&s, 64);
	pl_set_release(&s);
	pl_set_release(&s);
	assert_int_equal(s.limit, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_empty_set_has_no_member),
		cmocka_unit_test(
		    a_full_set_begins_at_one_and_ends_at_its_limit),
		cmocka_unit_test(
		    members_are_added_removed_and_walked_in_order),
		cmocka_unit_test(sets_are_joined_as_sets_are),
		cmocka_unit_test(a_released_set_can_be_released_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
