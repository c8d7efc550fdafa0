#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>
#include <sqlite3.h>

#include "base/buf.h"
#include "schema/fts_tokenizer.h"

static sqlite3 *db;

static void
run(const char *sql)
{
	char *message = NULL;

	if (sqlite3_exec(db, sql, NULL, NULL, &message) != SQLITE_OK)
		fail_msg("%s: %s", sql, message);
}

static void
add(int rowid, const char *prompt, const char *context, const char *response,
    const char *filter)
{
	const char *values[] = { prompt, context, response, filter };
	sqlite3_stmt *insert;

	assert_int_equal(
	    sqlite3_prepare_v2(db,
		"insert into t(rowid, prompt, context, response, filter)"
		" values(?, ?, ?, ?, ?)",
		-1, &insert, NULL),
	    SQLITE_OK);
	sqlite3_bind_int(insert, 1, rowid);
	for (int i = 0; i < 4; i++)
		sqlite3_bind_text(insert, i + 2, values[i], -1, SQLITE_STATIC);
	assert_int_equal(sqlite3_step(insert), SQLITE_DONE);
	sqlite3_finalize(insert);
}

static int
open_table(void **state)
{
	(void)state;
	assert_int_equal(sqlite3_open(":memory:", &db), SQLITE_OK);
	assert_int_equal(pl_fts_register(db), SQLITE_OK);
	run("create virtual table t using fts5(prompt, context, response,"
	    " filter, content='', detail=full, columnsize=0,"
	    " tokenize='promptlog')");
	add(1, "Fix the retry logic in payroll", "import os", "Wrap the call",
	    "\xFFu1 \xFFtchat");
	add(2, "東京のバグを直す", "", "ハクサイ and ＡＷＳ",
	    "\xFFu2 \xFFtchat \xFFrus-east-1");
	add(3, "", "payroll_id = cafe\u0301", "the retry of logic",
	    "\xFFu1 \xFFtinline");
	return 0;
}

static int
close_table(void **state)
{
	(void)state;
	sqlite3_close(db);
	return 0;
}

/* The rows that match, as "1 3 ". */
static void
expect(const char *match, const char *rows)
{
	sqlite3_stmt *select;
	struct buf out;

	buf_init(&out, BUF_UNLIMITED);
	buf_adds(&out, "");
	assert_int_equal(
	    sqlite3_prepare_v2(db,
		"select rowid from t where t match ? order by rowid", -1,
		&select, NULL),
	    SQLITE_OK);
	sqlite3_bind_text(select, 1, match, -1, SQLITE_STATIC);
	int rc;
	while ((rc = sqlite3_step(select)) == SQLITE_ROW)
		buf_addf(&out, "%d ", sqlite3_column_int(select, 0));
	if (rc != SQLITE_DONE)
		fail_msg("%s: %s", match, sqlite3_errmsg(db));
	assert_string_equal(out.p, rows);
	sqlite3_finalize(select);
	buf_release(&out);
}

static void
words_and_phrases_match_as_people_write_them(void **state)
{
	(void)state;
	expect("payroll", "1 3 ");
	expect("RETRY", "1 3 ");
	expect("\"retry logic\"", "1 ");
	expect("café", "3 ");
	expect("aws", "2 ");
	expect("pay*", "1 3 ");
	expect("nothing", "");
}

static void
a_cjk_run_is_a_phrase(void **state)
{
	(void)state;
	expect("東京", "2 ");
	expect("京", "2 ");
	expect("京東", "");
	expect("ﾊﾞｸﾞ", "2 ");
	expect("ハク", "2 ");
	expect("バク", "");
}

static void
raw_query_tokens_match_as_they_stand(void **state)
{
	(void)state;
	expect("\"\xFEretry\"", "1 3 ");
	expect("\"\xFERetry\"", "");
	expect("\"\xFEretry \xFElogic\"", "1 ");
	expect("\"\xFEretry\" + \"\xFElogic\"", "1 ");
	expect("\"\xFEpayr\"", "");
	expect("\"\xFEpayr\"*", "1 3 ");
	expect("\"\xFEバ \xFEグ\"", "2 ");
	expect("\"\xFE直\"", "2 ");
}

