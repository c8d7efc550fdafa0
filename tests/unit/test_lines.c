#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "query/verify/lines.h"

/* A stream that gives few bytes at a time. */
struct input {
	struct span rest;
	size_t piece;
};

static enum pl_status
read_input(void *context, char *p, size_t n, size_t *got, struct pl_error *err)
{
	struct input *in = context;

	(void)err;
	*got = in->rest.n < n ? in->rest.n : n;
	if (*got > in->piece)
		*got = in->piece;
	memcpy(p, in->rest.p, *got);
	in->rest = span_of(in->rest.p + *got, in->rest.n - *got);
	return PL_OK;
}

/* The lines of a text, each in brackets; how it ended. */
static enum pl_status
split(const char *text, size_t piece, struct buf *out, struct pl_error *err)
{
	struct input in = { span_str(text), piece };
	struct byte_source source = { read_input, &in };
	struct lines l;
	struct span line;
	enum pl_status rc;

	buf_clear(out);
	lines_begin(&l, &source);
	while ((rc = lines_next(&l, &line, err)) == PL_OK)
		buf_addf(out, "[%.*s]", SPAN_ARG(line));
	lines_end(&l);
	return rc;
}

static void
lines_come_whole_however_they_are_read(void **state)
{
	struct pl_error err;
	struct buf out;

	(void)state;
	buf_init(&out, BUF_UNLIMITED);
	for (size_t piece = 1; piece < 20; piece++) {
		assert_int_equal(
		    split("one\n\ntwo three\nx\n", piece, &out, &err), PL_END);
		assert_string_equal(out.p, "[one][][two three][x]");
	}
	buf_release(&out);
}

static void
an_empty_stream_has_no_line(void **state)
{
	struct pl_error err;
	struct buf out;

	(void)state;
	buf_init(&out, BUF_UNLIMITED);
	assert_int_equal(split("", 1, &out, &err), PL_END);
	assert_int_equal(out.n, 0);
	buf_release(&out);
}

static void
a_last_line_without_its_newline_is_damage(void **state)
{
	struct pl_error err;
	struct buf out;

	(void)state;
	buf_init(&out, BUF_UNLIMITED);
	assert_int_equal(split("one\ntwo", 3, &out, &err), PL_EFORMAT);
	assert_string_equal(out.p, "[one]");
	assert_string_equal(err.text, "line 2 is cut off: no newline ends it");
	buf_release(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_come_whole_however_they_are_read),
		cmocka_unit_test(an_empty_stream_has_no_line),
		cmocka_unit_test(a_last_line_without_its_newline_is_damage),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
