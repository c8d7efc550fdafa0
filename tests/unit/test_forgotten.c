#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/instant.h"
#include "query/forgotten.h"

#define DAY(n) ((int64_t)(n)*NS_PER_DAY)

static struct buf out;

static const char *
text(const struct pl_index *ix, int64_t least, int64_t below)
{
	struct forgottens f = { 0 };

	buf_clear(&out);
	forgottens_add(&f, ix, least, below);
	forgottens_text(&out, &f);
	forgottens_release(&f);
	return out.n > 0 ? out.p : "";
}

static void
only_days_within_the_range_are_told(void **state)
{
	static const struct pl_swept swept[] = {
		{ 3, DAY(10), DAY(20) + 5, 1, 2, DAY(9), DAY(10) },
		{ 3, DAY(11), DAY(20) + 6, 4, 8, DAY(11), DAY(11) + 9 },
	};
	const struct pl_index ix = { .swept = swept, .swept_count = 2 };

	(void)state;
	assert_string_equal(text(&ix, DAY(9), DAY(9) + 1),
	    "forgotten: 2 records of 1970-01-11 by the sweep of "
	    "1970-01-21T00:00:00Z (run 3)\n");
	assert_string_equal(text(&ix, INSTANT_NONE, INT64_MAX),
	    "forgotten: 10 records of 2 days from 1970-01-11 to 1970-01-12 by "
	    "the sweep of 1970-01-21T00:00:00Z (run 3)\n");
	assert_string_equal(text(&ix, DAY(8), DAY(9)), "");
	assert_string_equal(text(&ix, DAY(12), INT64_MAX), "");
}

static void
a_sweep_that_did_not_end_may_have_forgotten_less(void **state)
{
	static const struct pl_swept swept[] = {
		{ 3, INSTANT_NONE, DAY(20), 1, 1, INSTANT_NONE, INSTANT_NONE },
		{ 3, DAY(10), DAY(20), 1, 1, DAY(9), DAY(10) },
		{ 4, INSTANT_NONE, DAY(21), 1, 1, INSTANT_NONE, INSTANT_NONE },
	};
	static const struct pl_run runs[] = {
		{ .id = 3, .state = PL_RUN_OPEN },
		{ .id = 4, .state = PL_RUN_INTERRUPTED },
	};
	const struct pl_index ix = {
		.swept = swept, .swept_count = 3, .runs = runs, .run_count = 2
	};

	(void)state;
	assert_string_equal(text(&ix, INSTANT_NONE, INT64_MAX),
	    "forgotten: 1 record of no day by the sweep of "
	    "1970-01-22T00:00:00Z (run 4)\n"
	    "forgotten: at most 2 records of 1970-01-11 and of no day by the "
	    "sweep of 1970-01-21T00:00:00Z (run 3, which did not end)\n");
}

static void
many_sweeps_are_summed_up(void **state)
{
	struct pl_swept swept[FORGOTTEN_SWEEPS_MOST + 2];
	const size_t count = sizeof swept / sizeof *swept;
	const struct pl_index ix = { .swept = swept, .swept_count = count };

	(void)state;
	for (size_t i = 0; i < count; i++)
		swept[i] = (struct pl_swept){ .run = (int64_t)i + 1,
			.day = DAY(i),
			.time = DAY(50),
			.objects = 1,
			.records = 600,
			.least = DAY(i),
			.greatest = DAY(i) };
	text(&ix, INSTANT_NONE, INT64_MAX);
	assert_non_null(strstr(out.p,
	    "(run 3)\nforgotten: and 1,200 records by 2 earlier sweeps; "
	    "'promptlog status --receipts' lists them\n"));
}

static int
begin(void **state)
{
	(void)state;
	buf_init(&out, BUF_UNLIMITED);
	return 0;
}

static int
end(void **state)
{
	(void)state;
	buf_release(&out);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_days_within_the_range_are_told),
		cmocka_unit_test(
		    a_sweep_that_did_not_end_may_have_forgotten_less),
		cmocka_unit_test(many_sweeps_are_summed_up),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
