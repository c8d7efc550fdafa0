#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/mem.h"
#include "schema/shard/body.h"

static struct pl_record
sample(void)
{
	static const struct pl_part parts[] = {
		{ PL_MEMBER_PROMPT, PL_COLUMN_PROMPT, 0, 5 },
		{ PL_MEMBER_LINK_TITLE, PL_COLUMN_RESPONSE, 7, 0 },
		{ PL_MEMBER_TIME_TEXT, PL_COLUMN_EXTRA, 1, 2 },
	};
	struct pl_record r = { .parts = parts, .part_count = 3 };

	r.column[PL_COLUMN_PROMPT] = span_str("typed");
	r.column[PL_COLUMN_RESPONSE] = span_of("an\0swer", 7);
	r.column[PL_COLUMN_EXTRA] = span_str("xyz");
	return r;
}

static void
what_was_written_is_read_back(void **state)
{
	struct pl_record r = sample(), again;
	struct body_space space = { 0 };
	struct pl_error err;
	struct buf body;

	(void)state;
	buf_init(&body, BUF_UNLIMITED);
	body_write(&body, &r);
	assert_int_equal(body.n, body_size(&r));
	assert_int_equal(
	    body_read(buf_span(&body), &space, &again, &err), PL_OK);
	for (int c = 0; c < PL_COLUMNS; c++)
		assert_true(span_equal(again.column[c], r.column[c]));
	assert_int_equal(again.part_count, 3);
	for (size_t i = 0; i < 3; i++) {
		assert_int_equal(again.parts[i].member, r.parts[i].member);
		assert_int_equal(again.parts[i].column, r.parts[i].column);
		assert_int_equal(again.parts[i].offset, r.parts[i].offset);
		assert_int_equal(again.parts[i].length, r.parts[i].length);
	}
	body_space_release(&space);
	buf_release(&body);
}

static void
an_empty_record_has_a_body_too(void **state)
{
	struct pl_record r = { 0 }, again;
	struct body_space space = { 0 };
	struct pl_error err;
	struct buf body;

	(void)state;
	buf_init(&body, BUF_UNLIMITED);
	body_write(&body, &r);
	assert_int_equal(
	    body_read(buf_span(&body), &space, &again, &err), PL_OK);
	assert_int_equal(again.part_count, 0);
	body_space_release(&space);
	buf_release(&body);
}

/* An object at its limit, of links that have only empty titles. */
static void
as_many_parts_as_can_be_written_can_be_read(void **state)
{
	const size_t count = 5000000;
	struct pl_part *parts = xcalloc(count, sizeof *parts);
	struct pl_record r = { .parts = parts, .part_count = count }, again;
	struct body_space space = { 0 };
	struct pl_error err;
	struct buf body;

	(void)state;
	for (size_t i = 0; i < count; i++)
		parts[i].member = PL_MEMBER_LINK_TITLE;
	buf_init(&body, BUF_UNLIMITED);
	body_write(&body, &r);
	assert_int_equal(
	    body_read(buf_span(&body), &space, &again, &err), PL_OK);
	assert_int_equal(again.part_count, count);
	body_space_release(&space);
	buf_release(&body);
	free(parts);
}

static void
a_body_cut_anywhere_is_refused(void **state)
{
	struct pl_record r = sample(), again;
	struct body_space space = { 0 };
	struct pl_error err;
	struct buf body;

	(void)state;
	buf_init(&body, BUF_UNLIMITED);
	body_write(&body, &r);
	for (size_t n = 0; n < body.n; n++) {
		char *cut = xstrndup(body.p, n);

		assert_int_equal(
		    body_read(span_of(cut, n), &space, &again, &err),
		    PL_EFORMAT);
		assert_null(again.column[PL_COLUMN_PROMPT].p);
		assert_int_equal(again.part_count, 0);
		free(cut);
	}
	buf_addc(&body, 'x');
	assert_int_equal(
	    body_read(buf_span(&body), &space, &again, &err), PL_EFORMAT);
	body_space_release(&space);
	buf_release(&body);
}

static void
numbers_that_cannot_be_are_refused(void **state)
{
	static const struct {
		const char *bytes;
		size_t n;
	} bodies[] = {
		/* a number that never ends */
		{ "\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80", 12 },
		/* a length of 2^63 and more */
		{ "\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x01\0\0\0\0", 14 },
		/* more parts than bytes */
		{ "\0\0\0\0\x7F", 5 },
		/* a member, and a column, that there is not */
		{ "\1\0\0\0\1\x7F\0\0\1x", 10 },
		{ "\1\0\0\0\1\0\4\0\1x", 10 },
		/* a part that begins or ends past its column */
		{ "\1\0\0\0\1\0\0\2\0x", 10 },
		{ "\1\0\0\0\1\0\0\1\1x", 10 },
		{ "\1\0\0\0\1\0\0\1\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\1x",
		    19 },
	};
	struct body_space space = { 0 };
	struct pl_record r;
	struct pl_error err;

	(void)state;
	for (size_t i = 0; i < sizeof bodies / sizeof bodies[0]; i++)
		assert_int_equal(
		    body_read(span_of(bodies[i].bytes, bodies[i].n), &space,
			&r, &err),
		    PL_EFORMAT);
	body_space_release(&space);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_written_is_read_back),
		cmocka_unit_test(an_empty_record_has_a_body_too),
		cmocka_unit_test(as_many_parts_as_can_be_written_can_be_read),
		cmocka_unit_test(a_body_cut_anywhere_is_refused),
		cmocka_unit_test(numbers_that_cannot_be_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
