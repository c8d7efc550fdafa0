#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "schema/store/describe.h"
#include "tests/unit/store_sample.h"

#define PLACE(n)                                                              \
	.key = "AWSLogs/" n, .account = "a" n, .region = "eu", .log_type = n, \
	.day = DAY1
#define RECORD(id, t, kind, who, what)                                        \
	.request = (id), .time = DAY1 + (t), .type = (kind), .user = (who),   \
	.model = (what)

/* Names of one kind are names of another; the log type "only" has but a
 * copy. */
static const struct sample rows[] = {
	{ PLACE("1"), RECORD("r1", 9, PL_TYPE_CHAT, "b", "m") },
	{ PLACE("1"), RECORD("r2", 2, PL_TYPE_CHAT, "b", NULL) },
	{ PLACE("1"), RECORD("r3", 3, PL_TYPE_DEV, "eu", "b") },
	{ PLACE("2"), RECORD("r4", 4, PL_TYPE_UNKNOWN, NULL, "b") },
	{ PLACE("3"), .outcome = PL_OUTCOME_REJECTED, .reason = "empty" },
	{ .key = "AWSLogs/only",
	    .account = "a1",
	    .region = "eu",
	    .log_type = "only",
	    .day = DAY1,
	    RECORD("r1", 9, PL_TYPE_CHAT, "b", "m") },
};

/* What describing says of the shard of these rows, changed by that SQL. */
static enum pl_status
describe_changed(const char *sql, struct pl_error *err)
{
	struct db store;
	enum pl_status rc;

	index_make(rows, sizeof rows / sizeof rows[0]);
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
		"update name set id = 1099511627776 where text = 'm'",
		"update name set id = 9223372036854775807 where text = 'm'",
		"update name set id = -5 where text = 'm'",
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

/* The first column of the first row. */
static int64_t
ask(struct db *db, const char *sql)
{
	sqlite3_stmt *q;

	assert_int_equal(
	    sqlite3_prepare_v2(db->handle, sql, -1, &q, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(q), SQLITE_ROW);
	int64_t answer = sqlite3_column_int64(q, 0);
	sqlite3_finalize(q);
	return answer;
}

static void
names_are_counted_as_joins_count_them(void **state)
{
	/* Each kind with the column that it is counted by. */
	static const char counted[] =
	    "create temp view counted as "
	    "select n.kind, n.text as name, count(*) as records "
	    "from s.record r join s.object o on o.id = r.object "
	    "join s.name n on n.id in "
	    "(r.user, r.model, o.account, o.region, o.log_type) "
	    "where not r.flags & 16 group by n.kind, n.text "
	    "union all select 5, case type when 1 then 'chat' "
	    "when 3 then 'dev' else 'unknown' end, count(*) "
	    "from s.record where not flags & 16 group by type";
	struct pl_error err = { 0 };
	struct db store;

	(void)state;
	must(describe_changed("select 1", &err), &err);
	must(db_open_builder(
		 &store, scratch("store.db"), false, &db_store, &err),
	    &err);
	char *attach = xasprintf("attach '%s' as s", scratch(DB1));
	must(db_exec(&store, attach, &err), &err);
	must(db_exec(&store, counted, &err), &err);
	assert_int_equal(ask(&store, "select count(*) from counted"), 12);
	assert_int_equal(ask(&store, "select count(*) from shard_name"), 12);
	assert_int_equal(ask(&store,
			     "select count(*) from (select * from counted "
			     "except select kind, name, records "
			     "from shard_name)"),
	    0);
	assert_int_equal(ask(&store,
			     "select count(*) from shard "
			     "where records = 5 and duplicates = 1"),
	    1);
	free(attach);
	db_close(&store);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_of_names_that_cannot_be_are_damage),
		cmocka_unit_test(names_are_counted_as_joins_count_them),
		cmocka_unit_test(a_number_that_no_name_has_is_no_name),
	};

	return cmocka_run_group_tests(tests, scratch_begin, scratch_end);
}
