#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "indexer/parse/mend.h"

static void
assert_mended(const char *raw, bool ascii, const char *wanted)
{
	struct buf out;

	buf_init(&out, BUF_UNLIMITED);
	mend_json(&out, span_str(raw), ascii);
	assert_true(span_is(buf_span(&out), wanted));
	buf_release(&out);
}

static void
what_needs_no_mending_stays_as_it_is(void **state)
{
	static const char json[] =
	    "{ \"a\\\"\\u00e9\" : [1, -2.5e3, true, null, \"Straße 🚀\"] }";

	(void)state;
	assert_mended(json, false, json);
	assert_mended("", false, "");
}

static void
control_characters_in_strings_are_escaped(void **state)
{
	(void)state;
	assert_mended("{\n\"a\": \"x\ty\x01\"}", false,
	    "{\n\"a\": \"x\\u0009y\\u0001\"}");
}

static void
integers_that_may_not_fit_become_decimal_numbers(void **state)
{
	(void)state;
	assert_mended("[123456789012345678901234567890, -7]", false,
	    "[123456789012345678901234567890.0, -7]");
}

static void
beyond_ascii_is_escaped_where_it_is_asked_for(void **state)
{
	(void)state;
	assert_mended(
	    "{\"é\":\"a\x7f\xC2\x80 バグ \U0001F680\\\"\U0010FFFF\"}", true,
	    "{\"\\u00e9\":\"a\x7f\\u0080 \\u30d0\\u30b0 "
	    "\\ud83d\\ude80\\\"\\udbff\\udfff\"}");
}

/* U+1D8C0 and U+2DC00 look like halves of a pair to json-c, U+1F680 not. */
static void
a_pair_that_json_c_mistakes_is_written_as_it_is(void **state)
{
	(void)state;
	assert_mended("\"a\\ud836\\udcc0\\uD877\\uDC00\\ud83d\\ude80b\"",
	    false, "\"a\U0001D8C0\U0002DC00\\ud83d\\ude80b\"");
	assert_mended("\"\\\\ud836\\udcc0\\ud836\"", false,
	    "\"\\\\ud836\\udcc0\\ud836\"");
	assert_mended("\"\\ud836\\udcg0\\ud8", false, "\"\\ud836\\udcg0\\ud8");
}

static void
what_a_backslash_parts_stays_wrong(void **state)
{
	(void)state;
	assert_mended("\"\\é\"", true, "\"\\é\"");
	assert_mended("\"\\", true, "\"\\");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_needs_no_mending_stays_as_it_is),
		cmocka_unit_test(control_characters_in_strings_are_escaped),
		cmocka_unit_test(
		    integers_that_may_not_fit_become_decimal_numbers),
		cmocka_unit_test(
		    beyond_ascii_is_escaped_where_it_is_asked_for),
		cmocka_unit_test(
		    a_pair_that_json_c_mistakes_is_written_as_it_is),
		cmocka_unit_test(what_a_backslash_parts_stays_wrong),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
