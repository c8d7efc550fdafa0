#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "schema/shard/request.h"

static const char uuid[] = "64d13ea7-dff5-4563-9285-6a9e351e87a0";

static void
a_uuid_is_packed_and_comes_back(void **state)
{
	uint8_t packed[REQUEST_PACKED];
	char text[REQUEST_TEXT];

	(void)state;
	assert_true(request_pack(span_str(uuid), packed));
	assert_int_equal(packed[0], 0x64);
	assert_int_equal(packed[4], 0xDF);
	assert_int_equal(packed[15], 0xA0);
	request_unpack(packed, text);
	assert_string_equal(text, uuid);
}

/* It would come back as something else. */
static void
any_other_form_is_left_as_it_is(void **state)
{
	static const char *const others[] = {
		"",
		"64D13EA7-DFF5-4563-9285-6A9E351E87A0",
		"64d13ea7-dff5-4563-9285-6a9e351e87aG",
		"64d13ea7-dff5-4563-9285-6a9e351e87a",
		"64d13ea7-dff5-4563-9285-6a9e351e87a00",
		"64d13ea7adff5-4563-9285-6a9e351e87a0",
		"64d13ea-7dff5-4563-9285-6a9e351e87a0",
		"64d13ea7-dff5-4563-9285-6a9e351e-7a0",
		"64d13ea7dff5456392856a9e351e87a0abcd",
		"{4d13ea7-dff5-4563-9285-6a9e351e87a}",
	};
	uint8_t packed[REQUEST_PACKED];

	(void)state;
	for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
		assert_false(request_pack(span_str(others[i]), packed));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_uuid_is_packed_and_comes_back),
		cmocka_unit_test(any_other_form_is_left_as_it_is),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
