/* Shards put in place, and what is asked of them before. */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"
#include "schema/shard/build.h"
#include "schema/store/describe.h"
#include "schema/store/doubt.h"
#include "schema/store/writer.h"

enum pl_status
pl_writer_shard_file(struct pl_writer *w, int64_t day, char **file,
    bool *exists, struct pl_error *err)
{
	char *name = store_shard_name(day);
	char *below = store_shard_file(name);
	char *path = xasprintf("%s/%s", w->path, below);
	char *folder = xasprintf("%s/" STORE_DAYS, w->path);
	enum pl_status rc = writer_make_folder(w, folder, err);

	if (rc == PL_OK && day != INSTANT_NONE) {
		free(folder);
		folder = xasprintf("%s/" STORE_DAYS "/%.4s", w->path, name);
		rc = writer_make_folder(w, folder, err);
	}
	*file = NULL;
	*exists = false;
	if (rc == PL_OK) {
		*exists = access(path, F_OK) == 0;
		*file = path;
		path = NULL; /* handed over */
	}
	free(name);
	free(below);
	free(path);
	free(folder);
	return rc;
}

static void
fill_share(sqlite3_stmt *q, struct pl_shard_share *out)
{
	*out = (struct pl_shard_share){
		.archive = sqlite3_column_int64(q, 0),
		.objects = (uint64_t)sqlite3_column_int64(q, 1),
	};
	if (sqlite3_column_bytes(q, 2) == PL_SHA256_BYTES) {
		out->digested = true;
		memcpy(
		    out->digest, sqlite3_column_blob(q, 2), PL_SHA256_BYTES);
	}
}

enum pl_status
pl_writer_shard_archives(struct pl_writer *w, int64_t day,
    struct pl_shard_share **shares, size_t *count, struct pl_error *err)
{
	char *name = store_shard_name(day);
	size_t capacity = 0;
	sqlite3_stmt *q;
	enum pl_status rc;

	*shares = NULL;
	*count = 0;
	pthread_mutex_lock(&w->mutex);
	rc = writer_edit(w, err);
	if (rc == PL_OK)
		rc = stmt_begin(&w->db, STMT_STORE_SHARD_ARCHIVES, &q, err);
	if (rc != PL_OK)
		goto done;
	bind_span(q, 1, span_str(name));
	while ((rc = stmt_step(&w->db, STMT_STORE_SHARD_ARCHIVES, err)) ==
	    PL_OK) {
		*shares = xgrow(*shares, *count, &capacity, sizeof **shares);
		fill_share(q, &(*shares)[(*count)++]);
	}
	stmt_end(&w->db, STMT_STORE_SHARD_ARCHIVES);
done:
	pthread_mutex_unlock(&w->mutex);
	free(name);
	return rc < 0 ? rc : PL_OK;
}

/* What index.db says of a shard's file, held against what is there. */
static enum pl_status
same_file(struct pl_writer *w, const char *name, const struct stat *st,
    bool *same, struct pl_error *err)
{
	sqlite3_stmt *q;
	enum pl_status rc = writer_edit(w, err);

	*same = false;
	if (rc == PL_OK)
		rc = stmt_begin(&w->db, STMT_STORE_SHARD_FILE, &q, err);
	if (rc != PL_OK)
		return rc;
	bind_span(q, 1, span_str(name));
	rc = stmt_step(&w->db, STMT_STORE_SHARD_FILE, err);
	if (rc == PL_OK)
		*same = sqlite3_column_int64(q, 0) == st->st_size &&
		    sqlite3_column_int64(q, 1) == store_mtime(st) &&
		    sqlite3_column_int64(q, 2) == (int64_t)st->st_ino;
	stmt_end(&w->db, STMT_STORE_SHARD_FILE);
	return rc < 0 ? rc : PL_OK;
}

enum pl_status
pl_writer_is_described(
    struct pl_writer *w, int64_t day, bool *is, struct pl_error *err)
{
	char *name = store_shard_name(day);
	char *below = store_shard_file(name);
	char *path = xasprintf("%s/%s", w->path, below);
	struct stat st;
	enum pl_status rc = PL_OK;

	*is = false;
	if (stat(path, &st) == 0) {
		pthread_mutex_lock(&w->mutex);
		rc = same_file(w, name, &st, is, err);
		pthread_mutex_unlock(&w->mutex);
	}
	free(name);
	free(below);
	free(path);
	return rc;
}

enum pl_status
pl_writer_duplicates(
    struct pl_writer *w, uint64_t *count, struct pl_error *err)
{
	sqlite3_stmt *q;
	enum pl_status rc = writer_edit(w, err);

	*count = 0;
	if (rc == PL_OK)
		rc = stmt_begin(&w->db, STMT_STORE_DUPLICATES, &q, err);
	if (rc != PL_OK)
		return rc;
	rc = stmt_step(&w->db, STMT_STORE_DUPLICATES, err);
	if (rc == PL_OK)
		*count = (uint64_t)sqlite3_column_int64(q, 0);
	stmt_end(&w->db, STMT_STORE_DUPLICATES);
	return rc < 0 ? rc : PL_OK;
}

enum pl_status
writer_mark_start(struct pl_writer *w, struct pl_error *err)
{
	enum pl_status rc = PL_OK;

	if (!w->start_marked) {
		rc = writer_publish(w, err);
		w->start_marked = rc == PL_OK;
	}
	return rc;
}

/* The file is in place, and index.db describes the one before: unless that is
 * mended, the run must not have an end mark, so that the next one knows whose
 * work the file is. */
static enum pl_status
describe_placed(struct pl_writer *w, const char *name,
    const struct pl_shard_writer *shard, const struct describe_file *file,
    struct pl_error *err)
{
	enum pl_status rc = writer_sync_folder_of(shard->file, err);

	if (rc == PL_OK)
		rc = writer_edit(w, err);
	if (rc == PL_OK)
		rc = store_describe(&w->db, w->path, name, file, err);
	if (rc == PL_OK)
		rc = doubt_clear(w, name, err);
	if (rc != PL_OK && w->lost.status == PL_OK)
		w->lost = *err;
	return rc;
}

static enum pl_status
place_shard(struct pl_writer *w, const char *name,
    struct pl_shard_writer *shard, const struct describe_file *file,
    struct pl_error *err)
{
	enum pl_status rc = writer_mark_start(w, err);

	if (rc == PL_OK && rename(shard->temporary, shard->file) != 0)
		rc = pl_fail_errno(
		    err, PL_EIO, "cannot replace '%s'", shard->file);
	if (rc != PL_OK)
		return rc;
	shard->committed = true;
	rc = describe_placed(w, name, shard, file, err);
	if (rc == PL_OK && instant_now() - w->published > CHECKPOINT_NS)
		rc = writer_publish(w, err);
	return rc;
}

enum pl_status
pl_writer_commit(struct pl_writer *w, int64_t day,
    struct pl_shard_writer *shard, struct pl_error *err)
{
	char *name = store_shard_name(day);
	struct describe_file file;
	enum pl_status rc;

	assert(shard->sealed && w->run != 0);
	rc = writer_protect(w, shard->temporary, false, err);
	/* While the system writes it, and other shards may be committed. */
	if (rc == PL_OK)
		rc = describe_read_file(shard->temporary, &file, err);
	if (rc == PL_OK)
		rc = db_sync_path(shard->temporary, err);
	pthread_mutex_lock(&w->mutex);
	if (rc == PL_OK)
		rc = place_shard(w, name, shard, &file, err);
	pthread_mutex_unlock(&w->mutex);
	free(name);
	return rc;
}
