#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>

#include "base/buf.h"

static void
spans_compare_as_keys_do(void **state)
{
	static const char *const ascending[] = { "", "a", "a/b", "aa", "b",
		"\xC3\xA9" };
	int count = sizeof ascending / sizeof *ascending;

	(void)state;
	for (int i = 0; i < count; i++) {
		for (int j = 0; j < count; j++) {
			int order = span_compare(
			    span_str(ascending[i]), span_str(ascending[j]));

			assert_int_equal(
			    (order > 0) - (order < 0), (i > j) - (i < j));
		}
	}
}

static void
a_span_knows_how_it_begins_and_ends(void **state)
{
	struct span key = span_str("AWSLogs/x.json.gz");

	(void)state;
	assert_true(span_starts(key, "AWSLogs/"));
	assert_true(span_starts(key, ""));
	assert_false(span_starts(key, "AWSLogs/x.json.gz/"));
	assert_true(span_ends(key, ".gz"));
	assert_true(span_ends(key, ""));
	assert_false(span_ends(span_str("gz"), ".gz"));
	assert_true(span_is(key, "AWSLogs/x.json.gz"));
	assert_false(span_is(key, "AWSLogs/x.json.g"));
}

static void
an_absent_text_is_an_empty_span(void **state)
{
	(void)state;
	assert_int_equal(span_str(NULL).n, 0);
	assert_true(span_equal(span_str(NULL), span_str("")));
	assert_true(span_starts(span_str(NULL), ""));
	assert_int_equal(span_compare(span_str(NULL), span_str("")), 0);
}

static void
a_buffer_keeps_every_byte_and_ends_with_a_nul(void **state)
{
	struct buf b;

	(void)state;
	buf_init(&b, BUF_UNLIMITED);
	for (int i = 0; i < 1000; i++) {
		buf_add(&b, "ab\0", 3);
		assert_int_equal(b.p[b.n], '\0');
	}
	assert_int_equal(b.n, 3000);
	for (size_t i = 0; i < b.n; i += 3)
		assert_memory_equal(b.p + i, "ab\0", 3);
	buf_clear(&b);
	assert_int_equal(b.n, 0);
	assert_string_equal(b.p, "");
	buf_release(&b);
}

static void
nothing_passes_the_ceiling(void **state)
{
	struct pl_error err;
	struct buf b;

	(void)state;
	buf_init(&b, 5);
	assert_int_equal(buf_append(&b, "abc", 3, &err), PL_OK);
	assert_int_equal(buf_append(&b, "def", 3, &err), PL_ELIMIT);
	assert_string_equal(err.text, "more than 5 bytes");
	assert_string_equal(b.p, "abc");
	assert_int_equal(buf_append(&b, "de", 2, &err), PL_OK);
	assert_string_equal(b.p, "abcde");
	assert_int_equal(buf_append(&b, "", 0, &err), PL_OK);
	assert_int_equal(buf_reserve(&b, 1, &err), PL_ELIMIT);
	assert_int_equal(buf_reserve(&b, SIZE_MAX, &err), PL_ELIMIT);
	buf_release(&b);
	assert_int_equal(b.max, 5);
}

static void
reserved_room_can_be_written_without_counting(void **state)
{
	struct buf b;

	(void)state;
	buf_init(&b, BUF_UNLIMITED);
	buf_adds(&b, "x");
	assert_int_equal(buf_reserve(&b, 500, NULL), PL_OK);
	memset(b.p + b.n, 'y', 500);
	assert_int_equal(b.n, 1);
	b.n += 500;
	buf_addc(&b, 'z');
	assert_int_equal(b.n, 502);
	assert_int_equal(b.p[500], 'y');
	assert_int_equal(b.p[501], 'z');
	buf_release(&b);
}

static void
a_taken_text_is_whole_and_leaves_nothing(void **state)
{
	struct buf b;

	(void)state;
	buf_init(&b, BUF_UNLIMITED);
	char *nothing = buf_take(&b);
	assert_string_equal(nothing, "");
	buf_addf(&b, "%s=%d", "n", 7);
	buf_addspan(&b, span_str(";"));
	char *text = buf_take(&b);
	assert_string_equal(text, "n=7;");
	assert_null(b.p);
	assert_int_equal(b.n, 0);
	free(nothing);
	free(text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(spans_compare_as_keys_do),
		cmocka_unit_test(a_span_knows_how_it_begins_and_ends),
		cmocka_unit_test(an_absent_text_is_an_empty_span),
		cmocka_unit_test(
		    a_buffer_keeps_every_byte_and_ends_with_a_nul),
		cmocka_unit_test(nothing_passes_the_ceiling),
		cmocka_unit_test(
		    reserved_room_can_be_written_without_counting),
		cmocka_unit_test(a_taken_text_is_whole_and_leaves_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
