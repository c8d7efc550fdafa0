#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "schema/db.h"
#include "tests/unit/scratch.h"

/* Statements that go through a whole table, and why they may. */
static const struct {
	enum statement which;
	const char *table;
	const char *why;
} scans[] = {
	{ STMT_SHARD_OBJECTS, "o", "asks for every object" },
	{ STMT_SHARD_TROUBLED, "o", "once, when a shard is described" },
	{ STMT_SHARD_STRANGE, "o",
	    "once, when a shard is described or checked" },
	{ STMT_SHARD_TABLES, "sqlite_schema", "asks for every table" },
	{ STMT_SHARD_KEYS, "o", "a glob is held against every key" },
	{ STMT_SHARD_ARCHIVES, "archive", "asks for every archive" },
	{ STMT_SHARD_TIME, "record",
	    "of days at the ends of a range; the others are taken whole" },
	{ STMT_SHARD_DUPLICATES, "record",
	    "an index that holds nothing but duplicates" },
	{ STMT_SHARD_BY_FILE, "record",
	    "a shard where nobody edited such a file is not asked" },
	{ STMT_SHARD_BY_CONVERSATION, "record",
	    "a shard without that conversation is not asked" },
	{ STMT_SHARD_BY_LOG_TYPE, "o", "nothing filters by it but tests" },
	{ STMT_SHARD_BY_MADE_ID, "o",
	    "few records have no request; when one is shown" },
	{ STMT_SHARD_VOCABULARY, "vocabulary", "asks for every word" },
	{ STMT_SHARD_FOLDERS, "folder", "asks for every folder" },
	{ STMT_SHARD_OUTLINES, "r", "asks for every record" },
	{ STMT_SHARD_COPIES_UNNAMED, "r", "once, when a shard is sealed" },
	{ STMT_SHARD_COPIES_UNNAMED, "u", "the same" },
	{ STMT_SHARD_UNSET_COPIES, "record",
	    "once, when a shard is sealed; by an index of copies" },
	{ STMT_SHARD_OUTCOMES, "object", "once, when a shard is described" },
	{ STMT_SHARD_STATES, "o", "once, when it is described" },
	{ STMT_SHARD_STATES_SORTED, "o", "the same" },
	{ STMT_SHARD_TALLY, "r", "once, when a shard is described" },
	{ STMT_STORE_ARCHIVES, "a", "asks for every archive" },
	{ STMT_STORE_LOOKED, "looked", "asks for all of them" },
	{ STMT_STORE_FORGET_LOOKED, "looked", "a row for each part, a run" },
	{ STMT_STORE_RUNS, "run", "asks for every run" },
	{ STMT_STORE_MAKE_GOOD, "run", "a thousand runs, at a run's end" },
	{ STMT_STORE_FORGET_SCOPES, "run_scope",
	    "those of a thousand runs, at a run's end" },
	{ STMT_STORE_SHARDS, "shard", "asks for every shard" },
	{ STMT_STORE_DUPLICATES, "shard", "sums over every shard" },
	{ STMT_STORE_COUNT_NOTES, "n", "counts every note" },
	{ STMT_STORE_COUNT_NOTES, "note", "the view of them" },
	{ STMT_STORE_NOTES, "n", "asks for every note" },
	{ STMT_STORE_NOTES, "note", "the view of them" },
	{ STMT_STORE_HOLDS, "hold", "asks for every hold" },
	{ STMT_STORE_REPLACE_SWEPT, "run", "a thousand runs, in a sweep" },
	{ STMT_STORE_SWEPT, "swept", "asks for every day swept" },
	{ STMT_STORE_REBUILT, "rebuilt", "asks for every day that is done" },
	{ STMT_CHECK_OBJECTS, "o", "checks every object" },
	{ STMT_CHECK_BLOCKS, "block", "checks every block" },
	{ STMT_CHECK_PAGE_KEYS, "i", "checks every key" },
	{ STMT_STORE_ACCEPT, "n",
	    "keys of any archive, and every one, once a command" },
	{ STMT_STORE_ACCEPT_ALL, "n", "every note, once a command" },
	{ STMT_STORE_FORGET_ACCEPTED, "accepted",
	    "what people accepted, at a run's end" },
};
#define SCANS (sizeof scans / sizeof scans[0])

static struct db store, shard;
static bool used[SCANS];

