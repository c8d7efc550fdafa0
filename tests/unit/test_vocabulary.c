/* The list of words that is kept beside a full-text index. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/mem.h"
#include "schema/shard/block.h"
#include "schema/shard/text_index.h"
#include "schema/shard/vocabulary.h"
#include "tests/unit/scratch.h"

static struct db db;
static struct block_coder *coder;
static struct vocabulary v;
static int64_t records;

static int
begin(void **state)
{
	struct pl_error err;

	coder = block_coder_new();
	vocabulary_init(&v);
	records = 0;
	return scratch_begin(state) != 0 ||
	    db_open_builder(&db, scratch("shard.db"), true, &db_shard, &err) !=
	    PL_OK;
}

static int
end(void **state)
{
	vocabulary_release(&v);
	block_coder_free(coder);
	db_close(&db);
	return scratch_end(state);
}

static void
sql(const char *text)
{
	struct pl_error err;

	if (db_exec(&db, text, &err) != PL_OK)
		fail_msg("%s", err.text);
}

/* A segment of one record. */
static void
add(const char *prompt)
{
	struct text_index *t = text_index_new(&db, (size_t)1 << 30);
	struct pl_error err;

	assert_int_equal(text_index_begin(t, ++records, &err), PL_OK);
	text_index_text(t, TEXT_PROMPT, span_str(prompt));
	text_index_word(t, TEXT_FILTER, span_str("\xFFt1"));
	assert_int_equal(text_index_end(t, &err), PL_OK);
	text_index_free(t);
}

static void
put(void)
{
	struct pl_error err;

	if (vocabulary_put(&db, coder, records, &err) != PL_OK)
		fail_msg("%s", err.text);
}

static void
get(void)
{
	struct pl_error err;

	vocabulary_release(&v);
	vocabulary_init(&v);
	if (vocabulary_get(&db, coder, records, &v, &err) != PL_OK)
		fail_msg("%s", err.text);
}

static void
words_are_kept_without_filters(void **state)
{
	(void)state;
	add("the customer's custom cat, Customs; custom");
	put();
	get();
	assert_int_equal(v.count, 6);
	assert_string_equal(
	    v.text.p, "cat\ncustom\ncustomer\ncustoms\ns\nthe\n");
	assert_true(span_is(vocabulary_word(&v, 0), "cat"));
	assert_true(span_is(vocabulary_word(&v, 5), "the"));
}

static void
what_was_kept_before_is_replaced(void **state)
{
	(void)state;
	add("one two");
	put();
	add("two three");
	put();
	get();
	assert_string_equal(v.text.p, "one\ntwo\nthree\ntwo\n");
}

static void
an_index_without_words_has_a_list(void **state)
{
	(void)state;
	put();
	get();
	assert_int_equal(v.count, 0);
	assert_int_equal(v.text.n, 0);
}

/* Random words of many lengths, of which the sizes of lists are known to FTS5
 * alone: each must be about its share of the pages. */
static void
many_words_take_several_parts(void **state)
{
	static char text[3 << 20];
	unsigned x = 12345;
	sqlite3_stmt *q;
	size_t i = 0;

	(void)state;
	for (size_t n = 0; n + 1 < sizeof text; n++) {
		x = x * 1103515245 + 12345;
		text[n] =
		    (x >> 16) % 24 == 0 ? ' ' : (char)('a' + (x >> 20) % 26);
	}
	add(text);
	sql("create virtual table temp.v using fts5vocab(main, text, row)");
	put();
	get();
	assert_int_equal(sqlite3_prepare_v2(db.handle,
			     "select term from temp.v where hex(term) < 'FF' "
			     "order by term",
			     -1, &q, NULL),
	    SQLITE_OK);
	for (; sqlite3_step(q) == SQLITE_ROW; i++) {
		assert_true(i < v.count);
		assert_true(
		    span_equal(vocabulary_word(&v, i), column_span(q, 0)));
	}
	assert_int_equal(i, v.count);
	sqlite3_finalize(q);
	assert_int_equal(
	    sqlite3_prepare_v2(db.handle,
		"select count(*), sum(more) from vocabulary", -1, &q, NULL),
	    SQLITE_OK);
	assert_int_equal(sqlite3_step(q), SQLITE_ROW);
	assert_true(sqlite3_column_int(q, 0) >= 3);
	assert_int_equal(
	    sqlite3_column_int(q, 1), sqlite3_column_int(q, 0) - 1);
	sqlite3_finalize(q);
}

static void
long_lists_are_told_from_short_ones(void **state)
{
	static char text[100000];

	(void)state;
	for (size_t n = 0; n + 1 < sizeof text; n += 9)
		memcpy(text + n, "often at ", 9);
	memcpy(text, "never at ", 9);
	add(text);
	put();
	get();
	assert_string_equal(v.text.p, "at\nnever\noften\n");
	/* 11,111 places of a byte each. */
	assert_in_range(v.words[0].bytes, 9500, 12500);
	assert_in_range(v.words[1].bytes, 1, 8);
	assert_in_range(v.words[2].bytes, 9500, 12500);
	assert_int_equal(
	    v.bytes, v.words[0].bytes + v.words[1].bytes + v.words[2].bytes);
}

