#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "query/language/field.h"

static void
expect(const char *name, const char *meant)
{
	const char *nearest = field_nearest(span_str(name));

	if (meant == NULL)
		assert_null(nearest);
	else
		assert_string_equal(nearest, meant);
}

static void
every_field_is_found_by_its_name(void **state)
{
	(void)state;
	for (int i = 0; i < FIELDS; i++)
		assert_int_equal(field_find(span_str(query_field_name(i))), i);
	assert_int_equal(field_find(span_str("in")), FIELD_IN);
	assert_int_equal(field_find(span_str("on")), FIELD_ON);
	assert_int_equal(field_find(span_str("users")), FIELD_NAMES);
	assert_int_equal(field_find(span_str("use")), FIELD_NAMES);
}

static void
one_letter_off_is_a_slip(void **state)
{
	(void)state;
	expect("modell", "model");
	expect("odel", "model");
	expect("nodel", "model");
	expect("mdoel", "model");
	expect("untill", "until");
	expect("requst", "request");
}

static void
two_letters_off_is_another_word(void **state)
{
	(void)state;
	expect("modelll", NULL);
	expect("dlmoe", NULL);
	expect("std", NULL);
	expect("http", NULL);
	expect("", NULL);
}

static void
short_fields_are_never_meant(void **state)
{
	(void)state;
	expect("ins", NULL);
	expect("no", NULL);
	expect("i", NULL);
	expect("one", NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_field_is_found_by_its_name),
		cmocka_unit_test(one_letter_off_is_a_slip),
		cmocka_unit_test(two_letters_off_is_another_word),
		cmocka_unit_test(short_fields_are_never_meant),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
