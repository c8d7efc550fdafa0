#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "schema/store/describe.h"
#include "tests/unit/store_sample.h"

/* What describing says of the shard of `good`, changed by that SQL. */
static enum pl_status
describe_changed(const char *sql, struct pl_error *err)
{
	struct db store;
	enum pl_status rc;

	index_make(&good, 1);
	change(scratch(DB1), &db_shard, sql);
	scratch_remove(scratch("store.db"));
	must(
	    db_open_builder(&store, scratch("store.db"), true, &db_store, err),
	    err);
	rc = store_describe(&store, index_path(), "2025-01-01", NULL, err);
	db_close(&store);
	return rc;
}

static void
numbers_of_names_that_cannot_be_are_damage(void **state)
{
	static const char *const changes[] = {
		"update name set id = 1099511627776",
		"update name set id = 9223372036854775807",
		"update name set id = -5",
	};
	struct pl_error err = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++) {
		assert_int_equal(
		    describe_changed(changes[i], &err), PL_EFORMAT);
		assert_non_null(strstr(err.text, "its numbers cannot be"));
	}
}

static void
a_number_that_no_name_has_is_no_name(void **state)
{
	static const char *const changes[] = {
		"update record set user = 9223372036854775807",
		"update record set user = -1, model = 2",
		"update record set object = 7",
		"delete from name",
	};
	struct pl_error err = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++)
		must(describe_changed(changes[i], &err), &err);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_of_names_that_cannot_be_are_damage),
		cmocka_unit_test(a_number_that_no_name_has_is_no_name),
	};

	return cmocka_run_group_tests(tests, scratch_begin, scratch_end);
}
