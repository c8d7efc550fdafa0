#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "indexer/run/crew.h"

#define ITEMS 500

static void
count_item(void *context, size_t item)
{
	atomic_int *done = context;

	atomic_fetch_add(&done[item], 1);
}

static void
every_item_is_done_once(void **state)
{
	static const int jobs[] = { 0, 1, 2, 7, 1000 };
	static const size_t counts[] = { 0, 1, 2, ITEMS };

	(void)state;
	for (size_t j = 0; j < sizeof jobs / sizeof *jobs; j++)
		for (size_t c = 0; c < sizeof counts / sizeof *counts; c++) {
			atomic_int done[ITEMS] = { 0 };

			crew_do(counts[c], jobs[j], count_item, done);
			for (size_t i = 0; i < ITEMS; i++)
				assert_int_equal(
				    atomic_load(&done[i]), i < counts[c]);
		}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_item_is_done_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
