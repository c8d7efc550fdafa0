/* The records of a shard, one after the other: where their texts lie, and
 * whether the full-text index holds their words. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "schema/check/impl.h"
#include "schema/token.h"

struct walk {
	struct check *check;
	struct pl_shard *shard;
	const struct word_sums *sums;
	struct pl_token_scan scan;
	uint64_t *sizes; /* of the blocks, by number; owned */
	size_t blocks, capacity;
	int64_t block; /* the one in hand */
	uint64_t end;  /* where the last record in it ended */
	int64_t last;  /* record */
};

static enum pl_status
read_blocks(struct walk *w, struct pl_error *err)
{
	struct db *db = &w->shard->db;
	struct buf text;
	sqlite3_stmt *q;
	enum pl_status rc = stmt_begin(db, STMT_CHECK_BLOCKS, &q, err);

	if (rc != PL_OK)
		return rc;
	buf_init(&text, BUF_UNLIMITED);
	while ((rc = stmt_step(db, STMT_CHECK_BLOCKS, err)) == PL_OK) {
		int64_t id = sqlite3_column_int64(q, 0);
		int64_t size = sqlite3_column_int64(q, 1);
		struct pl_error why;

		if (id != (int64_t)w->blocks + 1) {
			check_say(
			    w->check, "block %zu is missing", w->blocks + 1);
			break;
		}
		w->sizes =
		    xgrow(w->sizes, w->blocks, &w->capacity, sizeof *w->sizes);
		w->sizes[w->blocks++] = (uint64_t)size;
		if (block_inflate(w->shard->coder, column_span(q, 2),
			(size_t)size, &text, &why) != PL_OK)
			check_say(
			    w->check, "block %" PRId64 ": %s", id, why.text);
	}
	stmt_end(db, STMT_CHECK_BLOCKS);
	buf_release(&text);
	return rc < 0 ? rc : PL_OK;
}

/* Objects hold every record, in order, and no other. */
static enum pl_status
check_objects(struct walk *w, struct pl_error *err)
{
	struct db *db = &w->shard->db;
	int64_t next = 1;
	sqlite3_stmt *q;
	enum pl_status rc = stmt_begin(db, STMT_CHECK_OBJECTS, &q, err);

	if (rc != PL_OK)
		return rc;
	while ((rc = stmt_step(db, STMT_CHECK_OBJECTS, err)) == PL_OK) {
		int64_t id = sqlite3_column_int64(q, 0);
		int64_t count = sqlite3_column_int64(q, 2);

		if (sqlite3_column_int64(q, 1) != next || count < 0)
			check_say(w->check,
			    "object %" PRId64 " has not the records that "
			    "follow those of the last",
			    id);
		if (sqlite3_column_int64(q, 3) || sqlite3_column_int64(q, 4))
			check_say(w->check,
			    "object %" PRId64 " has a name that is missing",
			    id);
		next += count;
	}
	stmt_end(db, STMT_CHECK_OBJECTS);
	if (rc == PL_END && next != (int64_t)w->shard->limit + 1)
		check_say(w->check,
		    "there are %u records, and objects for %" PRId64,
		    w->shard->limit, next - 1);
	return rc < 0 ? rc : PL_OK;
}

static void
end_block(struct walk *w)
{
	if (w->block > 0 && (size_t)w->block <= w->blocks &&
	    w->end != w->sizes[w->block - 1])
		check_say(w->check,
		    "block %" PRId64 " holds text of no record", w->block);
}

/* Texts lie in the blocks in the order of the records, side by side. */
static void
check_place(struct walk *w, sqlite3_stmt *q)
{
	int64_t id = sqlite3_column_int64(q, 0);
	int64_t block = sqlite3_column_int64(q, 2);
	int64_t start = sqlite3_column_int64(q, 3);
	int64_t length = sqlite3_column_int64(q, 4);

	if (block == w->block + 1) {
		end_block(w);
		w->block = block;
		w->end = 0;
	}
	if (block != w->block || start < 0 || length < 0 ||
	    (uint64_t)start != w->end)
		check_say(w->check,
		    "record %" PRId64 " does not lie after the one before",
		    id);
	w->end = (uint64_t)start + (uint64_t)length;
}

