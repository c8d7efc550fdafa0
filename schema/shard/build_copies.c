/* Copies of records: of those that say the same under one request, or without
 * one lie at the same place in the same bytes, the first in key order stands
 * for all.  Nothing that can be searched for is taken for a copy of something
 * else, whatever ids it has: it could not be found. */
#include "schema/shard/build.h"

/* The columns of shard_copies and shard_unnamed_copies. */
enum {
	COLUMN_ID,
	COLUMN_FLAGS,
	COLUMN_SAID,
	COLUMN_SHA256,
	COLUMN_ORDINAL,
	COLUMN_BLOCK,
	COLUMN_START,
	COLUMN_LENGTH,
};

/* Where a record is from, and its text lies. */
struct origin {
	struct buf sha256; /* of its object; empty if that is not known */
	int64_t ordinal;
	int64_t block, start, length;
};

struct copies {
	struct pl_shard_writer *w;
	struct buf said; /* by the one that stands for those that follow */
	struct origin origin; /* of that one */
	struct buf body;      /* of that one, if it was needed */
	struct buf block;     /* inflated */
	int64_t block_id;     /* of that; 0: none */
	struct body_space parts[2];
};

/* The record's text in its block, valid until the next call. */
static enum pl_status
read_body(struct copies *c, const struct origin *o, struct span *body,
    struct pl_error *err)
{
	sqlite3_stmt *q;
	enum pl_status rc = PL_OK;

	if (c->block_id != o->block) {
		c->block_id = 0;
		rc = stmt_begin(&c->w->db, STMT_SHARD_GET_BLOCK, &q, err);
		if (rc != PL_OK)
			return rc;
		bind_int(q, 1, o->block);
		rc = stmt_step(&c->w->db, STMT_SHARD_GET_BLOCK, err);
		if (rc == PL_END)
			rc = pl_fail(err, PL_EFORMAT, "a block is missing");
		if (rc == PL_OK)
			rc = block_inflate(c->w->coder, column_span(q, 1),
			    (size_t)sqlite3_column_int64(q, 0), &c->block,
			    err);
		stmt_end(&c->w->db, STMT_SHARD_GET_BLOCK);
	}
	if (rc != PL_OK)
		return rc;
	c->block_id = o->block;
	size_t n = c->block.n, start = (size_t)o->start;
	if (start > n || (size_t)o->length > n - start)
		return pl_fail(err, PL_EFORMAT, "a record lies in no block");
	*body = span_of(c->block.p + start, (size_t)o->length);
	return PL_OK;
}

/* Whether what is searched of both texts is the same. */
static enum pl_status
compare_texts(struct copies *c, const struct origin *other, bool *same,
    struct pl_error *err)
{
	struct pl_record records[2];
	struct span body;
	enum pl_status rc = PL_OK;

	if (c->body.n == 0) {
		rc = read_body(c, &c->origin, &body, err);
		if (rc == PL_OK)
			buf_addspan(&c->body, body);
	}
	if (rc == PL_OK)
		rc = read_body(c, other, &body, err);
	if (rc == PL_OK)
		rc = body_read(
		    buf_span(&c->body), &c->parts[0], &records[0], err);
	if (rc == PL_OK)
		rc = body_read(body, &c->parts[1], &records[1], err);
	*same = rc == PL_OK;
	for (int i = 0; *same && i < PL_TEXT_COLUMNS; i++)
		*same = span_equal(records[0].column[i], records[1].column[i]);
	/* What cannot be read is not said to be the same. */
	return rc == PL_EFORMAT ? PL_OK : rc;
}

static bool
from_same_bytes(const struct origin *a, const struct origin *b)
{
	return a->sha256.n > 0 && a->ordinal == b->ordinal &&
	    span_equal(buf_span(&a->sha256), buf_span(&b->sha256));
}

/* Whether the row at hand is a copy of the one remembered; the first that says
 * something else is remembered in its place.  Of texts only that one's is
 * known: two that differ from it are both shown, though they may be the same.
 */
static enum pl_status
is_copy(struct copies *c, sqlite3_stmt *row, bool *copy, struct pl_error *err)
{
	struct span said = column_span(row, COLUMN_SAID);
	struct origin o = {
		.ordinal = sqlite3_column_int64(row, COLUMN_ORDINAL),
		.block = sqlite3_column_int64(row, COLUMN_BLOCK),
		.start = sqlite3_column_int64(row, COLUMN_START),
		.length = sqlite3_column_int64(row, COLUMN_LENGTH),
	};
	enum pl_status rc = PL_OK;

	buf_init(&o.sha256, BUF_UNLIMITED);
	buf_addspan(&o.sha256, column_span(row, COLUMN_SHA256));
	*copy = span_equal(said, buf_span(&c->said));
	if (!*copy) {
		buf_clear(&c->said);
		buf_addspan(&c->said, said);
		buf_clear(&c->body);
		buf_release(&c->origin.sha256);
		c->origin = o;
		return PL_OK;
	}
	if (!from_same_bytes(&o, &c->origin))
		rc = compare_texts(c, &o, copy, err);
	buf_release(&o.sha256);
	return rc;
}

static enum pl_status
set_flags(
    struct pl_shard_writer *w, int64_t id, int64_t flags, struct pl_error *err)
{
	sqlite3_stmt *s;
	enum pl_status rc = stmt_begin(&w->db, STMT_SHARD_SET_FLAGS, &s, err);

	if (rc != PL_OK)
		return rc;
	bind_int(s, 1, id);
	bind_int(s, 2, flags);
	return stmt_run(&w->db, STMT_SHARD_SET_FLAGS, err);
}

static enum pl_status
mark(struct copies *c, enum statement which, struct pl_error *err)
{
	sqlite3_stmt *s;
	enum pl_status rc = stmt_begin(&c->w->db, which, &s, err);

	if (rc != PL_OK)
		return rc;
	buf_clear(&c->said);
	/* The rows are sorted, and so read, before the first is given. */
	while ((rc = stmt_step(&c->w->db, which, err)) == PL_OK) {
		int64_t flags = sqlite3_column_int64(s, COLUMN_FLAGS);
		bool copy;

		rc = is_copy(c, s, &copy, err);
		int64_t wanted = copy ? flags | PL_RECORD_DUPLICATE
				      : flags & ~PL_RECORD_DUPLICATE;
		if (rc == PL_OK && flags != wanted)
			rc = set_flags(c->w,
			    sqlite3_column_int64(s, COLUMN_ID), wanted, err);
		if (rc != PL_OK)
			break;
	}
	stmt_end(&c->w->db, which);
	return rc < 0 ? rc : PL_OK;
}

enum pl_status
build_mark_copies(struct pl_shard_writer *w, struct pl_error *err)
{
	struct copies c = { .w = w };
	enum pl_status rc;

	buf_init(&c.said, BUF_UNLIMITED);
	buf_init(&c.origin.sha256, BUF_UNLIMITED);
	buf_init(&c.body, BUF_UNLIMITED);
	buf_init(&c.block, BUF_UNLIMITED);
	rc = mark(&c, STMT_SHARD_COPIES, err);
	if (rc == PL_OK)
		rc = mark(&c, STMT_SHARD_UNNAMED_COPIES, err);
	buf_release(&c.said);
	buf_release(&c.origin.sha256);
	buf_release(&c.body);
	buf_release(&c.block);
	for (int i = 0; i < 2; i++)
		body_space_release(&c.parts[i]);
	return rc;
}
