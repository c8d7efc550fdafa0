/* One connection reads one file after the other. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "schema/db.h"
#include "schema/shard/shard.h"
#include "tests/unit/shard_sample.h"

/* Two shards of the same size, page for page, which even their headers do not
 * tell apart. */
static const struct sample days[2][1] = {
	{ { .key = "AWSLogs/a/1.json.gz",
	    .type = PL_TYPE_CHAT,
	    .time = 5,
	    .prompt = "apple customs",
	    .outcome = PL_OUTCOME_INDEXED } },
	{ { .key = "AWSLogs/a/2.json.gz",
	    .type = PL_TYPE_CHAT,
	    .time = 7,
	    .prompt = "grape customs",
	    .outcome = PL_OUTCOME_INDEXED } },
};
static const char *const words[2] = { "apple", "grape" };
static struct pl_shard_info infos[2] = { { .file = "0.db" },
	{ .file = "1.db" } };
static struct pl_index index_of_both;

static int
begin(void **state)
{
	struct stat st;

	if (scratch_begin(state) != 0)
		return 1;
	for (int i = 0; i < 2; i++) {
		sample_make(scratch(infos[i].file), days[i], 1, false);
		if (stat(scratch(infos[i].file), &st) != 0)
			return 1;
		infos[i].bytes = (uint64_t)st.st_size;
	}
	index_of_both = (struct pl_index){ .path = scratch_folder };
	return 0;
}

static uint32_t
found(struct pl_shard *s, const char *word)
{
	struct span token = span_str(word);
	struct pl_phrase phrase = { .tokens = &token, .count = 1 };
	struct pl_term term = {
		.columns = PL_ALL_TEXT, .phrases = &phrase, .phrase_count = 1
	};
	struct pl_error err = { 0 };
	struct pl_set set;

	if (pl_shard_match(s, &term, 1, &set, &err) != PL_OK)
		fail_msg("%s", err.text);
	uint32_t count = pl_set_count(&set);
	pl_set_release(&set);
	return count;
}

/* That the shard is the one of that number, and not a bit of the other. */
static void
expect(struct pl_shard *s, int which)
{
	struct pl_record record;
	struct pl_error err = { 0 };
	struct pl_row row;

	assert_int_equal(pl_shard_limit(s), 1);
	assert_int_equal(found(s, words[which]), 1);
	assert_int_equal(found(s, words[1 - which]), 0);
	assert_int_equal(found(s, "customs"), 1);
	assert_int_equal(pl_shard_row(s, 1, &row, &err), PL_OK);
	assert_int_equal(row.time, days[which][0].time);
	assert_int_equal(pl_shard_text(s, 1, &record, &err), PL_OK);
	assert_true(
	    span_is(record.column[PL_COLUMN_PROMPT], days[which][0].prompt));
}

static void
nothing_of_the_file_before_is_found(void **state)
{
	struct pl_shard *s = NULL;
	struct pl_error err = { 0 };

	(void)state;
	assert_int_equal(infos[0].bytes, infos[1].bytes);
	for (int i = 0; i < 6; i++) {
		if (pl_shard_turn(&index_of_both, &infos[i % 2], &s, &err) !=
		    PL_OK)
			fail_msg("%s", err.text);
		expect(s, i % 2);
	}
	pl_shard_close(s);
}

static void
a_file_that_is_not_there_leaves_nothing_open(void **state)
{
	struct pl_shard_info absent = { .file = "absent.db" };
	struct pl_shard *s = NULL;
	struct pl_error err = { 0 };

	(void)state;
	assert_int_equal(
	    pl_shard_turn(&index_of_both, &infos[0], &s, &err), PL_OK);
	assert_int_equal(
	    pl_shard_turn(&index_of_both, &absent, &s, &err), PL_EFORMAT);
	assert_non_null(strstr(err.text, "absent.db"));
	assert_non_null(strstr(err.text, "is missing"));
	assert_null(s);
	assert_int_equal(
	    pl_shard_turn(&index_of_both, &infos[1], &s, &err), PL_OK);
	expect(s, 1);
	pl_shard_close(s);
}

