#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "schema/shard/key_sort.h"

static void
nothing_is_sorted_already(void **state)
{
	(void)state;
	key_sort(NULL, 0);
}

static void
keys_ascend_and_the_same_ones_stay_as_they_were(void **state)
{
	struct keyed all[5000];
	char items[5000];
	uint64_t key = 1;

	(void)state;
	for (size_t i = 0; i < 5000; i++) {
		key = key * 6364136223846793005u + 1442695040888963407u;
		/* Of any size, and few of each. */
		all[i] = (struct keyed){ (key >> 58) << (i % 59), &items[i] };
	}
	key_sort(all, 5000);
	for (size_t i = 1; i < 5000; i++)
		assert_true(all[i - 1].key < all[i].key ||
		    (all[i - 1].key == all[i].key &&
			all[i - 1].item < all[i].item));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_is_sorted_already),
		cmocka_unit_test(
		    keys_ascend_and_the_same_ones_stay_as_they_were),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
