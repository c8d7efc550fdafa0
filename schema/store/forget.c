/* What leaves the index, and what is not to come back. */
#include <assert.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"
#include "schema/store/writer.h"

static enum pl_status
drop_described(struct pl_writer *w, int64_t day, struct pl_error *err)
{
	static const enum statement drops[] = { STMT_STORE_DROP_SHARD_NAMES,
		STMT_STORE_DROP_SHARD_ARCHIVES, STMT_STORE_DROP_SHARD_NOTES,
		STMT_STORE_DROP_SHARD };
	char *name = store_shard_name(day);
	enum pl_status rc = PL_OK;

	for (size_t i = 0; i < sizeof drops / sizeof drops[0]; i++) {
		sqlite3_stmt *q;

		rc = stmt_begin(&w->db, drops[i], &q, err);
		if (rc != PL_OK)
			break;
		bind_span(q, 1, span_str(name));
		rc = stmt_run(&w->db, drops[i], err);
		if (rc != PL_OK)
			break;
	}
	free(name);
	return rc;
}

static enum pl_status
unlink_shard(struct pl_writer *w, int64_t day, struct pl_error *err)
{
	char *name = store_shard_name(day);
	char *below = store_shard_file(name);
	char *path = xasprintf("%s/%s", w->path, below);
	char *folder = xstrndup(path, (size_t)(strrchr(path, '/') - path));
	enum pl_status rc = PL_OK;

	if (unlink(path) != 0 && errno != ENOENT)
		rc = pl_fail_errno(err, PL_EIO, "cannot remove '%s'", path);
	else
		rc = db_sync_path(folder, err);
	/* The year's folder goes with its last day. */
	if (rc == PL_OK && day != INSTANT_NONE)
		rmdir(folder);
	free(name);
	free(below);
	free(path);
	free(folder);
	return rc;
}

/* index.db goes first: whoever opens the index from then on misses nothing.  A
 * crash in between leaves files, which the next writer describes again. */
static enum pl_status
remove_days(struct pl_writer *w, const int64_t *days, size_t count,
    struct pl_error *err)
{
	enum pl_status rc = writer_mark_start(w, err);

	if (rc == PL_OK)
		rc = writer_edit(w, err);
	for (size_t i = 0; i < count && rc == PL_OK; i++)
		rc = drop_described(w, days[i], err);
	if (rc == PL_OK)
		rc = writer_publish(w, err);
	for (size_t i = 0; i < count && rc == PL_OK; i++)
		rc = unlink_shard(w, days[i], err);
	return rc;
}

enum pl_status
pl_writer_remove(struct pl_writer *w, const int64_t *days, size_t count,
    struct pl_error *err)
{
	enum pl_status rc = PL_OK;

	assert(w->run != 0);
	pthread_mutex_lock(&w->mutex);
	if (count > 0)
		rc = remove_days(w, days, count, err);
	pthread_mutex_unlock(&w->mutex);
	return rc;
}

enum pl_status
pl_writer_forget(struct pl_writer *w, int64_t archive, struct span key,
    struct pl_error *err)
{
	static const enum statement drops[] = { STMT_STORE_DROP_NOTE,
		STMT_STORE_DROP_ACCEPTED };
	enum pl_status rc = writer_edit(w, err);

	for (size_t i = 0; i < 2 && rc == PL_OK; i++) {
		sqlite3_stmt *q;

		rc = stmt_begin(&w->db, drops[i], &q, err);
		if (rc != PL_OK)
			break;
		bind_int(q, 1, archive);
		bind_span(q, 2, key);
		rc = stmt_run(&w->db, drops[i], err);
	}
	return rc;
}

enum pl_status
pl_writer_compact(struct pl_writer *w, struct pl_error *err)
{
	enum pl_status rc;

	pthread_mutex_lock(&w->mutex);
	rc = writer_edit(w, err);
	if (rc == PL_OK)
		rc = db_exec(&w->db, "commit; vacuum; begin", err);
	if (rc == PL_OK)
		rc = writer_publish(w, err);
	pthread_mutex_unlock(&w->mutex);
	return rc;
}