static uint64_t
sum_text(struct walk *w, struct span text)
{
	uint64_t sum = 0, place = 0;

	pl_token_read(&w->scan, text, 0);
	while (pl_token_next(&w->scan)) {
		struct span word = w->scan.folded;

		if (word.n > PL_TOKEN_MAX)
			word.n = PL_TOKEN_MAX;
		sum += word_hash(word, place++);
	}
	return sum;
}

static uint64_t
sum_filter(sqlite3_stmt *q)
{
	static const struct {
		char letter;
		int column;
	} filters[] = { { 't', 6 }, { 'u', 7 }, { 'm', 8 }, { 'a', 9 },
		{ 'r', 10 } };
	uint64_t sum = 0, place = 0;

	for (size_t i = 0; i < sizeof filters / sizeof filters[0]; i++) {
		char word[32];

		if (sqlite3_column_type(q, filters[i].column) == SQLITE_NULL)
			continue;
		snprintf(word, sizeof word, "\xFF%c%" PRId64,
		    filters[i].letter,
		    (int64_t)sqlite3_column_int64(q, filters[i].column));
		sum += word_hash(span_str(word), place++);
	}
	return sum;
}

static void
check_words(struct walk *w, sqlite3_stmt *q, const struct pl_record *r)
{
	int64_t id = sqlite3_column_int64(q, 0);
	const uint64_t *sums;

	if (id < 1 || id > (int64_t)w->sums->limit)
		return;
	sums = w->sums->sums[id];
	for (int i = 0; i < PL_TEXT_COLUMNS; i++)
		if (sums[i] != sum_text(w, r->column[i]))
			check_say(w->check,
			    "record %" PRId64 " is not found by the words of "
			    "its %s",
			    id, pl_column_name((enum pl_column)i));
	if (sums[CHECK_COLUMNS - 1] != sum_filter(q))
		check_say(w->check,
		    "record %" PRId64
		    " is not found by its type, user, model, "
		    "account and region",
		    id);
}

static void
check_record(struct walk *w, sqlite3_stmt *q)
{
	int64_t id = sqlite3_column_int64(q, 0);
	struct pl_record record;
	struct pl_error why;

	if (id != w->last + 1)
		check_say(
		    w->check, "record %" PRId64 " is missing", w->last + 1);
	w->last = id;
	if (sqlite3_column_int64(q, 11))
		check_say(w->check,
		    "record %" PRId64 " has a name that is missing", id);
	check_place(w, q);
	if (id < 1 || id > (int64_t)w->shard->limit)
		return;
	if (check_failed(w->check,
		pl_shard_text(w->shard, (uint32_t)id, &record, &why), &why))
		return;
	size_t searched = 0;
	for (int i = 0; i < PL_TEXT_COLUMNS; i++)
		searched += record.column[i].n;
	if ((int64_t)searched != sqlite3_column_int64(q, 5))
		check_say(w->check,
		    "record %" PRId64 " has a text of another length", id);
	check_words(w, q, &record);
}

static enum pl_status
walk_records(struct walk *w, struct pl_error *err)
{
	struct db *db = &w->shard->db;
	sqlite3_stmt *q;
	enum pl_status rc = stmt_begin(db, STMT_CHECK_RECORDS, &q, err);

	if (rc != PL_OK)
		return rc;
	while ((rc = stmt_step(db, STMT_CHECK_RECORDS, err)) == PL_OK)
		check_record(w, q);
	stmt_end(db, STMT_CHECK_RECORDS);
	end_block(w);
	if (rc == PL_END && (size_t)w->block != w->blocks)
		check_say(w->check, "%zu blocks hold text of no record",
		    w->blocks - (size_t)w->block);
	return rc < 0 ? rc : PL_OK;
}

enum pl_status
check_records(struct check *c, struct pl_shard *s,
    const struct word_sums *sums, struct pl_error *err)
{
	struct walk w = { .check = c, .shard = s, .sums = sums };
	enum pl_status rc;

	pl_token_begin(&w.scan, span_of(NULL, 0));
	rc = read_blocks(&w, err);
	if (rc == PL_OK)
		rc = check_objects(&w, err);
	if (rc == PL_OK)
		rc = walk_records(&w, err);
	pl_token_end(&w.scan);
	free(w.sizes);
	return rc;
}