static int
begin(void **state)
{
	struct pl_error err;

	return scratch_begin(state) != 0 ||
	    db_open_builder(
		&store, scratch("store.db"), true, &db_store, &err) != PL_OK ||
	    db_open_builder(
		&shard, scratch("shard.db"), true, &db_shard, &err) != PL_OK ||
	    /* What checking looks through is made while it does. */
	    db_exec(&shard, statement_defs[STMT_CHECK_MAKE_INSTANCES].sql,
		&err) != PL_OK;
}

static int
end(void **state)
{
	db_close(&store);
	db_close(&shard);
	return scratch_end(state);
}

static bool
is_schema(enum statement which)
{
	return which == STMT_STORE_SCHEMA || which == STMT_SHARD_SCHEMA;
}

static struct db *
file_of(enum statement which)
{
	const char *name = statement_defs[which].name;

	if (strncmp(name, "store_", 6) == 0)
		return &store;
	assert_true(strncmp(name, "shard_", 6) == 0 ||
	    strncmp(name, "check_", 6) == 0);
	return &shard;
}

static void
every_statement_prepares(void **state)
{
	(void)state;
	for (int i = 0; i < STATEMENTS; i++) {
		enum statement which = (enum statement)i;
		struct pl_error err = { 0 };
		const char *rest;
		sqlite3_stmt *s;

		if (is_schema(which))
			continue;
		if (stmt_begin(file_of(which), which, &s, &err) != PL_OK)
			fail_msg("%s: %s", statement_defs[i].name, err.text);
		stmt_end(file_of(which), which);
		/* One statement each: what follows would never be run. */
		assert_int_equal(sqlite3_prepare_v2(file_of(which)->handle,
				     statement_defs[i].sql, -1, &s, &rest),
		    SQLITE_OK);
		assert_string_equal(rest, "");
		sqlite3_finalize(s);
	}
}

/* The table of "SCAN o" or "SCAN o USING …"; "" for other steps, and for what
 * is no table: a subquery, constants, the full-text index. */
static void
scanned_table(const char *step, char *out, size_t size)
{
	*out = '\0';
	if (strncmp(step, "SCAN ", 5) != 0)
		return;
	step += 5;
	if (strstr(step, "VIRTUAL TABLE INDEX") != NULL ||
	    strncmp(step, "CONSTANT ROW", 12) == 0 || *step == '(')
		return;
	snprintf(out, size, "%.*s", (int)strcspn(step, " "), step);
}

static bool
is_listed(enum statement which, const char *table)
{
	bool listed = false;

	for (size_t i = 0; i < SCANS; i++)
		if (scans[i].which == which &&
		    strcmp(scans[i].table, table) == 0)
			used[i] = listed = true;
	return listed;
}

/* How many steps go through a table that is not listed. */
static int
check_plan(enum statement which)
{
	char sql[4096], table[64];
	sqlite3_stmt *s;
	int unlisted = 0;

	snprintf(sql, sizeof sql, "explain query plan %s",
	    statement_defs[which].sql);
	assert_int_equal(
	    sqlite3_prepare_v2(file_of(which)->handle, sql, -1, &s, NULL),
	    SQLITE_OK);
	while (sqlite3_step(s) == SQLITE_ROW) {
		const char *step = (const char *)sqlite3_column_text(s, 3);

		scanned_table(step, table, sizeof table);
		/* What "with" and "from (…)" make is no table of the file. */
		if (*table != '\0' && strcmp(table, "x") != 0 &&
		    !is_listed(which, table)) {
			print_error("'%s' goes through a table: %s\n",
			    statement_defs[which].name, step);
			unlisted++;
		}
	}
	sqlite3_finalize(s);
	return unlisted;
}

static void
no_statement_goes_through_a_table_unless_listed(void **state)
{
	int unlisted = 0;

	(void)state;
	for (int i = 0; i < STATEMENTS; i++)
		if (!is_schema((enum statement)i))
			unlisted += check_plan((enum statement)i);
	assert_int_equal(unlisted, 0);
}

static void
what_is_listed_is_still_so(void **state)
{
	int unused = 0;

	(void)state;
	for (size_t i = 0; i < SCANS; i++) {
		if (used[i])
			continue;
		print_error("'%s' does not go through '%s' (%s)\n",
		    statement_defs[scans[i].which].name, scans[i].table,
		    scans[i].why);
		unused++;
	}
	assert_int_equal(unused, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_statement_prepares),
		cmocka_unit_test(
		    no_statement_goes_through_a_table_unless_listed),
		cmocka_unit_test(what_is_listed_is_still_so),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
