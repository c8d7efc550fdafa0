#include "schema/shard/shard.h"

static enum pl_status
load_block(struct pl_shard *s, int64_t block, struct pl_error *err)
{
	sqlite3_stmt *q;
	enum pl_status rc;

	if (s->block == block)
		return PL_OK;
	s->block = 0;
	rc = stmt_begin(&s->db, STMT_SHARD_GET_BLOCK, &q, err);
	if (rc != PL_OK)
		return rc;
	bind_int(q, 1, block);
	rc = stmt_step(&s->db, STMT_SHARD_GET_BLOCK, err);
	if (rc == PL_END)
		rc = pl_fail(err, PL_EFORMAT, "block %lld is missing",
		    (long long)block);
	if (rc == PL_OK)
		rc = block_inflate(s->coder, column_span(q, 1),
		    (size_t)sqlite3_column_int64(q, 0), &s->text, err);
	if (rc == PL_OK)
		s->block = block;
	stmt_end(&s->db, STMT_SHARD_GET_BLOCK);
	return rc;
}

static enum pl_status
read_text(struct pl_shard *s, uint32_t rowid, struct pl_record *out,
    struct pl_error *err)
{
	int64_t block = 0;
	size_t start = 0, length = 0;
	sqlite3_stmt *q;
	enum pl_status rc =
	    stmt_begin(&s->db, STMT_SHARD_RECORD_PLACE, &q, err);

	if (rc != PL_OK)
		return rc;
	bind_int(q, 1, rowid);
	rc = stmt_step(&s->db, STMT_SHARD_RECORD_PLACE, err);
	if (rc == PL_OK) {
		block = sqlite3_column_int64(q, 0);
		start = (size_t)sqlite3_column_int64(q, 1);
		length = (size_t)sqlite3_column_int64(q, 2);
	}
	if (rc == PL_END)
		rc = pl_fail(err, PL_EFORMAT, "record %u is missing", rowid);
	stmt_end(&s->db, STMT_SHARD_RECORD_PLACE);
	if (rc == PL_OK)
		rc = load_block(s, block, err);
	if (rc != PL_OK)
		return rc;
	if (start > s->text.n || length > s->text.n - start)
		return pl_fail(err, PL_EFORMAT,
		    "record %u lies outside of its block", rowid);
	return body_read(
	    span_of(s->text.p + start, length), &s->parts, out, err);
}

enum pl_status
pl_shard_text(struct pl_shard *s, uint32_t rowid, struct pl_record *out,
    struct pl_error *err)
{
	struct pl_error why;
	enum pl_status rc = read_text(s, rowid, out, &why);

	if (rc != PL_OK) {
		*out = (struct pl_record){ 0 };
		pl_fail(
		    err, rc, "'%s' is damaged: %.300s", s->db.path, why.text);
	}
	return rc;
}
