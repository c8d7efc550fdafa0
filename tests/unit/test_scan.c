#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "indexer/parse/scan.h"

/* A string of 40 bytes is passed over by several steps of eight, and bytes. */
#define LONG_STRING 40

/* Scan "aaa…" with `text` at `place`; the byte behind the string, 0 if it has
 * no end. */
static size_t
end_with(const char *text, size_t place)
{
	char json[LONG_STRING + 1];
	struct pl_error err;
	struct scan s = { .text = span_of(json, LONG_STRING), .err = &err };

	memset(json, 'a', sizeof json);
	json[0] = '"';
	memcpy(json + place, text, strlen(text));
	enum pl_status rc = scan_string(&s);
	assert_false(s.faulty);
	return rc == PL_OK ? s.at : 0;
}

static void
a_string_ends_at_its_quote_wherever_that_is(void **state)
{
	(void)state;
	for (size_t i = 1; i < LONG_STRING; i++) {
		assert_int_equal(end_with("\"", i), i + 1);
	}
}

static void
an_escaped_quote_ends_nothing(void **state)
{
	(void)state;
	for (size_t i = 1; i < LONG_STRING - 2; i++) {
		assert_int_equal(end_with("\\\"\"", i), i + 3);
		assert_int_equal(end_with("\\\"", i), 0);
	}
}

/* Those that differ from a quote or a backslash by the high bit or by one, and
 * control characters. */
static void
other_bytes_are_ordinary(void **state)
{
	static const char *const ordinary[] = { " ", "!", "#", "[", "]",
		"\x7F", "\x80", "\x9F", "\xA2", "\xDC", "\xFF", "##", "!#",
		"\x1F", "\x01" };
	char text[4];
	(void)state;
	for (size_t k = 0; k < sizeof ordinary / sizeof ordinary[0]; k++) {
		size_t n = strlen(ordinary[k]);

		memcpy(text, ordinary[k], n);
		memcpy(text + n, "\"", 2);
		for (size_t i = 1; i + n < LONG_STRING; i++) {
			assert_int_equal(end_with(text, i), i + n + 1);
		}
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_string_ends_at_its_quote_wherever_that_is),
		cmocka_unit_test(an_escaped_quote_ends_nothing),
		cmocka_unit_test(other_bytes_are_ordinary),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
