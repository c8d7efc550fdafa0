/* Each text goes into two databases, by text_index and by FTS5 itself: their
 * tables must be the same. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/mem.h"
#include "schema/shard/text_index.h"
#include "tests/unit/scratch.h"

/* Neither side writes before its end. */
#define WORDS_BYTES ((size_t)1 << 30)

static struct db own, fts5;
static struct text_index *texts;
static sqlite3_stmt *insert;
static int64_t records;

static void
sql(const char *text)
{
	struct pl_error err;

	assert_int_equal(db_exec(&fts5, text, &err), PL_OK);
}

/* A transaction on one side, a segment on the other. */
static void
begin_texts_within(size_t bytes)
{
	texts = text_index_new(&own, bytes);
	sql("begin");
}

static void
begin_texts(void)
{
	begin_texts_within(WORDS_BYTES);
}

static void
end_texts(void)
{
	struct pl_error err;

	assert_int_equal(text_index_end(texts, &err), PL_OK);
	text_index_free(texts);
	texts = NULL;
	sql("commit");
}

static int
begin(void **state)
{
	struct pl_error err;

	if (scratch_begin(state) != 0 ||
	    db_open_builder(&own, scratch("own"), true, &db_shard, &err) !=
		PL_OK ||
	    db_open_builder(&fts5, scratch("fts5"), true, &db_shard, &err) !=
		PL_OK)
		return 1;
	sql("insert into text(text, rank) values('hashsize', 1000000000);"
	    "insert into text(text, rank) values('automerge', 0)");
	records = 0;
	return sqlite3_prepare_v2(fts5.handle,
		   "insert into text(rowid, context, response, prompt, "
		   "filter) values(?1, ?2, ?3, ?4, ?5)",
		   -1, &insert, NULL) != SQLITE_OK;
}

static int
end(void **state)
{
	text_index_free(texts);
	texts = NULL;
	sqlite3_finalize(insert);
	insert = NULL;
	db_close(&own);
	db_close(&fts5);
	return scratch_end(state);
}

/* A record by three texts and a filter, `gap` numbers after the last.  Where
 * the one side writes a segment before it, the other does. */
static void
add(int64_t gap, struct span context, struct span response, struct span prompt,
    const char *filter)
{
	struct pl_error err;
	int64_t before = sqlite3_total_changes64(own.handle);

	records += gap;
	assert_int_equal(text_index_begin(texts, records, &err), PL_OK);
	if (sqlite3_total_changes64(own.handle) != before)
		sql("commit; begin");
	text_index_text(texts, TEXT_CONTEXT, context);
	text_index_text(texts, TEXT_RESPONSE, response);
	text_index_text(texts, TEXT_PROMPT, prompt);
	text_index_word(texts, TEXT_FILTER, span_str(filter));
	bind_int(insert, 1, records);
	bind_span(insert, 2, context);
	bind_span(insert, 3, response);
	bind_span(insert, 4, prompt);
	bind_span(insert, 5, span_str(filter));
	assert_int_equal(sqlite3_step(insert), SQLITE_DONE);
	assert_int_equal(sqlite3_reset(insert), SQLITE_OK);
}

static void
add_text(const char *context, const char *response, const char *prompt)
{
	add(1, span_str(context), span_str(response), span_str(prompt),
	    "\xFFt1");
}

/* Each statement gives the same rows on both sides; how many. */
static size_t
compare_rows(const char *statement)
{
	struct db *dbs[] = { &own, &fts5 };
	sqlite3_stmt *q[2];
	size_t rows = 0;

	for (int i = 0; i < 2; i++)
		assert_int_equal(sqlite3_prepare_v2(dbs[i]->handle, statement,
				     -1, &q[i], NULL),
		    SQLITE_OK);
	for (;; rows++) {
		int rc = sqlite3_step(q[0]);

		assert_int_equal(rc, sqlite3_step(q[1]));
		if (rc != SQLITE_ROW)
			break;
		for (int i = 0; i < sqlite3_column_count(q[0]); i++) {
			struct span a = column_span(q[0], i);
			struct span b = column_span(q[1], i);

			assert_true(span_equal(a, b));
		}
	}
	sqlite3_finalize(q[0]);
	sqlite3_finalize(q[1]);
	return rows;
}