static void
a_damaged_file_leaves_nothing_open(void **state)
{
	static char junk[8192];
	struct pl_shard_info damaged = { .file = "junk.db",
		.bytes = sizeof junk };
	struct pl_shard *s = NULL;
	struct pl_error err = { 0 };

	(void)state;
	memset(junk, 'x', sizeof junk);
	scratch_write(scratch("junk.db"), junk, sizeof junk);
	assert_int_equal(
	    pl_shard_turn(&index_of_both, &infos[0], &s, &err), PL_OK);
	assert_int_equal(
	    pl_shard_turn(&index_of_both, &damaged, &s, &err), PL_EFORMAT);
	assert_non_null(strstr(err.text, "junk.db"));
	assert_null(s);
}

static void
run(const char *file, const char *sql)
{
	sqlite3 *handle;

	assert_int_equal(sqlite3_open(scratch(file), &handle), SQLITE_OK);
	assert_int_equal(
	    sqlite3_exec(handle, sql, NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(handle);
}

static void
expect_setting(struct db *db, const char *key, const char *value)
{
	struct pl_error err = { 0 };
	sqlite3_stmt *q;

	assert_int_equal(
	    stmt_begin(db, STMT_SHARD_GET_SETTING, &q, &err), PL_OK);
	bind_span(q, 1, span_str(key));
	assert_int_equal(stmt_step(db, STMT_SHARD_GET_SETTING, &err),
	    value == NULL ? PL_END : PL_OK);
	if (value != NULL)
		assert_true(span_is(column_span(q, 0), value));
	stmt_end(db, STMT_SHARD_GET_SETTING);
}

/* A statement that was prepared for the one would read the other's pages as
 * what they are not, though SQLite's number of the schema is the same. */
static void
a_file_with_other_tables_is_opened_anew(void **state)
{
	struct pl_error err = { 0 };
	struct db db;

	(void)state;
	sample_make(scratch("one.db"), days[0], 1, false);
	sample_make(scratch("other.db"), days[1], 1, false);
	run("other.db",
	    "drop table setting;"
	    "create table setting(value, more, key primary key);"
	    "insert into setting values('there', 1, 'place')");
	run("one.db", "pragma schema_version=1000");
	run("other.db", "pragma schema_version=1000");
	assert_int_equal(
	    db_open_reader(&db, scratch("one.db"), &db_shard, &err), PL_OK);
	expect_setting(&db, "place", NULL);
	assert_int_equal(db_turn_shard(&db, scratch("other.db"), &err), PL_OK);
	expect_setting(&db, "place", "there");
	db_close(&db);
}

static int
refuse(void *context)
{
	(void)context;
	return 1;
}

static void
ignore_time(void *context, uint32_t rowid, int64_t time)
{
	(void)context, (void)rowid, (void)time;
}

static void
what_sqlite_refuses_is_no_damage(void **state)
{
	struct pl_record record;
	struct pl_error err = { 0 };
	struct pl_set all;
	struct pl_shard *s = NULL;

	(void)state;
	assert_int_equal(
	    pl_shard_turn(&index_of_both, &infos[0], &s, &err), PL_OK);
	assert_int_equal(pl_shard_all(s, &all, &err), PL_OK);
	sqlite3_progress_handler(s->db.handle, 1, refuse, NULL);
	assert_int_equal(pl_shard_text(s, 1, &record, &err), PL_EDB);
	assert_null(strstr(err.text, "damaged"));
	assert_int_equal(
	    pl_shard_times(s, &all, ignore_time, NULL, &err), PL_EDB);
	assert_null(strstr(err.text, "damaged"));
	sqlite3_progress_handler(s->db.handle, 0, NULL, NULL);
	/* Nor is what SQLite holds of it trusted any more. */
	assert_int_equal(
	    pl_shard_turn(&index_of_both, &infos[1], &s, &err), PL_OK);
	expect(s, 1);
	pl_set_release(&all);
	pl_shard_close(s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_of_the_file_before_is_found),
		cmocka_unit_test(a_file_that_is_not_there_leaves_nothing_open),
		cmocka_unit_test(a_damaged_file_leaves_nothing_open),
		cmocka_unit_test(a_file_with_other_tables_is_opened_anew),
		cmocka_unit_test(what_sqlite_refuses_is_no_damage),
	};

	return cmocka_run_group_tests(tests, begin, scratch_end);
}
