#include "schema/shard/copies.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "schema/sha256.h"
#include "schema/shard/shard.h"

/* The columns of shard_copy_said. */
enum {
	COLUMN_BLOCK,
	COLUMN_START,
	COLUMN_LENGTH,
	COLUMN_REQUEST,
	COLUMN_SHA256,
	COLUMN_ORDINAL,
	COLUMN_FLAGS,
	COLUMN_TIME,
	COLUMN_TYPE,
	COLUMN_LAST = COLUMN_TYPE + 6, /* region */
};

struct search {
	struct db *db;
	struct block_coder *coder;
	struct copies *list;
	struct pl_hasher *hasher;
	struct buf block; /* inflated */
	int64_t block_id; /* of that; 0: none */
};

void
copies_release(struct copies *c)
{
	free(c->items);
	*c = (struct copies){ 0 };
}

/* ---- what may be a copy ---- */

static enum pl_status
collect(struct search *s, enum statement which, struct pl_error *err)
{
	struct copies *list = s->list;
	sqlite3_stmt *q;
	enum pl_status rc = stmt_begin(s->db, which, &q, err);

	if (rc != PL_OK)
		return rc;
	while ((rc = stmt_step(s->db, which, err)) == PL_OK) {
		list->items = xgrow(list->items, list->count, &list->capacity,
		    sizeof *list->items);
		list->items[list->count++].id = sqlite3_column_int64(q, 0);
	}
	stmt_end(s->db, which);
	return rc < 0 ? rc : PL_OK;
}

static int
compare_ids(const void *a, const void *b)
{
	const struct copies_candidate *x = a, *y = b;

	return (x->id > y->id) - (x->id < y->id);
}

static int
compare_said(const void *a, const void *b)
{
	const struct copies_candidate *x = a, *y = b;

	return memcmp(x->said, y->said, sizeof x->said);
}

static void
sort(struct copies *c, int (*compare)(const void *, const void *))
{
	if (c->count > 1)
		qsort(c->items, c->count, sizeof *c->items, compare);
}

/* ---- what they say ---- */

static enum pl_status
turn_to_block(struct search *s, int64_t block, struct pl_error *err)
{
	enum pl_status rc;

	if (s->block_id == block && block != 0)
		return PL_OK;
	s->block_id = 0;
	rc = shard_read_block(s->db, s->coder, block, &s->block, err);
	if (rc == PL_OK)
		s->block_id = block;
	return rc;
}

static void
add_number(struct pl_hasher *h, int64_t number)
{
	pl_hasher_add(h, span_of((const char *)&number, sizeof number));
}

/* With its length, so that no two rows of texts are the same bytes. */
static void
add_bytes(struct pl_hasher *h, struct span bytes)
{
	add_number(h, (int64_t)bytes.n);
	pl_hasher_add(h, bytes);
}

/* The hash lives as long as this search, so that numbers may be hashed as they
 * lie in memory, and names by the numbers that the shard gave them. */
static void
add_row(struct pl_hasher *h, sqlite3_stmt *row)
{
	int64_t flags = sqlite3_column_int64(row, COLUMN_FLAGS);
	bool named = sqlite3_column_type(row, COLUMN_REQUEST) != SQLITE_NULL;

	add_number(h, sqlite3_column_type(row, COLUMN_REQUEST));
	add_bytes(h, column_span(row, named ? COLUMN_REQUEST : COLUMN_SHA256));
	if (!named)
		add_number(h, sqlite3_column_int64(row, COLUMN_ORDINAL));
	add_number(h, flags & ~PL_RECORD_DUPLICATE);
	if ((flags & PL_RECORD_TIME_FROM_KEY) == 0)
		add_number(h, sqlite3_column_int64(row, COLUMN_TIME));
	for (int i = COLUMN_TYPE; i <= COLUMN_LAST; i++) {
		add_number(h, sqlite3_column_type(row, i) != SQLITE_NULL);
		add_number(h, sqlite3_column_int64(row, i));
	}
}

static enum pl_status
hash_row(struct search *s, sqlite3_stmt *row, uint8_t said[COPIES_SAID_BYTES],
    struct pl_error *err)
{
	uint64_t start = (uint64_t)sqlite3_column_int64(row, COLUMN_START);
	uint64_t n = (uint64_t)sqlite3_column_int64(row, COLUMN_LENGTH);
	uint8_t hash[PL_SHA256_BYTES];
	enum pl_status rc =
	    turn_to_block(s, sqlite3_column_int64(row, COLUMN_BLOCK), err);

	if (rc != PL_OK)
		return rc;
	if (start > s->block.n || n > s->block.n - start)
		return pl_fail(err, PL_EFORMAT, "a record lies in no block");
	add_row(s->hasher, row);
	if (n > 0)
		add_bytes(s->hasher, span_of(s->block.p + start, (size_t)n));
	pl_hasher_end(s->hasher, hash);
	memcpy(said, hash, COPIES_SAID_BYTES);
	return PL_OK;
}

