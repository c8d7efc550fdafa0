#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <zlib.h>

#include "base/mem.h"
#include "indexer/parse/inflate.h"
#include "indexer/parse/object.h"

/* Append `text` to b as one gzip member. */
static void
add_member(struct buf *b, const char *text, size_t n)
{
	z_stream z = { 0 };

	assert_int_equal(deflateInit2(&z, 6, Z_DEFLATED, 31, 8, 0), Z_OK);
	size_t room = deflateBound(&z, n);
	assert_int_equal(buf_reserve(b, room, NULL), PL_OK);
	z.next_in = (unsigned char *)(uintptr_t)text;
	z.avail_in = (unsigned)n;
	z.next_out = (unsigned char *)b->p + b->n;
	z.avail_out = (unsigned)room;
	assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
	b->n += z.total_out;
	deflateEnd(&z);
}

struct fixture {
	struct inflater *z;
	struct buf in;
	struct span out;
	struct pl_error err;
};

static int
set_up(void **state)
{
	struct fixture *f = xcalloc(1, sizeof *f);

	f->z = inflater_new();
	buf_init(&f->in, BUF_UNLIMITED);
	*state = f;
	return 0;
}

static int
tear_down(void **state)
{
	struct fixture *f = *state;

	inflater_free(f->z);
	buf_release(&f->in);
	free(f);
	return 0;
}

static enum pl_status
run(struct fixture *f)
{
	return inflate_bytes(f->z, buf_span(&f->in), &f->out, &f->err);
}

static void
what_is_no_gzip_passes_through(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(run(f), PL_OK);
	assert_int_equal(f->out.n, 0);
	buf_adds(&f->in, "{\"records\":[]}");
	assert_int_equal(run(f), PL_OK);
	assert_ptr_equal(f->out.p, f->in.p);
	assert_int_equal(f->out.n, f->in.n);
	buf_clear(&f->in);
	buf_adds(&f->in, "\x1f");
	assert_int_equal(run(f), PL_OK);
	assert_int_equal(f->out.n, 1);
}

static void
members_are_joined(void **state)
{
	struct fixture *f = *state;

	add_member(&f->in, "one,", 4);
	add_member(&f->in, "", 0);
	add_member(&f->in, "two", 3);
	assert_int_equal(run(f), PL_OK);
	assert_true(span_is(f->out, "one,two"));
	/* And the buffer starts anew. */
	buf_clear(&f->in);
	add_member(&f->in, "three", 5);
	assert_int_equal(run(f), PL_OK);
	assert_true(span_is(f->out, "three"));
}

static void
zeros_after_the_data_are_padding_and_other_bytes_are_not(void **state)
{
	struct fixture *f = *state;

	add_member(&f->in, "one", 3);
	buf_add(&f->in, "\0\0\0", 3);
	assert_int_equal(run(f), PL_OK);
	assert_true(span_is(f->out, "one"));
	size_t at = f->in.n;
	buf_adds(&f->in, "rest");
	assert_int_equal(run(f), PL_EFORMAT);
	assert_true(span_is(f->out, "one"));
	char *expected = xasprintf(
	    "gzip data is followed by something else at byte %zu", at);
	assert_string_equal(f->err.text, expected);
	free(expected);
}

static void
a_truncated_file_gives_what_came_before(void **state)
{
	struct fixture *f = *state;
	char text[3000];

	for (size_t i = 0; i < sizeof text; i++)
		text[i] = (char)('a' + (i * i * 7 + i / 3) % 26);
	add_member(&f->in, text, sizeof text);
	size_t whole = f->in.n;
	size_t before = 0;
	for (size_t n = 2; n < whole; n++) {
		f->in.n = n;
		assert_int_equal(run(f), PL_EFORMAT);
		assert_true(f->out.n >= before);
		if (f->out.n > 0)
			assert_memory_equal(f->out.p, text, f->out.n);
		before = f->out.n;
	}
	assert_int_equal(before, sizeof text);
}

static void
a_damaged_byte_is_noticed(void **state)
{
	struct fixture *f = *state;

	add_member(&f->in, "one", 3);
	add_member(&f->in, "two", 3);
	f->in.p[f->in.n - 8] = (char)(f->in.p[f->in.n - 8] ^ 1);
	assert_int_equal(run(f), PL_EFORMAT);
	assert_non_null(strstr(f->err.text, "gzip data is damaged at byte "));
	assert_non_null(strstr(f->err.text, "incorrect data check"));
	assert_true(span_is(f->out, "onetwo"));
	/* No deflate method has the number 9. */
	buf_clear(&f->in);
	buf_add(&f->in, "\x1f\x8b\x09\0\0\0\0\0\0\0", 10);
	assert_int_equal(run(f), PL_EFORMAT);
	assert_int_equal(f->out.n, 0);
}

/* `megabytes` of zeros, as many members as megabytes. */
static void
add_bomb(struct buf *b, size_t megabytes)
{
	size_t n = (size_t)1 << 20;
	char *zeros = xcalloc(n, 1);
	struct buf one;

	buf_init(&one, BUF_UNLIMITED);
	add_member(&one, zeros, n);
	while (megabytes-- > 0)
		buf_addspan(b, buf_span(&one));
	buf_release(&one);
	free(zeros);
}

static void
a_bomb_ends_at_the_limit(void **state)
{
	struct fixture *f = *state;

	add_bomb(&f->in, OBJECT_INFLATED_MAX >> 20);
	assert_int_equal(run(f), PL_OK);
	assert_int_equal(f->out.n, OBJECT_INFLATED_MAX);
	add_member(&f->in, "x", 1);
	assert_int_equal(run(f), PL_ELIMIT);
	assert_int_equal(f->out.n, 0);
	assert_string_equal(
	    f->err.text, "inflates to more than 134217728 bytes");
}

static void
what_a_member_announces_need_not_be_true(void **state)
{
	static const char lies[][4] = { { 0 }, { 1 }, { 4 }, { 6 },
		{ '\xFF', '\xFF', '\xFF', '\xFF' } };
	struct fixture *f = *state;

	for (size_t i = 0; i < sizeof lies / sizeof lies[0]; i++) {
		buf_clear(&f->in);
		add_member(&f->in, "words", 5);
		memcpy(f->in.p + f->in.n - 4, lies[i], 4);
		assert_int_equal(run(f), PL_EFORMAT);
		assert_true(span_is(f->out, "words"));
	}
}

int
main(void)
{
#define TEST(t) cmocka_unit_test_setup_teardown(t, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(what_is_no_gzip_passes_through),
		TEST(members_are_joined),
		TEST(zeros_after_the_data_are_padding_and_other_bytes_are_not),
		TEST(a_truncated_file_gives_what_came_before),
		TEST(a_damaged_byte_is_noticed),
		TEST(a_bomb_ends_at_the_limit),
		TEST(what_a_member_announces_need_not_be_true),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