/* How many pages there are.  Row 10 begins with a number of its own wherever
 * settings were changed. */
static size_t
compare_tables(void)
{
	compare_rows("select segid, term, pgno from text_idx order by 1, 2");
	return compare_rows(
	    "select id, case id when 10 then substr(block, 5) else block end "
	    "from text_data order by id");
}

static uint32_t
random_number(uint32_t below)
{
	static uint64_t state = 1;

	state = state * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(state >> 33) % below;
}

/* Words that differ in length and in how often they come. */
static void
add_words(struct buf *out, uint32_t count)
{
	static const char *const marks[] = { " ", ", ", "\n", "é ", "_" };

	for (uint32_t i = 0; i < count; i++) {
		uint32_t n = random_number(1u << random_number(14));

		buf_addf(out, "%.*s%u%s", (int)(n % 19), "alphabetagammadelta",
		    n, marks[n % 5]);
	}
}

static void
random_records(int count)
{
	struct buf text[3];

	for (int i = 0; i < 3; i++)
		buf_init(&text[i], BUF_UNLIMITED);
	while (count-- > 0) {
		for (int i = 0; i < 3; i++) {
			buf_clear(&text[i]);
			add_words(
			    &text[i], random_number(1u << random_number(9)));
		}
		add(1 + random_number(1u << random_number(20)),
		    buf_span(&text[0]), buf_span(&text[1]), buf_span(&text[2]),
		    count % 2 ? "\xFFt1" : "\xFFt0");
	}
	for (int i = 0; i < 3; i++)
		buf_release(&text[i]);
}

static void
nothing_leaves_the_tables_as_they_were(void **state)
{
	(void)state;
	begin_texts();
	end_texts();
	assert_int_equal(compare_tables(), 2);
}

static void
records_without_words_are_counted(void **state)
{
	(void)state;
	begin_texts();
	add(3, span_of("", 0), span_of("", 0), span_of("...", 3), "\xFFt1");
	end_texts();
	assert_int_equal(compare_tables(), 3);
}

static void
words_are_written_as_fts5_writes_them(void **state)
{
	(void)state;
	begin_texts();
	add_text("", "the an a the", "the fox");
	add_text("fox, fox", "", "");
	add_text("The quick brown fox 犬も歩けば", "naïve Straße", "");
	end_texts();
	assert_int_equal(compare_tables(), 3);
	begin_texts();
	random_records(800);
	end_texts();
	assert_in_range(compare_tables(), 60, 2000);
	assert_int_equal(
	    compare_rows("select distinct segid from text_idx"), 2);
}

static void
a_segment_is_written_when_words_take_their_memory(void **state)
{
	(void)state;
	begin_texts_within((size_t)1 << 19);
	random_records(800);
	end_texts();
	compare_tables();
	assert_in_range(
	    compare_rows("select distinct segid from text_idx"), 3, 8);
}

static void
further_segments_are_added_to_those_of_fts5(void **state)
{
	struct pl_error err;

	(void)state;
	for (int i = 0; i < 3; i++) {
		begin_texts();
		random_records(50);
		end_texts();
	}
	const char *merge = "insert into text(text) values('optimize')";
	sql(merge);
	assert_int_equal(db_exec(&own, merge, &err), PL_OK);
	compare_tables();
	begin_texts();
	random_records(2);
	end_texts();
	compare_tables();
	assert_int_equal(
	    compare_rows("select distinct segid from text_idx"), 2);
	assert_int_equal(
	    db_exec(&own, "insert into text(text) values('integrity-check')",
		&err),
	    PL_OK);
}

