#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/mem.h"
#include "schema/shard/block.h"

struct fixture {
	struct block_coder *coder;
	struct buf frame, text;
	char *bytes;
	size_t n;
};

static int
begin(void **state)
{
	struct fixture *f = xcalloc(1, sizeof *f);

	f->coder = block_coder_new();
	f->n = 100000;
	f->bytes = xmalloc(f->n);
	for (size_t i = 0; i < f->n; i++)
		f->bytes[i] = (char)(i * i % 251);
	buf_init(&f->frame, BUF_UNLIMITED);
	buf_init(&f->text, BUF_UNLIMITED);
	assert_int_equal(block_compress(f->coder, BLOCK_LEVEL,
			     span_of(f->bytes, f->n), &f->frame, NULL),
	    PL_OK);
	*state = f;
	return 0;
}

static int
end(void **state)
{
	struct fixture *f = *state;

	block_coder_free(f->coder);
	buf_release(&f->frame);
	buf_release(&f->text);
	free(f->bytes);
	free(f);
	return 0;
}

static enum pl_status
inflate(struct fixture *f, size_t size, struct pl_error *err)
{
	return block_inflate(
	    f->coder, buf_span(&f->frame), size, &f->text, err);
}

static void
a_block_comes_back_as_it_was(void **state)
{
	struct fixture *f = *state;
	struct pl_error err;

	assert_true(f->frame.n < f->n);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(inflate(f, f->n, &err), PL_OK);
		assert_int_equal(f->text.n, f->n);
		assert_memory_equal(f->text.p, f->bytes, f->n);
	}
}

static void
an_empty_block_is_a_block(void **state)
{
	struct fixture *f = *state;
	struct pl_error err;

	assert_int_equal(block_compress(f->coder, BLOCK_LEVEL,
			     span_of(NULL, 0), &f->frame, &err),
	    PL_OK);
	assert_int_equal(inflate(f, 0, &err), PL_OK);
	assert_int_equal(f->text.n, 0);
}

static void
a_wrong_size_is_told(void **state)
{
	struct fixture *f = *state;
	size_t sizes[] = { 0, f->n - 1, f->n + 1, BLOCK_BYTES_MAX,
		BLOCK_BYTES_MAX + 1, SIZE_MAX };

	for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
		struct pl_error err;

		assert_int_equal(inflate(f, sizes[i], &err), PL_EFORMAT);
		assert_int_equal(f->text.n, 0);
		/* Nothing was asked for on the word of a damaged file. */
		assert_true(f->text.cap < 2 * f->n + 64);
	}
}

static void
a_changed_byte_is_told_wherever_it_is(void **state)
{
	struct fixture *f = *state;
	struct pl_error err;

	/* But for bits that mean nothing. */
	for (size_t i = 0; i < f->frame.n; i += 1 + f->frame.n / 200) {
		f->frame.p[i] ^= 0x10;
		enum pl_status rc = inflate(f, f->n, &err);
		if (i > 4)
			assert_int_equal(rc, PL_EFORMAT);
		else if (rc == PL_OK)
			assert_memory_equal(f->text.p, f->bytes, f->n);
		f->frame.p[i] ^= 0x10;
	}
	assert_int_equal(inflate(f, f->n, &err), PL_OK);
}

static void
a_frame_cut_short_is_told(void **state)
{
	struct fixture *f = *state;
	struct pl_error err;

	for (size_t n = 0; n < f->frame.n; n += 1 + n / 8)
		assert_int_equal(
		    block_inflate(f->coder, span_of(f->frame.p, n), f->n,
			&f->text, &err),
		    PL_EFORMAT);
}

static void
the_next_block_is_larger_where_texts_repeat(void **state)
{
	(void)state;
	size_t k = 1024;

	/* 24 KiB at the ratio of the block before. */
	assert_int_equal(block_aim(90 * k, 30 * k), 72 * k);
	assert_int_equal(block_aim(100 * k, 10 * k), 240 * k);
	assert_int_equal(block_aim(64 * k, 60 * k), BLOCK_BYTES_LEAST);
	assert_int_equal(block_aim(512 * k, 1), BLOCK_BYTES_MOST);
	assert_int_equal(block_aim(BLOCK_BYTES_MAX, 9), BLOCK_BYTES_MOST);
	assert_int_equal(block_aim(0, 0), BLOCK_BYTES_LEAST);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
		    a_block_comes_back_as_it_was, begin, end),
		cmocka_unit_test_setup_teardown(
		    an_empty_block_is_a_block, begin, end),
		cmocka_unit_test_setup_teardown(
		    a_wrong_size_is_told, begin, end),
		cmocka_unit_test_setup_teardown(
		    a_changed_byte_is_told_wherever_it_is, begin, end),
		cmocka_unit_test_setup_teardown(
		    a_frame_cut_short_is_told, begin, end),
		cmocka_unit_test(the_next_block_is_larger_where_texts_repeat),
	};

	block_coder_free(NULL);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
