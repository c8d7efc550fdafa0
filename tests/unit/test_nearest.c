#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/nearest.h"

static const char *
nearest_to(const char *given)
{
	static const char *const names[] = { "limit", "offset", "sort", "json",
		"jsonl", "tz", NULL };
	struct nearest near = nearest_begin(span_str(given));

	for (size_t i = 0; names[i] != NULL; i++)
		nearest_consider(&near, names[i]);
	return near.name;
}

static void
a_slip_of_two_letters_is_understood(void **state)
{
	(void)state;
	assert_string_equal(nearest_to("limt"), "limit");
	assert_string_equal(nearest_to("limits"), "limit");
	assert_string_equal(nearest_to("lmiit"), "limit");
	assert_string_equal(nearest_to("ofset"), "offset");
	assert_string_equal(nearest_to("limit"), "limit");
}

static void
the_nearest_wins_and_the_first_of_equals(void **state)
{
	(void)state;
	assert_string_equal(nearest_to("jsonl"), "jsonl");
	assert_string_equal(nearest_to("jsom"), "json");
	assert_string_equal(nearest_to("jsonx"), "json");
}

static void
what_is_mostly_wrong_is_no_slip(void **state)
{
	(void)state;
	assert_null(nearest_to("test"));
	assert_null(nearest_to("xy"));
	assert_null(nearest_to("zt"));
	assert_null(nearest_to(""));
	assert_null(nearest_to("limitation"));
}

static void
endless_names_are_near_to_nothing(void **state)
{
	char name[1000];

	(void)state;
	memset(name, 'a', sizeof name - 1);
	name[sizeof name - 1] = '\0';
	assert_null(nearest_to(name));
	struct nearest near = nearest_begin(span_str("limit"));
	nearest_consider(&near, name);
	assert_null(near.name);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_slip_of_two_letters_is_understood),
		cmocka_unit_test(the_nearest_wins_and_the_first_of_equals),
		cmocka_unit_test(what_is_mostly_wrong_is_no_slip),
		cmocka_unit_test(endless_names_are_near_to_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
