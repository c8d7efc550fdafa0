/* The end of a shard's making: duplicates, few segments, the list of words, on
 * the disk. */
#include <assert.h>

#include "schema/shard/build.h"
#include "schema/shard/vocabulary.h"

/* What copies of one another share, as a statement gives it. */
struct shared {
	struct buf bytes;
	int type; /* of SQLite */
	int64_t ordinal;
};

/* Whether the row at hand shares it with the one before; it is kept. */
static bool
same_as_before(struct shared *before, sqlite3_stmt *row)
{
	struct span bytes = column_span(row, 2);
	int64_t ordinal = sqlite3_column_int64(row, 3);
	int type = sqlite3_column_type(row, 2);
	bool same = type == before->type && ordinal == before->ordinal &&
	    span_equal(bytes, buf_span(&before->bytes));

	if (!same) {
		buf_clear(&before->bytes);
		buf_addspan(&before->bytes, bytes);
		before->type = type;
		before->ordinal = ordinal;
	}
	return same;
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

/* Among copies the first in key order stands for all. */
static enum pl_status
mark_copies(
    struct pl_shard_writer *w, enum statement which, struct pl_error *err)
{
	struct shared before = { .type = SQLITE_NULL };
	sqlite3_stmt *s;
	enum pl_status rc = stmt_begin(&w->db, which, &s, err);

	if (rc != PL_OK)
		return rc;
	buf_init(&before.bytes, BUF_UNLIMITED);
	/* The rows are sorted, and so read, before the first is given. */
	while ((rc = stmt_step(&w->db, which, err)) == PL_OK) {
		int64_t flags = sqlite3_column_int64(s, 1);
		int64_t wanted = same_as_before(&before, s)
		    ? flags | PL_RECORD_DUPLICATE
		    : flags & ~PL_RECORD_DUPLICATE;

		if (flags == wanted)
			continue;
		rc = set_flags(w, sqlite3_column_int64(s, 0), wanted, err);
		if (rc != PL_OK)
			break;
	}
	stmt_end(&w->db, which);
	buf_release(&before.bytes);
	return rc < 0 ? rc : PL_OK;
}

/* Copies are what has the same public id: the same request, or without one the
 * same place in the same bytes. */
static enum pl_status
mark_duplicates(struct pl_shard_writer *w, struct pl_error *err)
{
	enum pl_status rc = mark_copies(w, STMT_SHARD_COPIES, err);

	if (rc == PL_OK)
		rc = mark_copies(w, STMT_SHARD_UNNAMED_COPIES, err);
	return rc;
}

/* The pages that words are read off may have been there before. */
static enum pl_status
keep_words(struct pl_shard_writer *w, struct pl_error *err)
{
	enum pl_status rc =
	    vocabulary_put(&w->db, w->coder, w->last_record, err);

	if (rc == PL_EFORMAT)
		rc = pl_fail(err, rc,
		    "'%s' is damaged: its words cannot be listed", w->file);
	return rc;
}

enum pl_status
pl_shard_writer_seal(struct pl_shard_writer *w, struct pl_error *err)
{
	enum pl_status rc;

	assert(!w->in_object && !w->sealed);
	rc = build_flush_block(w, err);
	if (rc == PL_OK)
		rc = mark_duplicates(w, err);
	if (rc == PL_OK)
		rc = text_index_end(w->index, err);
	if (rc == PL_OK)
		rc = keep_words(w, err);
	if (rc == PL_OK)
		rc = db_exec(&w->db, "commit", err);
	if (rc != PL_OK)
		return rc;
	db_close(&w->db);
	db_begin_sync(w->temporary);
	w->sealed = true;
	return PL_OK;
}
