/* The end of a shard's making: duplicates, few segments, the list of words, on
 * the disk. */
#include <assert.h>

#include "schema/shard/build.h"
#include "schema/shard/vocabulary.h"

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
		rc = build_mark_copies(w, err);
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
