#include "base/json_value.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static struct json_value
parse(const char *text)
{
	struct json_value v;
	struct pl_error err;

	assert_int_equal(json_value_parse(span_str(text), &v, &err), PL_OK);
	return v;
}

static void
assert_refused(const char *text, const char *reason)
{
	struct json_value v;
	struct pl_error err;

	assert_int_equal(
	    json_value_parse(span_str(text), &v, &err), PL_EFORMAT);
	assert_string_equal(err.text, reason);
}

static void
assert_text(struct json_value v, const char *bytes, size_t n)
{
	struct buf out;

	buf_init(&out, BUF_UNLIMITED);
	assert_true(json_value_text(v, &out));
	assert_int_equal(out.n, n);
	assert_memory_equal(out.p, bytes, n);
	buf_release(&out);
}

static void
members_are_found_by_name(void **state)
{
	struct json_value v =
	    parse(" {\"a\" : [ 1 , {\"b\":2} ],\n\"c\":{}} ");
	struct json_value found;

	(void)state;
	assert_true(json_value_find(v, "c", &found));
	assert_int_equal(found.kind, JSON_OBJECT);
	assert_false(json_value_find(v, "b", &found));
	assert_true(json_value_find(v, "a", &found));
	assert_true(span_is(found.text, "[ 1 , {\"b\":2} ]"));
	assert_false(json_value_find(found, "b", &found));
}

static void
items_come_in_order(void **state)
{
	struct json_items items =
	    json_value_items(parse("[true,false , null,\"x\",-1.5e+3,[],{}]"));
	struct json_value v;
	struct span name;

	(void)state;
	for (enum json_kind kind = JSON_NULL; kind <= JSON_OBJECT; kind++) {
		static const enum json_kind order[] = { JSON_TRUE, JSON_FALSE,
			JSON_NULL, JSON_STRING, JSON_NUMBER, JSON_ARRAY,
			JSON_OBJECT };

		assert_true(json_value_next(&items, &name, &v));
		assert_int_equal(v.kind, order[kind]);
		assert_int_equal(name.n, 0);
	}
	assert_false(json_value_next(&items, &name, &v));
	items = json_value_items(parse("[]"));
	assert_false(json_value_next(&items, &name, &v));
	items = json_value_items(parse("7"));
	assert_false(json_value_next(&items, &name, &v));
}

static void
escapes_mean_their_characters(void **state)
{
	(void)state;
	assert_text(
	    parse("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\""), "\"\\/\b\f\n\r\t", 8);
	assert_text(parse("\"\\u00e9\\ud83d\\ude00\\u0000\""),
	    "\xC3\xA9\xF0\x9F\x98\x80\0", 7);
	assert_text(
	    parse("\"\\ud83dx\\ude00\""), "\xEF\xBF\xBDx\xEF\xBF\xBD", 7);
}

static void
numbers_are_whole_or_none(void **state)
{
	int64_t n;

	(void)state;
	assert_true(json_value_int(parse("-9223372036854775808"), &n));
	assert_true(n == INT64_MIN);
	assert_true(json_value_int(parse("9223372036854775807"), &n));
	assert_true(n == INT64_MAX);
	assert_false(json_value_int(parse("9223372036854775808"), &n));
	assert_false(json_value_int(parse("1.0"), &n));
	assert_false(json_value_int(parse("\"1\""), &n));
}

static void
what_is_no_json_is_refused(void **state)
{
	char deep[2 * JSON_VALUE_DEPTH + 3] = "";

	(void)state;
	assert_refused("", "no JSON: it is empty");
	assert_refused("[1,]", "no JSON at byte 4");
	assert_refused("[1", "no JSON at byte 3");
	assert_refused("{\"a\" 1}", "no JSON at byte 6");
	assert_refused("{a:1}", "no JSON at byte 2");
	assert_refused("1 2", "no JSON at byte 3");
	assert_refused("01", "no JSON at byte 2");
	assert_refused("\"\\x\"", "no JSON at byte 3");
	assert_refused("\"a\nb\"", "no JSON at byte 3");
	assert_refused("\"open", "no JSON at byte 6");
	memset(deep, '[', JSON_VALUE_DEPTH);
	memset(deep + JSON_VALUE_DEPTH, ']', JSON_VALUE_DEPTH);
	parse(deep);
	memset(deep, '[', JSON_VALUE_DEPTH + 1);
	memset(deep + JSON_VALUE_DEPTH + 1, ']', JSON_VALUE_DEPTH + 1);
	assert_refused(deep, "no JSON at byte 66");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(members_are_found_by_name),
		cmocka_unit_test(items_come_in_order),
		cmocka_unit_test(escapes_mean_their_characters),
		cmocka_unit_test(numbers_are_whole_or_none),
		cmocka_unit_test(what_is_no_json_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
