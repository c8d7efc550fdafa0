#include "schema/shard/build.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>
#include <utf8proc.h>

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
		rc = db_open_builder(
		    &w->db, w->temporary, !append, &db_shard, err);
	return rc;
}

static bool
names_version(struct span list, const char *version)
{
	while (list.n > 0) {
		const char *space = memchr(list.p, ' ', list.n);
		size_t n = space ? (size_t)(space - list.p) : list.n;

		if (span_is(span_of(list.p, n), version))
			return true;
		n += space != NULL;
		list = span_of(list.p + n, list.n - n);
	}
	return false;
}

static enum pl_status
read_unicode(
    struct pl_shard_writer *w, struct buf *versions, struct pl_error *err)
{
	sqlite3_stmt *s;
	enum pl_status rc =
	    stmt_begin(&w->db, STMT_SHARD_GET_SETTING, &s, err);

	if (rc != PL_OK)
		return rc;
	bind_span(s, 1, span_str(SHARD_UNICODE));
	rc = stmt_step(&w->db, STMT_SHARD_GET_SETTING, err);
	if (rc == PL_OK)
		buf_addspan(versions, column_span(s, 0));
	stmt_end(&w->db, STMT_SHARD_GET_SETTING);
	return rc < 0 ? rc : PL_OK;
}

/* Remember by what the tokens are folded; a shard to which objects are added
 * may have been begun by another version. */
static enum pl_status
put_unicode(struct pl_shard_writer *w, struct pl_error *err)
{
	const char *version = utf8proc_unicode_version();
	struct buf versions;
	sqlite3_stmt *s;
	enum pl_status rc;

	buf_init(&versions, BUF_UNLIMITED);
	rc = read_unicode(w, &versions, err);
	if (rc != PL_OK || names_version(buf_span(&versions), version))
		goto done;
	if (versions.n > 0)
		buf_addc(&versions, ' ');
	buf_adds(&versions, version);
	rc = stmt_begin(&w->db, STMT_SHARD_PUT_SETTING, &s, err);
	if (rc != PL_OK)
		goto done;
	bind_span(s, 1, span_str(SHARD_UNICODE));
	bind_span(s, 2, buf_span(&versions));
	rc = stmt_run(&w->db, STMT_SHARD_PUT_SETTING, err);
done:
	buf_release(&versions);
	return rc;
}

/* Objects, records and blocks are numbered from 1. */
static bool
is_last(int64_t number)
{
	return number >= 0 && number <= SHARD_NUMBER_MAX;
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
	if (rc == PL_OK &&
	    (!is_last(w->last_object) || !is_last(w->last_record) ||
		!is_last(w->last_block)))
		rc = pl_fail(err, PL_EFORMAT,
		    "'%s' is damaged: its numbers cannot be", w->file);
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
	w->block_aim = BLOCK_BYTES_LEAST;
	buf_init(&w->frame, BUF_UNLIMITED);
	for (int i = 0; i < BUILD_NAMES; i++)
		buf_init(&w->names[i].text, BUF_UNLIMITED);
	buf_init(&w->folder.text, BUF_UNLIMITED);
	w->coder = block_coder_new();
	w->index = text_index_new(&w->db, PL_SHARD_WORDS_BYTES);
	w->file = xstrdup(file);
	rc = begin_file(w, file, append, err);
	if (rc == PL_OK)
		rc = db_exec(&w->db, "begin", err);
	if (rc == PL_OK)
		rc = read_last(w, err);
	if (rc == PL_OK)
		rc = put_unicode(w, err);
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
	text_index_free(w->index);
	buf_release(&w->block);
	buf_release(&w->frame);
	for (int i = 0; i < BUILD_NAMES; i++)
		buf_release(&w->names[i].text);
	buf_release(&w->folder.text);
	free(w->temporary);
	free(w->file);
	free(w);
}
