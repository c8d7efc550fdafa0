#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "indexer/parse/cut.h"
#include "indexer/parse/object.h"

struct fixture {
	struct cuts cuts;
	struct pl_error err;
	const char *text;
};

static int
set_up(void **state)
{
	struct fixture *f = xcalloc(1, sizeof *f);

	cuts_init(&f->cuts);
	*state = f;
	return 0;
}

static int
tear_down(void **state)
{
	struct fixture *f = *state;

	cuts_release(&f->cuts);
	free(f);
	return 0;
}

/* Cut text and compare the records, each in «». */
static void
check(struct fixture *f, const char *text, enum pl_status status,
    const char *expected)
{
	struct buf b;

	f->text = text;
	f->err.text[0] = '\0';
	assert_int_equal(
	    cut_records(span_str(text), &f->cuts, &f->err), status);
	buf_init(&b, BUF_UNLIMITED);
	buf_adds(&b, "");
	for (size_t i = 0; i < f->cuts.count; i++) {
		buf_adds(&b, "«");
		buf_add(&b, text + f->cuts.items[i].begin,
		    f->cuts.items[i].end - f->cuts.items[i].begin);
		buf_adds(&b, "»");
	}
	assert_string_equal(b.p, expected);
	buf_release(&b);
}

static void
records_are_cut_without_the_space_around_them(void **state)
{
	struct fixture *f = *state;

	check(f, "{\"records\":[{\"a\":1},{}]}", PL_OK, "«{\"a\":1}»«{}»");
	check(f, " { \"records\" :\t[ {\"a\" : [ 1 , 2 ] } ,\r\n 7 ] } ",
	    PL_OK, "«{\"a\" : [ 1 , 2 ] }»«7»");
	check(f, "[{},\"x\",null]", PL_OK, "«{}»«\"x\"»«null»");
	check(f, "{\"records\":[]}", PL_OK, "");
	check(f, "[]", PL_OK, "");
}

static void
brackets_and_quotes_in_strings_do_not_count(void **state)
{
	struct fixture *f = *state;

	check(f, "[{\"a\":\"]}\\\"[{\"},{\"\\\\\":\"\\\\\"}]", PL_OK,
	    "«{\"a\":\"]}\\\"[{\"}»«{\"\\\\\":\"\\\\\"}»");
	check(
	    f, "{\"x\":\"\\\"records\\\":[\",\"records\":[1]}", PL_OK, "«1»");
	check(f, "{\"x\":{\"records\":[5]},\"records\":[1]}", PL_OK, "«1»");
}

static void
without_a_list_the_document_is_the_record(void **state)
{
	struct fixture *f = *state;

	check(f, "{\"a\":{\"records\":[]}}", PL_OK,
	    "«{\"a\":{\"records\":[]}}»");
	assert_true(f->cuts.items[0].bare);
	check(f, "{}{\"b\":2}\n[3]", PL_OK, "«{}»«{\"b\":2}»«3»");
	assert_false(f->cuts.items[2].bare);
	assert_int_equal(f->cuts.others.n, 0);
}

static void
a_mark_before_a_document_is_skipped(void **state)
{
	struct fixture *f = *state;

	check(f, "\xEF\xBB\xBF[1]", PL_OK, "«1»");
	check(f, "\xEF\xBB\xBF", PL_EFORMAT, "");
	check(f, "[1\xEF\xBB\xBF]", PL_EFORMAT, "«1»");
}

static void
a_break_leaves_what_is_complete(void **state)
{
	struct fixture *f = *state;

	check(f, "{\"records\":[{\"a\":1},{\"b\":\"x", PL_EFORMAT,
	    "«{\"a\":1}»");
	assert_string_equal(f->err.text, "JSON ends too early, at byte 27");
	check(f, "[1,{\"b\":[2}]", PL_EFORMAT, "«1»");
	assert_string_equal(f->err.text, "'}' instead of a value at byte 10");
	check(f, "[1 2]", PL_EFORMAT, "«1»");
	assert_string_equal(
	    f->err.text, "'2' instead of ',' or ']' at byte 3");
	check(f, "[1,]", PL_EFORMAT, "«1»");
	check(f, "[1]]", PL_EFORMAT, "«1»");
	check(f, "[1]\xFF", PL_EFORMAT, "«1»");
	assert_string_equal(
	    f->err.text, "a byte 0xff instead of '{' or '[' at byte 3");
	check(f, "{\"records\":[1],2}", PL_EFORMAT, "«1»");
	check(f, "{\"records\" [1]}", PL_EFORMAT, "");
	check(f, "[\"\\", PL_EFORMAT, "");
	check(f, "[\"\\\"", PL_EFORMAT, "");
	check(f, "{", PL_EFORMAT, "");
	check(f, "[", PL_EFORMAT, "");
}