static enum pl_status
hash_record(struct search *s, struct copies_candidate *c, struct pl_error *err)
{
	sqlite3_stmt *row;
	enum pl_status rc = stmt_begin(s->db, STMT_SHARD_COPY_SAID, &row, err);

	if (rc != PL_OK)
		return rc;
	bind_int(row, 1, c->id);
	rc = stmt_step(s->db, STMT_SHARD_COPY_SAID, err);
	if (rc == PL_END)
		rc = pl_fail(err, PL_EFORMAT, "a record is of no object");
	if (rc == PL_OK)
		rc = hash_row(s, row, c->said, err);
	stmt_end(s->db, STMT_SHARD_COPY_SAID);
	return rc;
}

/* Records lie in blocks in the order of their ids, so that each block is
 * inflated once. */
static enum pl_status
hash_all(struct search *s, struct pl_error *err)
{
	struct copies *list = s->list;
	size_t kept = 0;
	enum pl_status rc = PL_OK;

	sort(list, compare_ids);
	for (size_t i = 0; i < list->count && rc == PL_OK; i++) {
		if (kept > 0 && list->items[i].id == list->items[kept - 1].id)
			continue;
		list->items[kept] = list->items[i];
		rc = hash_record(s, &list->items[kept++], err);
	}
	list->count = kept;
	return rc;
}

/* ---- which one stands for all ---- */

struct place {
	struct buf key;
	int64_t archive, ordinal;
};

static enum pl_status
read_place(
    struct search *s, int64_t id, struct place *out, struct pl_error *err)
{
	sqlite3_stmt *q;
	enum pl_status rc = stmt_begin(s->db, STMT_SHARD_COPY_PLACE, &q, err);

	if (rc != PL_OK)
		return rc;
	bind_int(q, 1, id);
	rc = stmt_step(s->db, STMT_SHARD_COPY_PLACE, err);
	if (rc == PL_END)
		rc = pl_fail(err, PL_EFORMAT, "an object is in no folder");
	if (rc == PL_OK) {
		buf_clear(&out->key);
		buf_addspan(&out->key, column_span(q, 0));
		out->archive = sqlite3_column_int64(q, 1);
		out->ordinal = sqlite3_column_int64(q, 2);
	}
	stmt_end(s->db, STMT_SHARD_COPY_PLACE);
	return rc;
}

static bool
is_before(const struct place *a, const struct place *b)
{
	int order = span_compare(buf_span(&a->key), buf_span(&b->key));

	if (order != 0)
		return order < 0;
	if (a->archive != b->archive)
		return a->archive < b->archive;
	return a->ordinal < b->ordinal;
}

/* Put the first in key order of those that say the same before the others. */
static enum pl_status
put_first(struct search *s, struct copies_candidate *items, size_t count,
    struct place places[2], struct pl_error *err)
{
	size_t first = 0, best = 0;
	enum pl_status rc = PL_OK;

	for (size_t i = 0; i < count && rc == PL_OK; i++) {
		size_t spare = i == 0 ? best : 1 - best;

		rc = read_place(s, items[i].id, &places[spare], err);
		if (rc == PL_OK && i > 0 &&
		    is_before(&places[spare], &places[best])) {
			first = i;
			best = spare;
		}
	}
	struct copies_candidate moved = items[first];
	items[first] = items[0];
	items[0] = moved;
	return rc;
}

/* Leave in the list what another one stands for. */
static enum pl_status
leave_copies(struct search *s, struct pl_error *err)
{
	struct copies *list = s->list;
	struct place places[2];
	size_t kept = 0, past;
	enum pl_status rc = PL_OK;

	buf_init(&places[0].key, BUF_UNLIMITED);
	buf_init(&places[1].key, BUF_UNLIMITED);
	sort(list, compare_said);
	for (size_t i = 0; i < list->count && rc == PL_OK; i = past) {
		struct copies_candidate *same = &list->items[i];

		for (past = i + 1; past < list->count &&
		     compare_said(same, &list->items[past]) == 0;)
			past++;
		if (past - i > 1)
			rc = put_first(s, same, past - i, places, err);
		memmove(list->items + kept, same + 1,
		    (past - i - 1) * sizeof *same);
		kept += past - i - 1;
	}
	list->count = kept;
	buf_release(&places[0].key);
	buf_release(&places[1].key);
	sort(list, compare_ids);
	return rc;
}

enum pl_status
copies_find(struct db *db, struct block_coder *coder, struct copies *out,
    struct pl_error *err)
{
	struct search s = { .db = db, .coder = coder, .list = out };
	enum pl_status rc;

	out->count = 0;
	rc = collect(&s, STMT_SHARD_COPIES_REQUESTED, err);
	if (rc == PL_OK)
		rc = collect(&s, STMT_SHARD_COPIES_UNNAMED, err);
	if (rc != PL_OK || out->count == 0)
		return rc;
	s.hasher = pl_hasher_new();
	buf_init(&s.block, BUF_UNLIMITED);
	rc = hash_all(&s, err);
	if (rc == PL_OK)
		rc = leave_copies(&s, err);
	pl_hasher_free(s.hasher);
	buf_release(&s.block);
	return rc;
}
