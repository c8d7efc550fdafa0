#include "schema/shard/shard.h"

/* The kept block of that number, or the one whose place it is to take. */
static struct shard_block *
find_place(struct pl_shard *s, int64_t id)
{
	struct shard_block *oldest = &s->blocks[0];

	for (size_t i = 0; i < SHARD_BLOCKS_KEPT; i++) {
		if (s->blocks[i].id == id)
			return &s->blocks[i];
		if (s->blocks[i].used < oldest->used)
			oldest = &s->blocks[i];
	}
	return oldest;
}

enum pl_status
shard_read_block(struct db *db, struct block_coder *coder, int64_t id,
    struct buf *text, struct pl_error *err)
{
	sqlite3_stmt *q;
	enum pl_status rc = stmt_begin(db, STMT_SHARD_GET_BLOCK, &q, err);

	if (rc != PL_OK)
		return rc;
	bind_int(q, 1, id);
	rc = stmt_step(db, STMT_SHARD_GET_BLOCK, err);
	if (rc == PL_END)
		rc = pl_fail(
		    err, PL_EFORMAT, "block %lld is missing", (long long)id);
	if (rc == PL_OK)
		rc = block_inflate(coder, column_span(q, 1),
		    (size_t)sqlite3_column_int64(q, 0), text, err);
	stmt_end(db, STMT_SHARD_GET_BLOCK);
	return rc;
}

static enum pl_status
load_block(
    struct pl_shard *s, int64_t id, struct span *text, struct pl_error *err)
{
	struct shard_block *block = find_place(s, id);
	enum pl_status rc = PL_OK;

	block->used = ++s->block_uses;
	if (id == 0 || block->id != id) {
		block->id = 0;
		rc = shard_read_block(&s->db, s->coder, id, &block->text, err);
		if (rc == PL_OK)
			block->id = id;
	}
	*text = buf_span(&block->text);
	return rc;
}

static enum pl_status
read_text(struct pl_shard *s, uint32_t rowid, struct pl_record *out,
    struct pl_error *err)
{
	struct span text;
	sqlite3_stmt *place;
	/* It stays under way: most texts are read in the order of their
	 * records. */
	enum pl_status rc =
	    shard_seek(s, STMT_SHARD_PLACES, rowid, &place, err);

	if (rc != PL_OK)
		return rc;
	size_t start = (size_t)sqlite3_column_int64(place, 2);
	size_t length = (size_t)sqlite3_column_int64(place, 3);
	rc = load_block(s, sqlite3_column_int64(place, 1), &text, err);
	if (rc != PL_OK)
		return rc;
	if (start > text.n || length > text.n - start)
		return pl_fail(err, PL_EFORMAT,
		    "record %u lies outside of its block", rowid);
	return body_read(span_of(text.p + start, length), &s->parts, out, err);
}

enum pl_status
pl_shard_text(struct pl_shard *s, uint32_t rowid, struct pl_record *out,
    struct pl_error *err)
{
	struct pl_error why;
	enum pl_status rc = read_text(s, rowid, out, &why);

	if (rc != PL_OK) {
		*out = (struct pl_record){ 0 };
		shard_fail(s, rc, &why, err);
	}
	return rc;
}
