#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "schema/db.h"
#include "schema/reader.h"
#include "tests/unit/scratch.h"

static void
make(const char *path)
{
	struct pl_error err = { 0 };
	struct db db;

	unlink(path);
	if (db_open_builder(&db, path, true, &db_shard, &err) != PL_OK)
		fail_msg("%s", err.text);
	assert_int_equal(
	    db_exec(&db, "insert into setting values('a', 'b')", &err), PL_OK);
	db_close(&db);
}

static void
change(const char *path, const char *sql)
{
	sqlite3 *handle;

	assert_int_equal(sqlite3_open(path, &handle), SQLITE_OK);
	assert_int_equal(
	    sqlite3_exec(handle, sql, NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(handle);
}

static enum pl_status
open_reader(const char *path, const struct db_kind *kind, struct pl_error *err)
{
	struct db db;
	enum pl_status rc = db_open_reader(&db, path, kind, err);

	db_close(&db);
	return rc;
}

static void
a_path_may_hold_anything(void **state)
{
	static const char *const names[] = { "plain.db", "a b?c=d#e%41&f.db",
		"?immutable=0", "#", "%", "\xE6\x97\xA5.db", "\"'.db",
		"+;:@" };

	(void)state;
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		struct pl_error err = { 0 };

		make(scratch(names[i]));
		if (open_reader(scratch(names[i]), &db_shard, &err) != PL_OK)
			fail_msg("%s: %s", names[i], err.text);
	}
}

static void
another_version_is_refused_in_words(void **state)
{
	struct pl_error err;

	(void)state;
	make(scratch("v.db"));
	change(scratch("v.db"), "pragma user_version=3");
	assert_int_equal(
	    open_reader(scratch("v.db"), &db_shard, &err), PL_EVERSION);
	assert_non_null(strstr(err.text, "a newer version"));
	change(scratch("v.db"), "pragma user_version=0");
	assert_int_equal(
	    open_reader(scratch("v.db"), &db_shard, &err), PL_EVERSION);
	assert_non_null(strstr(err.text, "another version"));
}

static void
what_is_no_file_of_ours_is_refused(void **state)
{
	struct pl_error err;
	char junk[5000];

	(void)state;
	make(scratch("shard.db"));
	assert_int_equal(
	    open_reader(scratch("shard.db"), &db_store, &err), PL_EFORMAT);
	assert_non_null(
	    strstr(err.text, "is not a file of a promptlog index"));

	unlink(scratch("foreign.db"));
	change(scratch("foreign.db"), "create table t(x)");
	assert_int_equal(
	    open_reader(scratch("foreign.db"), &db_store, &err), PL_EFORMAT);

	memset(junk, 'x', sizeof junk);
	scratch_write(scratch("junk"), junk, sizeof junk);
	assert_int_equal(
	    open_reader(scratch("junk"), &db_store, &err), PL_EFORMAT);
	scratch_write(scratch("junk"), "", 0);
	assert_int_equal(
	    open_reader(scratch("junk"), &db_store, &err), PL_EFORMAT);
	assert_int_equal(
	    open_reader(scratch("absent"), &db_store, &err), PL_EIO);
	assert_non_null(strstr(err.text, "absent"));
	assert_int_equal(open_reader(scratch_folder, &db_store, &err), PL_EIO);
}

static void
a_reader_writes_nothing_and_trusts_nothing(void **state)
{
	struct pl_error err;
	struct db db;

	(void)state;
	make(scratch("r.db"));
	assert_int_equal(chmod(scratch("r.db"), 0400), 0);
	assert_int_equal(
	    db_open_reader(&db, scratch("r.db"), &db_shard, &err), PL_OK);
	assert_int_not_equal(
	    db_exec(&db, "insert into setting values('x', 'y')", &err), PL_OK);
	sqlite3_stmt *s;
	static const struct {
		const char *pragma;
		int value;
	} settings[] = { { "pragma trusted_schema", 0 },
		{ "pragma temp_store", 2 } };
	for (size_t i = 0; i < 2; i++) {
		assert_int_equal(sqlite3_prepare_v2(db.handle,
				     settings[i].pragma, -1, &s, NULL),
		    SQLITE_OK);
		assert_int_equal(sqlite3_step(s), SQLITE_ROW);
		assert_int_equal(sqlite3_column_int(s, 0), settings[i].value);
		sqlite3_finalize(s);
	}
	db_close(&db);
	db_close(&db);
}

/* Of index.db one shard's description may fail, and the rest must stand. */
static void
what_was_done_to_the_store_can_be_taken_back(void **state)
{
	struct pl_error err;
	sqlite3_stmt *s;
	struct db db;

	(void)state;
	unlink(scratch("s.db"));
	assert_int_equal(
	    db_open_builder(&db, scratch("s.db"), true, &db_store, &err),
	    PL_OK);
	assert_int_equal(db_exec(&db,
			     "begin; insert into setting values('a', 1);"
			     "savepoint p;"
			     "insert into setting values('b', 2);"
			     "rollback to p; release p; commit",
			     &err),
	    PL_OK);
	assert_int_equal(
	    stmt_begin(&db, STMT_STORE_GET_SETTING, &s, &err), PL_OK);
	bind_span(s, 1, span_str("b"));
	assert_int_equal(stmt_step(&db, STMT_STORE_GET_SETTING, &err), PL_END);
	stmt_end(&db, STMT_STORE_GET_SETTING);
	assert_int_equal(
	    stmt_begin(&db, STMT_STORE_GET_SETTING, &s, &err), PL_OK);
	bind_span(s, 1, span_str("a"));
	assert_int_equal(stmt_step(&db, STMT_STORE_GET_SETTING, &err), PL_OK);
	assert_true(span_is(column_span(s, 0), "1"));
	stmt_end(&db, STMT_STORE_GET_SETTING);
	stmt_end(&db, STMT_STORE_GET_SETTING);
	db_close(&db);
}

static void
a_statement_for_another_kind_of_file_is_an_error_not_a_crash(void **state)
{
	struct pl_error err;
	sqlite3_stmt *s = (sqlite3_stmt *)&err;
	struct db db;

	(void)state;
	make(scratch("k.db"));
	assert_int_equal(
	    db_open_reader(&db, scratch("k.db"), &db_shard, &err), PL_OK);
	assert_int_equal(stmt_begin(&db, STMT_STORE_RUNS, &s, &err), PL_EDB);
	assert_null(s);
	assert_non_null(strstr(err.text, "k.db"));
	stmt_end(&db, STMT_STORE_RUNS);
	db_close(&db);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_path_may_hold_anything),
		cmocka_unit_test(another_version_is_refused_in_words),
		cmocka_unit_test(what_is_no_file_of_ours_is_refused),
		cmocka_unit_test(a_reader_writes_nothing_and_trusts_nothing),
		cmocka_unit_test(what_was_done_to_the_store_can_be_taken_back),
		cmocka_unit_test(
		    a_statement_for_another_kind_of_file_is_an_error_not_a_crash),
	};

	return cmocka_run_group_tests(tests, scratch_begin, scratch_end);
}