static void
sizes_are_kept_within_an_eighth(void **state)
{
	(void)state;
	for (uint64_t n = 0; n < 16; n++)
		assert_int_equal(vocabulary_unpack(vocabulary_pack(n)), n);
	for (uint64_t n = 16; n < UINT64_C(1) << 33; n += n / 7) {
		uint64_t kept = vocabulary_unpack(vocabulary_pack(n));

		assert_true(kept <= n && n - kept <= n / 8);
	}
	for (unsigned i = 0; i <= UINT8_MAX; i++)
		assert_int_equal(
		    vocabulary_pack(vocabulary_unpack((uint8_t)i)), i);
	assert_int_equal(vocabulary_pack(UINT64_MAX), UINT8_MAX);
}

static void
assert_damaged(const char *change, const char *why)
{
	struct pl_error err;

	sql("begin");
	sql(change);
	vocabulary_release(&v);
	vocabulary_init(&v);
	assert_int_equal(
	    vocabulary_get(&db, coder, records, &v, &err), PL_EFORMAT);
	if (strstr(err.text, why) == NULL)
		fail_msg("%s: %s", change, err.text);
	sql("rollback");
}

static void
a_damaged_row_is_told(void **state)
{
	(void)state;
	add("some words");
	put();
	assert_damaged("update vocabulary set words = 1", "cannot be read");
	assert_damaged("update vocabulary set words = 3", "cannot be read");
	assert_damaged("update vocabulary set words = -1", "claims");
	assert_damaged("update vocabulary set words = 1 << 62", "claims");
	assert_damaged("update vocabulary set size = 1 << 40", "claims");
	assert_damaged("update vocabulary set size = -1", "claims");
	assert_damaged(
	    "update vocabulary set size = size + 1", "a block has not");
	assert_damaged("update vocabulary set data = x'00'", "a block");
	assert_damaged("update vocabulary set data = cast(substr(data, 1, "
		       "length(data) - 1) || x'00' as blob)",
	    "a block is damaged");
}

/* Many words, of as many letters. */
static void
add_many(size_t letters)
{
	static char text[3 << 20];
	unsigned x = 1;

	for (size_t n = 0; n + 1 < sizeof text; n++) {
		x = x * 1103515245 + 12345;
		text[n] = n % (letters + 1) == letters
		    ? ' '
		    : (char)('a' + (x >> 20) % 26);
	}
	add(text);
}

static void
a_list_that_is_not_whole_is_told(void **state)
{
	(void)state;
	add_many(9);
	put();
	get();
	assert_damaged("delete from vocabulary", "not whole");
	assert_damaged("delete from vocabulary where id = 1", "not whole");
	assert_damaged("delete from vocabulary where id = 2", "not whole");
	assert_damaged("delete from vocabulary where more = 0", "not whole");
	assert_damaged(
	    "update vocabulary set id = 99 where more = 0", "not whole");
	assert_damaged(
	    "update vocabulary set more = 1 where more = 0", "not whole");
	assert_damaged(
	    "update vocabulary set more = 0 where id = 1", "not whole");
}

/* As a program would leave it that knows of no such list. */
static void
a_list_of_fewer_records_is_told(void **state)
{
	(void)state;
	add("some words");
	put();
	add("more words");
	assert_damaged("delete from archive", "of other records");
}

static void
long_words_repeat_no_more_than_a_byte_tells(void **state)
{
	static char text[300 + 300 + 2 * 40000 + 8];
	size_t n = 0;

	(void)state;
	memset(text, 'x', sizeof text);
	text[n += 300] = 'a';
	text[n += 1] = ' ';
	text[n += 301] = 'b';
	text[n += 1] = ' ';
	memset(text + n + 1, 'y', 40000);
	text[n += 40001] = ' ';
	text[sizeof text - 1] = '\0';
	add(text);
	put();
	get();
	assert_int_equal(v.count, 4);
	assert_int_equal(vocabulary_word(&v, 0).n, 301);
	assert_int_equal(vocabulary_word(&v, 1).n, 301);
	assert_int_equal(vocabulary_word(&v, 2).n, VOCABULARY_WORD_MAX);
	assert_int_equal(vocabulary_word(&v, 3).n, VOCABULARY_WORD_MAX);
	assert_int_equal(vocabulary_word(&v, 0).p[300], 'a');
	/* Their length is not that of their lists. */
	for (size_t i = 0; i < 4; i++)
		assert_in_range(v.words[i].bytes, 1, 64);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
	const struct CMUnitTest tests[] = {
		TEST(words_are_kept_without_filters),
		TEST(what_was_kept_before_is_replaced),
		TEST(an_index_without_words_has_a_list),
		TEST(many_words_take_several_parts),
		TEST(long_lists_are_told_from_short_ones),
		TEST(sizes_are_kept_within_an_eighth),
		TEST(a_damaged_row_is_told),
		TEST(a_list_that_is_not_whole_is_told),
		TEST(a_list_of_fewer_records_is_told),
		TEST(long_words_repeat_no_more_than_a_byte_tells),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
