#include "base/json_tree.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/mem.h"

static int
set_up(void **state)
{
	struct json_tree *t = xcalloc(1, sizeof *t);

	json_tree_init(t);
	*state = t;
	return 0;
}

static int
tear_down(void **state)
{
	json_tree_release(*state);
	free(*state);
	return 0;
}

static const struct json_node *
read_text(struct json_tree *t, struct span text)
{
	struct pl_error err;

	assert_int_equal(json_tree_read(t, text, &err), PL_OK);
	assert_non_null(t->root);
	return t->root;
}

static const struct json_node *
parse(struct json_tree *t, const char *text)
{
	return read_text(t, span_str(text));
}

static void
assert_refused(struct json_tree *t, const char *text, const char *reason)
{
	struct pl_error err;

	assert_int_equal(json_tree_read(t, span_str(text), &err), PL_EFORMAT);
	assert_string_equal(err.text, reason);
	assert_null(t->root);
}

static void
assert_says(const struct json_node *v, const char *bytes, size_t n)
{
	assert_non_null(v);
	assert_int_equal(v->kind, JSON_STRING);
	assert_int_equal(v->text.n, n);
	assert_memory_equal(v->text.p, bytes, n);
}

static void
items_come_in_order(void **state)
{
	static const enum json_kind order[] = { JSON_TRUE, JSON_FALSE,
		JSON_NULL, JSON_STRING, JSON_NUMBER, JSON_ARRAY, JSON_OBJECT };
	const struct json_node *v =
	    parse(*state, " [true,false , null,\"x\",-1.5e+3,[],\n{}] ");
	size_t i = 0;

	assert_int_equal(v->kind, JSON_ARRAY);
	for (v = v->first; v != NULL; v = v->next) {
		assert_int_equal(v->kind, order[i++]);
		assert_int_equal(v->name.n, 0);
		assert_null(v->first);
		if (v->kind == JSON_NUMBER)
			assert_true(span_is(v->text, "-1.5e+3"));
	}
	assert_int_equal(i, sizeof order / sizeof *order);
}

static void
members_are_found_by_their_names(void **state)
{
	const struct json_node *v = parse(*state,
	    "{\"a\":{\"b\":1},\"\\u0062\":\"two\",\"n\":null,\"a\":3}");

	assert_says(json_node_find(v, "b"), "two", 3);
	assert_true(span_is(json_node_find(v, "a")->text, "3")); /* the last */
	assert_null(json_node_find(v, "n"));
	assert_null(json_node_find(v, "c"));
	assert_null(json_node_find(v->first->next, "b"));
	assert_null(json_node_find(NULL, "b"));
	/* None is lost. */
	assert_non_null(json_node_find(v->first, "b"));
	assert_true(span_is(v->last->name, "a"));
}

static void
escapes_mean_their_characters(void **state)
{
	assert_says(parse(*state, "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\""),
	    "\"\\/\b\f\n\r\t", 8);
	assert_says(parse(*state, "\"\\u00e9\\ud83d\\uDE00\\u0000\""),
	    "\xC3\xA9\xF0\x9F\x98\x80\0", 7);
	assert_false(((struct json_tree *)*state)->repaired);
	/* Both of these a lower half might be seen in. */
	assert_says(parse(*state, "\"\\ud836\\udcc0\\ud7ff\\ue000\""),
	    "\xF0\x9D\xA3\x80\xED\x9F\xBF\xEE\x80\x80", 10);
	assert_false(((struct json_tree *)*state)->repaired);
}

static void
halves_of_pairs_are_replaced(void **state)
{
	static const char *const halves[] = { "\"\\ud83d\"", "\"\\udE00\"",
		"\"\\ud83dx\"", "\"\\ud83d\\n\"", "\"\\ud83d\\u0041\"",
		"\"\\ud83d\\ud83d\\ude00\"" };
	static const char *const meant[] = { "\xEF\xBF\xBD", "\xEF\xBF\xBD",
		"\xEF\xBF\xBDx", "\xEF\xBF\xBD\n",
		"\xEF\xBF\xBD"
		"A",
		"\xEF\xBF\xBD\xF0\x9F\x98\x80" };
	struct json_tree *t = *state;

	for (size_t i = 0; i < sizeof halves / sizeof *halves; i++) {
		assert_says(parse(t, halves[i]), meant[i], strlen(meant[i]));
		assert_true(t->repaired);
	}
	parse(t, "1");
	assert_false(t->repaired);
}

static void
bytes_that_are_no_utf8_are_replaced(void **state)
{
	struct json_tree *t = *state;

	assert_says(parse(t, "\"a\xFF\\n\""), "a\xEF\xBF\xBD\n", 5);
	assert_true(t->repaired);
}