/* One segment each, of which a sealed shard keeps eight. */
static void
many_segments_are_merged(void **state)
{
	const char *count = "select distinct segid from text_idx";
	struct pl_error err;

	(void)state;
	for (int i = 0; i < 9; i++) {
		begin_texts();
		random_records(1);
		end_texts();
		if (i < 8)
			compare_tables();
	}
	sql("insert into text(text) values('optimize')");
	compare_tables();
	assert_int_equal(compare_rows(count), 1);
	assert_int_equal(
	    db_exec(&own, "insert into text(text) values('integrity-check')",
		&err),
	    PL_OK);
}

static void
add_repeated(struct buf *out, const char *text, size_t times)
{
	while (times-- > 0)
		buf_adds(out, text);
	buf_addc(out, ' ');
}

static void
long_words_are_cut_and_pages_hold_them(void **state)
{
	struct buf text;

	(void)state;
	buf_init(&text, BUF_UNLIMITED);
	begin_texts();
	for (size_t n = 1; n < 70000; n = n * 3 / 2 + 1) {
		buf_clear(&text);
		add_repeated(&text, "x", n);
		add_repeated(&text, "xy", n / 2);
		add_repeated(&text, "A", n);
		add(1, buf_span(&text), span_of("x", 1), buf_span(&text),
		    "\xFFt1");
	}
	end_texts();
	compare_tables();
	buf_release(&text);
}

/* The places of one record fill so many pages that the index of a list takes
 * several of its own. */
static void
lists_over_many_pages_have_an_index(void **state)
{
	struct buf text;

	(void)state;
	buf_init(&text, BUF_UNLIMITED);
	for (size_t i = 0; i < ((size_t)17 << 20); i++)
		buf_add(&text, "a ", 2);
	begin_texts();
	for (int i = 0; i < 4; i++) {
		size_t n = i == 1 ? text.n : 60000;

		add(1 + i * 100, span_of("b a c", 5), span_of(text.p, n),
		    span_of(NULL, 0), "\xFFt1");
	}
	end_texts();
	compare_tables();
	/* Of the second level: bit 37 tells a list's index, the five above
	 * the page's number the level. */
	assert_int_equal(compare_rows("select id from text_data "
				      "where id >> 31 & 63 = 33"),
	    1);
	buf_release(&text);
}

/* An index one of whose rows was replaced is not added to. */
static void
assert_damage(int id, const char *row)
{
	struct pl_error err;
	char change[128];

	snprintf(change, sizeof change,
	    "update text_data set block = x'%s' where id = %d", row, id);
	assert_int_equal(db_exec(&own, change, &err), PL_OK);
	texts = text_index_new(&own, WORDS_BYTES);
	assert_int_equal(text_index_begin(texts, 1, &err), PL_OK);
	text_index_text(texts, TEXT_PROMPT, span_of("fox", 3));
	assert_int_equal(text_index_end(texts, &err), PL_EFORMAT);
	text_index_free(texts);
	texts = NULL;
}

static void
what_is_no_list_of_segments_is_damage(void **state)
{
	static const char *const rows[] = { "", "000000000101",
		"00000000010100000107", "0000000001010000018FFFFF0101" };

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		assert_damage(10, rows[i]);
}

/* A number of records or words may have eight bytes, and one more than that
 * would have nine. */
static void
totals_that_cannot_be_are_damage(void **state)
{
	static const char *const rows[] = { "05", "0505050585",
		"FFFFFFFFFFFFFF7F01010101", "01010101FFFFFFFFFFFFFF7F" };

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		assert_damage(1, rows[i]);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
	const struct CMUnitTest tests[] = {
		TEST(nothing_leaves_the_tables_as_they_were),
		TEST(records_without_words_are_counted),
		TEST(words_are_written_as_fts5_writes_them),
		TEST(a_segment_is_written_when_words_take_their_memory),
		TEST(further_segments_are_added_to_those_of_fts5),
		TEST(many_segments_are_merged),
		TEST(long_words_are_cut_and_pages_hold_them),
		TEST(lists_over_many_pages_have_an_index),
		TEST(what_is_no_list_of_segments_is_damage),
		TEST(totals_that_cannot_be_are_damage),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
