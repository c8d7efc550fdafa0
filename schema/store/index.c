/* An index in a reader's hands. */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"
#include "schema/denied.h"
#include "schema/store/lock.h"
#include "schema/store/marks.h"
#include "schema/store/store.h"

const char *
pl_run_state_name(enum pl_run_state state)
{
	static const char *const names[] = { "open", "interrupted", "failed",
		"ended" };

	return names[state];
}

const char *
pl_note_name(enum pl_note_kind kind)
{
	static const char *const names[] = { "partly", "rejected", "vanished",
		"unreadable" };

	return names[kind];
}

/* What is at `path`, when it holds no index.db, in one sentence. */
static enum pl_status
no_index(const char *path, struct pl_error *err)
{
	DIR *d = opendir(path);
	size_t entries = 0;

	if (d == NULL && errno == ENOENT)
		return pl_fail(err, PL_ENOINDEX,
		    "there is no index at '%s': make one with 'promptlog "
		    "index update ARCHIVE', or name another with --index",
		    path);
	if (d == NULL && errno == ENOTDIR)
		return pl_fail(err, PL_ENOINDEX,
		    "'%s' is a file, not the folder of an index", path);
	if (d == NULL)
		return pl_fail_errno(
		    err, PL_EIO, "cannot open the index '%s'", path);
	while (readdir(d) != NULL)
		entries++;
	closedir(d);
	if (store_has_days(path))
		return pl_fail(err, PL_ENOINDEX,
		    "the index '%s' has lost its " STORE_FILE
		    ": 'promptlog-index rebuild' makes it anew from the "
		    "shards",
		    path);
	if (entries <= 2)
		return pl_fail(err, PL_ENOINDEX,
		    "there is no index at '%s': the folder is empty", path);
	return pl_fail(err, PL_ENOINDEX,
	    "'%s' is not the folder of an index: it holds no " STORE_FILE,
	    path);
}

/* An open run may have been killed, or be at work; the lock tells. */
static void
mark_running(struct store_image *image, const char *path)
{
	size_t n = image->public.run_count;
	struct pl_run *last = n > 0 ? &image->runs[n - 1] : NULL;

	if (last == NULL || last->state != PL_RUN_OPEN)
		return;
	char *lock = xasprintf("%s/" STORE_LOCK, path);
	last->running = lock_is_held(lock);
	free(lock);
}

enum pl_status
store_name_mending(const char *path, enum pl_status rc, struct pl_error *err)
{
	struct pl_error why;

	if ((rc != PL_EFORMAT && rc != PL_EDB) || err == NULL ||
	    !store_has_days(path))
		return rc;
	why = *err;
	return pl_fail(err, rc,
	    "%s: 'promptlog-index rebuild' makes it anew from the shards",
	    why.text);
}

enum pl_status
pl_index_open(const char *path, struct pl_index **out, struct pl_error *err)
{
	struct store_image *image = NULL;
	char *file = xasprintf("%s/" STORE_FILE, path);
	struct file_mark mark = mark_file(file);
	enum pl_status rc;

	*out = NULL;
	if (access(file, R_OK) != 0) {
		rc = errno == ENOENT || errno == ENOTDIR
		    ? no_index(path, err)
		    : fail_unreadable(err, file);
		goto done;
	}
	image = xcalloc(1, sizeof *image);
	image->public.path = image_keep(image, span_str(path));
	rc = db_open_reader(&image->db, file, &db_store, err);
	if (rc == PL_OK)
		rc = store_read_image(image, &image->db, err);
	rc = store_name_mending(path, rc, err);
	if (rc != PL_OK)
		goto done;
	mark_running(image, path);
	image->public.marks = marks_new(&mark, image->public.shard_count);
	*out = &image->public;
	image = NULL; /* handed over */
done:
	pl_index_close(image ? &image->public : NULL);
	free(file);
	return rc;
}

void
pl_index_close(struct pl_index *ix)
{
	struct store_image *image = (struct store_image *)ix;

	if (ix == NULL)
		return;
	store_image_release(image);
	free(image);
}

/* Give the visitor the rows of a statement about a kind of names, or about one
 * name of it: name, shard, records. */
static enum pl_status
visit_names(struct pl_index *ix, enum statement which, enum pl_name_kind kind,
    const char *only, pl_name_visitor *visit, void *context,
    struct pl_error *err)
{
	struct store_image *image = (struct store_image *)ix;
	sqlite3_stmt *q;
	enum pl_status rc = stmt_begin(&image->db, which, &q, err);

	if (rc != PL_OK)
		return rc;
	bind_int(q, 1, kind);
	if (only != NULL)
		bind_span(q, 2, span_str(only));
	while ((rc = stmt_step(&image->db, which, err)) == PL_OK) {
		const char *name = (const char *)sqlite3_column_text(q, 0);
		const struct pl_shard_info *shard =
		    store_find_shard(ix, column_span(q, 1));

		if (shard != NULL && name != NULL)
			visit(context, name, shard,
			    (uint64_t)sqlite3_column_int64(q, 2));
	}
	stmt_end(&image->db, which);
	return rc < 0 ? rc : PL_OK;
}

enum pl_status
pl_index_names(struct pl_index *ix, enum pl_name_kind kind,
    pl_name_visitor *visit, void *context, struct pl_error *err)
{
	return visit_names(
	    ix, STMT_STORE_NAMES, kind, NULL, visit, context, err);
}

enum pl_status
pl_index_name_shards(struct pl_index *ix, enum pl_name_kind kind,
    const char *name, pl_name_visitor *visit, void *context,
    struct pl_error *err)
{
	return visit_names(
	    ix, STMT_STORE_NAME_SHARDS, kind, name, visit, context, err);
}

enum pl_status
pl_index_each_name(struct pl_index *ix, enum pl_name_kind kind,
    void (*visit)(void *context, const char *name), void *context,
    struct pl_error *err)
{
	struct store_image *image = (struct store_image *)ix;
	sqlite3_stmt *q;
	enum pl_status rc =
	    stmt_begin(&image->db, STMT_STORE_EACH_NAME, &q, err);

	if (rc != PL_OK)
		return rc;
	bind_int(q, 1, kind);
	while (
	    (rc = stmt_step(&image->db, STMT_STORE_EACH_NAME, err)) == PL_OK) {
		const char *name = (const char *)sqlite3_column_text(q, 0);

		if (name != NULL)
			visit(context, name);
	}
	stmt_end(&image->db, STMT_STORE_EACH_NAME);
	return rc < 0 ? rc : PL_OK;
}