/* A string is passed in steps, and its last bytes one by one. */
static void
strings_end_wherever_their_quote_is(void **state)
{
	enum { LONGEST = 40 };
	char json[LONGEST + 4], said[LONGEST + 2];

	for (size_t n = 0; n <= LONGEST; n++)
		for (size_t escape = 0; escape <= n; escape++) {
			size_t at = 0;

			/* At n there is none. */
			json[at++] = '"';
			for (size_t i = 0; i < n; i++) {
				said[i] = i == escape ? '"' : 'a';
				if (i == escape)
					json[at++] = '\\';
				json[at++] = said[i];
			}
			json[at++] = '"';
			/* No byte behind it is there to be read. */
			char *exact = xmalloc(at);
			memcpy(exact, json, at);
			assert_says(
			    read_text(*state, span_of(exact, at)), said, n);
			free(exact);
		}
}

static void
control_characters_may_be_bare(void **state)
{
	assert_says(
	    read_text(*state, span_of("\"\t\n\0\x1F\"", 6)), "\t\n\0\x1F", 4);
}

static void
what_is_no_json_is_refused(void **state)
{
	static const char *const bad[] = { "01", "-", "+1", ".5", "5.", "1e",
		"1e+", "NaN", "Infinity", "tru", "True", "nul", "0x10", "1 2",
		"[1 2]", "{1:2}", "{\"a\"}", "{\"a\":}", "{\"a\" 1}", "{,}",
		"[", "{", "}", "\"", "\"\\", "\"\\\"", "\"\\x\"", "\"\\u12\"",
		"\"\\u12g4\"", "\"\\ud83d\\u12\"", "'a'", "[1]]", "//",
		"{\"a\":1,}" };
	struct json_tree *t = *state;

	assert_refused(t, "", "no JSON: it is empty");
	assert_refused(t, "[1,]", "no JSON at byte 4");
	assert_refused(t, "[1", "no JSON at byte 3");
	assert_refused(t, " ", "no JSON at byte 2");
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct pl_error err;

		assert_int_equal(
		    json_tree_read(t, span_str(bad[i]), &err), PL_EFORMAT);
	}
}

static void
depth_has_a_limit(void **state)
{
	char deep[2 * JSON_TREE_DEPTH + 3] = "";

	memset(deep, '[', JSON_TREE_DEPTH);
	memset(deep + JSON_TREE_DEPTH, ']', JSON_TREE_DEPTH);
	parse(*state, deep);
	memset(deep, '[', JSON_TREE_DEPTH + 1);
	memset(deep + JSON_TREE_DEPTH + 1, ']', JSON_TREE_DEPTH + 1);
	assert_refused(*state, deep, "no JSON at byte 66");
}

static void
values_have_a_limit(void **state)
{
	struct json_tree *t = *state;
	struct pl_error err;
	struct buf b;

	buf_init(&b, BUF_UNLIMITED);
	buf_addc(&b, '[');
	for (int i = 2; i < JSON_TREE_VALUES_MAX; i++)
		buf_adds(&b, "1,");
	buf_adds(&b, "1]");
	read_text(t, buf_span(&b));
	assert_int_equal(t->count, JSON_TREE_VALUES_MAX);
	b.p[b.n - 1] = ',';
	buf_adds(&b, "1]");
	assert_int_equal(json_tree_read(t, buf_span(&b), &err), PL_ELIMIT);
	assert_string_equal(err.text, "holds more than 1000000 values");
	assert_null(t->root);
	buf_release(&b);
}

static void
a_tree_is_made_of_parts_of_others(void **state)
{
	struct json_tree *t = *state;
	const struct json_node *from = parse(t, "{\"a\":[1,2],\"b\":true}");
	struct json_node *made = json_tree_new(t, JSON_OBJECT);
	const struct json_node *v;

	json_tree_add(t, made, span_str("x"), from->first);
	json_tree_add(t, made, span_str("y"), NULL);
	json_tree_add(t, made, from->last->name, from->last);
	v = made->first;
	assert_true(span_is(v->name, "x"));
	assert_int_equal(v->kind, JSON_ARRAY);
	assert_true(span_is(v->first->next->text, "2"));
	v = v->next;
	assert_true(span_is(v->name, "y"));
	assert_int_equal(v->kind, JSON_NULL);
	v = v->next;
	assert_true(span_is(v->name, "b"));
	assert_ptr_equal(v, made->last);
	assert_null(v->next);
	/* It is a copy that was named anew. */
	assert_true(span_is(from->first->name, "a"));
	assert_ptr_equal(from->first->next, from->last);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(items_come_in_order),
		TEST(members_are_found_by_their_names),
		TEST(escapes_mean_their_characters),
		TEST(halves_of_pairs_are_replaced),
		TEST(bytes_that_are_no_utf8_are_replaced),
		TEST(strings_end_wherever_their_quote_is),
		TEST(control_characters_may_be_bare),
		TEST(what_is_no_json_is_refused),
		TEST(depth_has_a_limit),
		TEST(values_have_a_limit),
		TEST(a_tree_is_made_of_parts_of_others),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
