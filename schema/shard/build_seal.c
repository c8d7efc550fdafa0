/* The end of a shard's making: duplicates, few segments, the list of words, on
 * the disk. */
#include <assert.h>

#include "schema/shard/build.h"
#include "schema/shard/copies.h"
#include "schema/shard/vocabulary.h"

static enum pl_status
set_copy(struct pl_shard_writer *w, int64_t id, struct pl_error *err)
{
	sqlite3_stmt *s;
	enum pl_status rc = stmt_begin(&w->db, STMT_SHARD_SET_COPY, &s, err);

	if (rc != PL_OK)
		return rc;
	bind_int(s, 1, id);
	return stmt_run(&w->db, STMT_SHARD_SET_COPY, err);
}

/* What was a copy may be the first now. */
static enum pl_status
unmark_copies(struct pl_shard_writer *w, struct pl_error *err)
{
	sqlite3_stmt *s;
	enum pl_status rc =
	    stmt_begin(&w->db, STMT_SHARD_UNSET_COPIES, &s, err);

	return rc == PL_OK ? stmt_run(&w->db, STMT_SHARD_UNSET_COPIES, err)
			   : rc;
}

/* Texts may have been there before. */
static enum pl_status
mark_copies(struct pl_shard_writer *w, struct pl_error *err)
{
	struct copies copies = { 0 };
	struct pl_error why;
	enum pl_status rc = unmark_copies(w, err);

	if (rc != PL_OK)
		return rc;
	rc = copies_find(&w->db, w->coder, &copies, &why);
	if (rc == PL_EFORMAT)
		rc = pl_fail(err, rc,
		    "'%s' is damaged: what may be a copy cannot be read: %s",
		    w->file, why.text);
	else if (rc != PL_OK)
		rc = pl_fail(err, rc, "%s", why.text);
	for (size_t i = 0; i < copies.count && rc == PL_OK; i++)
		rc = set_copy(w, copies.items[i].id, err);
	copies_release(&copies);
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
		rc = mark_copies(w, err);
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