static bool
faulty(struct fixture *f, const char *element)
{
	char *text = xasprintf("[%s]", element);

	assert_int_equal(
	    cut_records(span_str(text), &f->cuts, &f->err), PL_OK);
	assert_int_equal(f->cuts.count, 1);
	free(text);
	return f->cuts.items[0].faulty;
}

static void
only_json_s_own_words_and_numbers_pass(void **state)
{
	static const char *const good[] = { "0", "-0", "-12", "1.50", "1e5",
		"1E+5", "0.1e-20", "true", "false", "null", "\"NaN\"",
		"1234567890123456789" };
	static const char *const bad[] = { "01", "-", "+1", ".5", "5.", "1e",
		"1e+", "NaN", "Infinity", "-Infinity", "tru", "True", "nul",
		"0x10", "1.2.3", "1-2" };
	struct fixture *f = *state;

	for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
		assert_false(faulty(f, good[i]));
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		assert_true(faulty(f, bad[i]));
	assert_true(faulty(f, "{\"a\":'b'}"));
	assert_int_equal(f->cuts.items[0].fault, 6);
	assert_true(faulty(f, "{\"a\":1/*x*/}"));
}

static void
a_fault_belongs_to_one_record(void **state)
{
	struct fixture *f = *state;

	check(f, "[NaN,1,{\"a\":tru},\"b\"]", PL_OK,
	    "«NaN»«1»«{\"a\":tru}»«\"b\"»");
	assert_true(f->cuts.items[0].faulty);
	assert_false(f->cuts.items[1].faulty);
	assert_true(f->cuts.items[2].faulty);
	assert_int_equal(f->cuts.items[2].fault, 12);
	assert_false(f->cuts.items[3].faulty);
}

static void
members_beside_the_records_are_kept(void **state)
{
	struct fixture *f = *state;

	check(f,
	    "{\"a\" : [1],\"records\":[5],\"b\":{}}{\"c\":1,\"records\":[]}",
	    PL_OK, "«5»");
	assert_true(span_is(
	    buf_span(&f->cuts.others), "{\"a\" : [1],\"b\":{},\"c\":1}"));
	assert_null(f->cuts.trouble);
	check(f, "{\"a\":NaN,\"records\":[5]}", PL_OK, "«5»");
	assert_int_equal(f->cuts.others.n, 0);
	assert_string_equal(
	    f->cuts.trouble, "a member beside 'records' is no JSON");
	check(f, "{\"records\":[NaN]}", PL_OK, "«NaN»");
	assert_null(f->cuts.trouble);
}

static void
limits_leave_nothing(void **state)
{
	struct fixture *f = *state;
	struct buf b;

	buf_init(&b, BUF_UNLIMITED);
	buf_adds(&b, "[{},");
	for (int i = 1; i < OBJECT_DEPTH_MAX; i++)
		buf_addc(&b, '[');
	struct buf c;
	buf_init(&c, BUF_UNLIMITED);
	buf_addspan(&c, buf_span(&b));
	for (int i = 1; i < OBJECT_DEPTH_MAX; i++)
		buf_addc(&c, ']');
	buf_addc(&c, ']');
	assert_int_equal(cut_records(buf_span(&c), &f->cuts, &f->err), PL_OK);
	assert_int_equal(f->cuts.count, 2);
	buf_addc(&b, '{');
	assert_int_equal(
	    cut_records(buf_span(&b), &f->cuts, &f->err), PL_ELIMIT);
	assert_int_equal(f->cuts.count, 0);
	assert_string_equal(f->err.text, "nested deeper than 64");
	buf_release(&b);
	buf_release(&c);
}

int
main(void)
{
#define TEST(t) cmocka_unit_test_setup_teardown(t, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(records_are_cut_without_the_space_around_them),
		TEST(brackets_and_quotes_in_strings_do_not_count),
		TEST(without_a_list_the_document_is_the_record),
		TEST(a_mark_before_a_document_is_skipped),
		TEST(a_break_leaves_what_is_complete),
		TEST(only_json_s_own_words_and_numbers_pass),
		TEST(a_fault_belongs_to_one_record),
		TEST(members_beside_the_records_are_kept),
		TEST(limits_leave_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
