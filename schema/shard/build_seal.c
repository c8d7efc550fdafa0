/* The end of a shard's making: duplicates, one segment, on the disk. */
#include <assert.h>

#include "schema/shard/build.h"

/* When the full-text index has this many segments, it is merged into one
 * again: a search asks each, and a merge costs as much as building. */
#define SEGMENTS_MAX 8

/* Among the copies of one request, the first in key order stands for all. */
static enum pl_status
mark_copies(
    struct pl_shard_writer *w, sqlite3_value *request, struct pl_error *err)
{
	sqlite3_stmt *copies, *set;
	bool first = true;
	enum pl_status rc;

	rc = stmt_begin(&w->db, STMT_SHARD_COPIES, &copies, err);
	if (rc != PL_OK)
		return rc;
	sqlite3_bind_value(copies, 1, request);
	while ((rc = stmt_step(&w->db, STMT_SHARD_COPIES, err)) == PL_OK) {
		int64_t id = sqlite3_column_int64(copies, 0);
		int64_t flags = sqlite3_column_int64(copies, 1);
		int64_t wanted = first ? flags & ~PL_RECORD_DUPLICATE
				       : flags | PL_RECORD_DUPLICATE;

		first = false;
		if (flags == wanted)
			continue;
		rc = stmt_begin(&w->db, STMT_SHARD_SET_FLAGS, &set, err);
		if (rc != PL_OK)
			break;
		bind_int(set, 1, id);
		bind_int(set, 2, wanted);
		rc = stmt_run(&w->db, STMT_SHARD_SET_FLAGS, err);
		if (rc != PL_OK)
			break;
	}
	stmt_end(&w->db, STMT_SHARD_COPIES);
	return rc < 0 ? rc : PL_OK;
}

static enum pl_status
mark_duplicates(struct pl_shard_writer *w, struct pl_error *err)
{
	sqlite3_stmt *s;
	enum pl_status rc;

	rc = stmt_begin(&w->db, STMT_SHARD_REQUESTS_REPEATED, &s, err);
	if (rc != PL_OK)
		return rc;
	while ((rc = stmt_step(&w->db, STMT_SHARD_REQUESTS_REPEATED, err)) ==
	    PL_OK) {
		rc = mark_copies(w, sqlite3_column_value(s, 0), err);
		if (rc != PL_OK)
			break;
	}
	stmt_end(&w->db, STMT_SHARD_REQUESTS_REPEATED);
	return rc < 0 ? rc : PL_OK;
}

static enum pl_status
merge_text(struct pl_shard_writer *w, struct pl_error *err)
{
	sqlite3_stmt *s;
	int64_t segments = 0;
	enum pl_status rc;

	/* FTS5 writes what it holds in memory when the transaction ends. */
	rc = db_exec(&w->db, "commit; begin", err);
	if (rc == PL_OK)
		rc = stmt_begin(&w->db, STMT_SHARD_SEGMENTS, &s, err);
	if (rc != PL_OK)
		return rc;
	rc = stmt_step(&w->db, STMT_SHARD_SEGMENTS, err);
	if (rc == PL_OK)
		segments = sqlite3_column_int64(s, 0);
	stmt_end(&w->db, STMT_SHARD_SEGMENTS);
	if (rc == PL_OK && segments > 1 &&
	    (!w->append || segments > SEGMENTS_MAX))
		rc = db_exec(
		    &w->db, "insert into text(text) values('optimize')", err);
	return rc;
}

/* FTS5's defaults: 1 MiB, and 4. */
static enum pl_status
end_bulk(struct pl_shard_writer *w, struct pl_error *err)
{
	return db_exec(&w->db,
	    "insert into text(text, rank) values('hashsize', 1048576);"
	    "insert into text(text, rank) values('automerge', 4);"
	    "commit",
	    err);
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
		rc = merge_text(w, err);
	if (rc == PL_OK)
		rc = end_bulk(w, err);
	if (rc != PL_OK)
		return rc;
	db_close(&w->db);
	rc = db_sync_path(w->temporary, err);
	w->sealed = rc == PL_OK;
	return rc;
}
