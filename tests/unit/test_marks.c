#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/store_sample.h"

/* Whether what was read of an index is all of one state. */

static const struct sample other = { .key = "AWSLogs/good",
	.request = "64d13ea7-dff5-4563-9285-6a9e351e87a0",
	.time = DAY1 + 5,
	.type = PL_TYPE_CHAT,
	.user = "anna",
	.prompt = "pensions" };

static enum pl_status
read_first(struct pl_index *ix, struct pl_error *err)
{
	struct pl_shard *shard;
	enum pl_status rc = pl_shard_open(ix, &ix->shards[0], &shard, err);

	pl_shard_close(shard);
	return rc;
}

static struct pl_index *
open_and_read(void)
{
	struct pl_error err = { 0 };
	struct pl_index *ix;

	index_make(&good, 1);
	ix = index_open();
	must(read_first(ix, &err), &err);
	assert_false(pl_index_changed(ix));
	return ix;
}

static struct pl_writer *
writer_begin(void)
{
	struct pl_writer *w = writer_open(NULL);

	begin_run(w, 1, "");
	return w;
}

static void
a_run_that_has_begun_may_have_changed_anything(void **state)
{
	struct pl_index *ix = open_and_read();
	struct pl_writer *w = writer_begin();

	(void)state;
	/* Before anything is put in place nobody can have read it. */
	assert_false(pl_index_changed(ix));
	commit_day(w, DAY2, &good, 1);
	assert_true(pl_index_changed(ix));
	pl_writer_close(w);
	pl_index_close(ix);
}

static void
a_run_that_changed_another_day_does_not_matter(void **state)
{
	struct pl_index *ix = open_and_read();
	struct pl_writer *w = writer_begin();

	(void)state;
	commit_day(w, DAY2, &good, 1);
	end_run(w, PL_RUN_ENDED);
	pl_writer_close(w);
	assert_false(pl_index_changed(ix));
	pl_index_close(ix);
}

static void
a_shard_that_was_read_and_replaced_is_found_out(void **state)
{
	struct pl_error err = { 0 };
	struct pl_index *ix = open_and_read();
	struct pl_writer *w = writer_begin();

	(void)state;
	commit_day(w, DAY1, &other, 1);
	end_run(w, PL_RUN_ENDED);
	pl_writer_close(w);
	assert_true(pl_index_changed(ix));
	/* Also when it is of the same size. */
	assert_int_equal(read_first(ix, &err), PL_EGUARD);
	pl_index_close(ix);
}

static void
a_shard_that_nobody_read_does_not_matter(void **state)
{
	struct pl_index *ix;
	struct pl_writer *w;

	(void)state;
	index_make(&good, 1);
	ix = index_open();
	w = writer_begin();
	commit_day(w, DAY1, &other, 1);
	assert_false(pl_index_changed(ix));
	pl_writer_close(w);
	pl_index_close(ix);
}

static void
an_index_that_went_away_has_changed(void **state)
{
	struct pl_index *ix = open_and_read();

	(void)state;
	assert_int_equal(unlink(scratch("ix/index.db")), 0);
	assert_true(pl_index_changed(ix));
	pl_index_close(ix);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    a_run_that_has_begun_may_have_changed_anything),
		cmocka_unit_test(
		    a_run_that_changed_another_day_does_not_matter),
		cmocka_unit_test(
		    a_shard_that_was_read_and_replaced_is_found_out),
		cmocka_unit_test(a_shard_that_nobody_read_does_not_matter),
		cmocka_unit_test(an_index_that_went_away_has_changed),
	};

	return cmocka_run_group_tests(tests, scratch_begin, scratch_end);
}
