#include "schema/shard/build.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"
#include "schema/copy.h"

/* Make "NAME.db.new", empty of what a killed run left. */
static enum pl_status
begin_file(struct pl_shard_writer *w, const char *file, bool append,
    struct pl_error *err)
{
	enum pl_status rc;

	w->temporary = xasprintf("%s" SHARD_TEMPORARY, file);
	if (unlink(w->temporary) != 0 && errno != ENOENT)
		return pl_fail_errno(
		    err, PL_EIO, "cannot remove '%s'", w->temporary);
	rc = append ? copy_file(file, w->temporary, err)
		    : create_private(w->temporary, err);
	if (rc == PL_OK)
		rc = db_open_builder(&w->db, w->temporary, !append,
		    DB_SHARD_ID, STMT_SHARD_SCHEMA, err);
	return rc;
}

/* Settings of FTS5 persist in the file: these are for the bulk load, and
 * end_bulk puts the defaults back. */
static enum pl_status
begin_bulk(struct pl_shard_writer *w, struct pl_error *err)
{
	char sql[256];

	snprintf(sql, sizeof sql,
	    "begin; insert into text(text, rank) values('hashsize', %zu);"
	    "insert into text(text, rank) values('automerge', 0)",
	    PL_SHARD_HASH_BYTES);
	return db_exec(&w->db, sql, err);
}

static enum pl_status
read_last(struct pl_shard_writer *w, struct pl_error *err)
{
	sqlite3_stmt *s;
	enum pl_status rc = stmt_begin(&w->db, STMT_SHARD_LAST, &s, err);

	if (rc == PL_OK)
		rc = stmt_step(&w->db, STMT_SHARD_LAST, err);
	if (rc == PL_OK) {
		w->last_object = sqlite3_column_int64(s, 0);
		w->last_record = sqlite3_column_int64(s, 1);
		w->last_block = sqlite3_column_int64(s, 2);
	}
	stmt_end(&w->db, STMT_SHARD_LAST);
	return rc;
}

enum pl_status
pl_shard_writer_open(const char *file, bool append,
    struct pl_shard_writer **out, struct pl_error *err)
{
	struct pl_shard_writer *w = xcalloc(1, sizeof *w);
	enum pl_status rc;

	*out = NULL;
	buf_init(&w->block, BLOCK_BYTES_MAX);
	buf_init(&w->frame, BUF_UNLIMITED);
	buf_init(&w->filter, BUF_UNLIMITED);
	w->coder = block_coder_new();
	w->file = xstrdup(file);
	w->append = append;
	rc = begin_file(w, file, append, err);
	if (rc == PL_OK)
		rc = begin_bulk(w, err);
	if (rc == PL_OK)
		rc = read_last(w, err);
	if (rc != PL_OK)
		goto done;
	*out = w;
	w = NULL; /* handed over */
done:
	pl_shard_writer_close(w);
	return rc;
}

void
pl_shard_writer_close(struct pl_shard_writer *w)
{
	if (w == NULL)
		return;
	db_close(&w->db);
	if (w->temporary != NULL && !w->committed)
		unlink(w->temporary);
	block_coder_free(w->coder);
	buf_release(&w->block);
	buf_release(&w->frame);
	buf_release(&w->filter);
	free(w->temporary);
	free(w->file);
	free(w);
}