static void
any_of_several_raw_tokens_may_stand_at_a_place(void **state)
{
	(void)state;
	expect("\"\xFEretry\xFEwrap\"", "1 3 ");
	expect("\"\xFEpayroll\xFEretry \xFElogic\"", "1 ");
	expect("\"\xFEretry\xFEpayroll \xFElogic\"", "1 ");
	expect("\"\xFEwrap\xFEpayroll \xFElogic\"", "");
	expect("\"\xFEnothing\xFEretry \xFElo\"*", "1 ");
	expect("context : \"\xFEnothing\xFEpayroll\"", "3 ");
	expect("\"\xFE\xFE\xFEretry\xFE\"", "1 3 ");
	expect("\"\xFE\xFE\"", "");
}

static void
raw_query_tokens_stand_in_near_and_columns(void **state)
{
	(void)state;
	expect("NEAR(\"\xFEretry\" \"\xFElogic\", 1)", "1 3 ");
	expect("NEAR(\"\xFEretry\" \"\xFElogic\", 0)", "1 ");
	expect("prompt : \"\xFEpayroll\"", "1 ");
	expect("{prompt context} : \"\xFEpayroll\"", "1 3 ");
	expect("\"\xFEpayroll\" NOT \"\xFEwrap\"", "3 ");
	expect("\"\xFEwrap\" OR \"\xFE直\"", "1 2 ");
}

static void
filters_are_tokens_that_no_text_holds(void **state)
{
	(void)state;
	expect("\"\xFFu1\"", "1 3 ");
	expect("\"\xFFtchat\"", "1 2 ");
	expect("\"\xFFu1\" AND \"\xFFtchat\"", "1 ");
	expect("\"\xFFu1\" AND \"\xFEpayroll\" AND \"\xFFtinline\"", "3 ");
	expect("\"\xFFrus-east-1\"", "2 ");
	expect("\"\xFFrus\"", "");
	expect("\"u1\"", "");
	expect("tchat", "");
}

static void
filters_and_words_stand_beside_each_other(void **state)
{
	(void)state;
	add(4, "one\xFFzwei drei\xFF vier", "", "", "");
	expect("one", "4 ");
	expect("\"\xFFzwei\"", "4 ");
	expect("zwei", "");
	expect("\"drei vier\"", "4 ");
}

static void
raw_words_in_a_document_are_words_like_others(void **state)
{
	(void)state;
	add(4, "x \xFERaw", "", "", "");
	expect("raw", "4 ");
	expect("\"\xFERaw\"", "");
}

static void
the_index_is_sound(void **state)
{
	(void)state;
	run("insert into t(t) values('integrity-check')");
}

static void
arguments_are_refused(void **state)
{
	(void)state;
	assert_int_not_equal(
	    sqlite3_exec(db,
		"create virtual table u using fts5(a, tokenize='promptlog x')",
		NULL, NULL, NULL),
	    SQLITE_OK);
}

int
main(void)
{
#define TEST(name)                                                            \
	cmocka_unit_test_setup_teardown(name, open_table, close_table)
	const struct CMUnitTest tests[] = {
		TEST(words_and_phrases_match_as_people_write_them),
		TEST(a_cjk_run_is_a_phrase),
		TEST(raw_query_tokens_match_as_they_stand),
		TEST(any_of_several_raw_tokens_may_stand_at_a_place),
		TEST(raw_query_tokens_stand_in_near_and_columns),
		TEST(filters_are_tokens_that_no_text_holds),
		TEST(filters_and_words_stand_beside_each_other),
		TEST(raw_words_in_a_document_are_words_like_others),
		TEST(the_index_is_sound),
		TEST(arguments_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
