/* Archives, runs, days and notes in index.db. */
#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "schema/shard_writer.h"
#include "schema/store_writer.h"

const struct pl_archive *
pl_writer_archives(const struct pl_writer *w, size_t *count)
{
	*count = w->known.public.archive_count;
	return w->known.archives;
}

const char *
pl_writer_signature(const struct pl_writer *w, int64_t archive)
{
	for (size_t i = 0; i < w->known.public.archive_count; i++)
		if (w->known.archives[i].id == archive)
			return w->known.signatures[i];
	return "";
}

/* Whether the folder `inner` is, or lies below, the folder `outer`. */
static bool
lies_within(const char *inner, const char *outer)
{
	size_t n = strlen(outer);

	return strncmp(inner, outer, n) == 0 &&
	    (inner[n] == '/' || n == 0 || outer[n - 1] == '/');
}

static enum pl_status
check_overlap(const struct pl_writer *w, const char *root, bool bundle,
    struct pl_error *err)
{
	for (size_t i = 0; i < w->known.public.archive_count; i++) {
		const struct pl_archive *a = &w->known.archives[i];

		if (bundle || a->bundle)
			continue;
		if (lies_within(root, a->root) || lies_within(a->root, root))
			return pl_fail(err, PL_EGUARD,
			    "the archive '%s' overlaps the known archive "
			    "'%s': the same objects would be indexed twice",
			    root, a->root);
	}
	return PL_OK;
}

static enum pl_status
put_archive(
    struct pl_writer *w, const char *root, bool bundle, struct pl_error *err)
{
	sqlite3_stmt *q;
	enum pl_status rc = writer_edit(w, err);

	if (rc == PL_OK)
		rc = stmt_begin(&w->db, STMT_STORE_PUT_ARCHIVE, &q, err);
	if (rc != PL_OK)
		return rc;
	bind_span(q, 1, span_str(root));
	bind_int(q, 2, bundle);
	bind_int(q, 3, instant_now());
	rc = stmt_run(&w->db, STMT_STORE_PUT_ARCHIVE, err);
	if (rc != PL_OK)
		return rc;
	store_image_release(&w->known);
	return store_read_archives(&w->known, &w->db, err);
}

enum pl_status
pl_writer_add_archive(struct pl_writer *w, const char *root, bool bundle,
    int64_t *id, struct pl_error *err)
{
	for (int pass = 0; pass < 2; pass++) {
		for (size_t i = 0; i < w->known.public.archive_count; i++) {
			if (strcmp(w->known.archives[i].root, root) != 0)
				continue;
			*id = w->known.archives[i].id;
			return PL_OK;
		}
		enum pl_status rc = check_overlap(w, root, bundle, err);
		if (rc == PL_OK)
			rc = put_archive(w, root, bundle, err);
		if (rc != PL_OK)
			return rc;
	}
	return pl_fail(err, PL_EDB, "cannot remember the archive '%s'", root);
}

enum pl_status
pl_writer_set_signature(struct pl_writer *w, int64_t archive,
    const char *signature, struct pl_error *err)
{
	sqlite3_stmt *q;
	enum pl_status rc = writer_edit(w, err);

	if (rc == PL_OK)
		rc = stmt_begin(&w->db, STMT_STORE_SET_SIGNATURE, &q, err);
	if (rc != PL_OK)
		return rc;
	bind_int(q, 1, archive);
	bind_span(q, 2, span_str(signature));
	return stmt_run(&w->db, STMT_STORE_SET_SIGNATURE, err);
}

static enum pl_status
put_scope(struct pl_writer *w, const struct pl_run_scope *scope,
    struct pl_error *err)
{
	sqlite3_stmt *q;
	enum pl_status rc = stmt_begin(&w->db, STMT_STORE_PUT_SCOPE, &q, err);

	if (rc != PL_OK)
		return rc;
	bind_int(q, 1, w->run);
	bind_int(q, 2, scope->archive);
	bind_span(q, 3, span_str(scope->scope));
	return stmt_run(&w->db, STMT_STORE_PUT_SCOPE, err);
}

enum pl_status
pl_writer_begin_run(struct pl_writer *w, const struct pl_run_scope *scopes,
    size_t count, struct pl_error *err)
{
	char host[128] = "";
	sqlite3_stmt *q;
	enum pl_status rc = writer_edit(w, err);

	assert(w->run == 0);
	gethostname(host, sizeof host - 1);
	if (rc == PL_OK)
		rc = stmt_begin(&w->db, STMT_STORE_PUT_RUN, &q, err);
	if (rc != PL_OK)
		return rc;
	bind_span(q, 1, span_str(w->command));
	bind_int(q, 2, instant_now());
	bind_int(q, 3, getpid());
	bind_span(q, 4, span_str(host));
	bind_span(q, 5, span_str(PL_VERSION));
	rc = stmt_run(&w->db, STMT_STORE_PUT_RUN, err);
	if (rc != PL_OK)
		return rc;
	w->run = sqlite3_last_insert_rowid(w->db.handle);
	w->start_marked = false;
	for (size_t i = 0; i < count && rc == PL_OK; i++)
		rc = put_scope(w, &scopes[i], err);
	return rc;
}

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

enum pl_status
pl_writer_shard_archives(struct pl_writer *w, int64_t day, int64_t **ids,
    size_t *count, struct pl_error *err)
{
	char *name = store_shard_name(day);
	size_t capacity = 0;
	sqlite3_stmt *q;
	enum pl_status rc;

	*ids = NULL;
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
		*ids = xgrow(*ids, *count, &capacity, sizeof **ids);
		(*ids)[(*count)++] = sqlite3_column_int64(q, 0);
	}
	stmt_end(&w->db, STMT_STORE_SHARD_ARCHIVES);
done:
	pthread_mutex_unlock(&w->mutex);
	free(name);
	return rc < 0 ? rc : PL_OK;
}

enum pl_status
pl_writer_archive_days(struct pl_writer *w, int64_t archive, int64_t **days,
    size_t *count, struct pl_error *err)
{
	size_t capacity = 0;
	sqlite3_stmt *q;
	enum pl_status rc = writer_edit(w, err);

	*days = NULL;
	*count = 0;
	if (rc == PL_OK)
		rc = stmt_begin(&w->db, STMT_STORE_ARCHIVE_DAYS, &q, err);
	if (rc != PL_OK)
		return rc;
	bind_int(q, 1, archive);
	while (
	    (rc = stmt_step(&w->db, STMT_STORE_ARCHIVE_DAYS, err)) == PL_OK) {
		*days = xgrow(*days, *count, &capacity, sizeof **days);
		(*days)[(*count)++] = sqlite3_column_type(q, 0) == SQLITE_NULL
		    ? INSTANT_NONE
		    : sqlite3_column_int64(q, 0);
	}
	stmt_end(&w->db, STMT_STORE_ARCHIVE_DAYS);
	return rc < 0 ? rc : PL_OK;
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

/* The folder of a path, synced: a rename lasts only then. */
static enum pl_status
sync_folder_of(const char *path, struct pl_error *err)
{
	const char *slash = strrchr(path, '/');
	char *folder = xstrndup(path, slash ? (size_t)(slash - path) : 0);
	enum pl_status rc = db_sync_path(folder, err);

	free(folder);
	return rc;
}

static enum pl_status
place_shard(struct pl_writer *w, const char *name,
    struct pl_shard_writer *shard, struct pl_error *err)
{
	enum pl_status rc = PL_OK;

	if (!w->start_marked) {
		rc = writer_publish(w, err);
		w->start_marked = rc == PL_OK;
	}
	if (rc == PL_OK)
		rc = writer_protect(w, shard->temporary, false, err);
	if (rc == PL_OK && rename(shard->temporary, shard->file) != 0)
		rc = pl_fail_errno(
		    err, PL_EIO, "cannot replace '%s'", shard->file);
	if (rc != PL_OK)
		return rc;
	shard->committed = true;
	rc = sync_folder_of(shard->file, err);
	if (rc == PL_OK)
		rc = writer_edit(w, err);
	if (rc == PL_OK)
		rc = store_describe(&w->db, w->path, name, err);
	if (rc == PL_OK && instant_now() - w->published > CHECKPOINT_NS)
		rc = writer_publish(w, err);
	return rc;
}

enum pl_status
pl_writer_commit(struct pl_writer *w, int64_t day,
    struct pl_shard_writer *shard, struct pl_error *err)
{
	char *name = store_shard_name(day);
	enum pl_status rc;

	assert(shard->sealed && w->run != 0);
	pthread_mutex_lock(&w->mutex);
	rc = place_shard(w, name, shard, err);
	pthread_mutex_unlock(&w->mutex);
	free(name);
	return rc;
}

static enum pl_status
put_absent(struct pl_writer *w, int64_t archive, const struct pl_absent *a,
    struct pl_error *err)
{
	sqlite3_stmt *q;
	enum pl_status rc = stmt_begin(&w->db, STMT_STORE_PUT_ABSENT, &q, err);

	if (rc != PL_OK)
		return rc;
	bind_int(q, 1, archive);
	bind_span(q, 2, span_str(a->key));
	bind_int(q, 3, a->kind);
	bind_span(q, 4, span_str(a->reason));
	if (a->hour != INSTANT_NONE)
		bind_int(q, 5, a->hour);
	bind_int(q, 6, instant_now());
	bind_int(q, 7, w->run);
	return stmt_run(&w->db, STMT_STORE_PUT_ABSENT, err);
}

enum pl_status
pl_writer_set_absent(struct pl_writer *w, const struct pl_run_scope *scope,
    const struct pl_absent *absent, size_t count, struct pl_error *err)
{
	size_t n = strlen(scope->scope);
	char *past = xstrdup(scope->scope);
	sqlite3_stmt *q;
	enum pl_status rc = writer_edit(w, err);

	for (size_t i = 0; i < count && rc == PL_OK; i++)
		rc = put_absent(w, scope->archive, &absent[i], err);
	if (rc == PL_OK)
		rc = stmt_begin(&w->db, STMT_STORE_DROP_ABSENT, &q, err);
	if (rc != PL_OK)
		goto done;
	/* Keys below "a/b/" lie from "a/b/" to before "a/b0"; no key holds a
	 * byte 0xFF. */
	if (n > 0)
		past[n - 1]++;
	bind_int(q, 1, scope->archive);
	bind_span(q, 2, span_of(scope->scope, n));
	bind_span(q, 3, n > 0 ? span_of(past, n) : span_of("\xFF", 1));
	bind_int(q, 4, w->run);
	rc = stmt_run(&w->db, STMT_STORE_DROP_ABSENT, err);
done:
	free(past);
	return rc;
}

static enum pl_status
run_with_number(struct pl_writer *w, enum statement which, int64_t number,
    struct pl_error *err)
{
	sqlite3_stmt *q;
	enum pl_status rc = stmt_begin(&w->db, which, &q, err);

	if (rc != PL_OK)
		return rc;
	bind_int(q, 1, number);
	return stmt_run(&w->db, which, err);
}

enum pl_status
pl_writer_end_run(struct pl_writer *w, enum pl_run_state state,
    const char *reason, const char *counts, struct pl_error *err)
{
	sqlite3_stmt *q;
	enum pl_status rc = writer_edit(w, err);

	if (rc == PL_OK)
		rc = stmt_begin(&w->db, STMT_STORE_END_RUN, &q, err);
	if (rc != PL_OK)
		return rc;
	bind_int(q, 1, w->run);
	bind_int(q, 2, instant_now());
	bind_int(q, 3, state);
	bind_span(q, 4, span_str(reason));
	bind_span(q, 5, span_str(counts));
	rc = stmt_run(&w->db, STMT_STORE_END_RUN, err);
	if (rc == PL_OK && state == PL_RUN_ENDED)
		rc = run_with_number(w, STMT_STORE_MAKE_GOOD, w->run, err);
	if (rc == PL_OK)
		rc =
		    run_with_number(w, STMT_STORE_FORGET_RUNS, RUNS_KEPT, err);
	if (rc == PL_OK)
		rc = db_exec(
		    &w->db, statement_defs[STMT_STORE_FORGET_SCOPES].sql, err);
	w->run = 0;
	if (rc == PL_OK)
		rc = writer_publish(w, err);
	return rc;
}

enum pl_status
pl_writer_accept(struct pl_writer *w, const char *key, const char *reason,
    uint64_t *count, struct pl_error *err)
{
	sqlite3_stmt *q;
	enum pl_status rc = writer_edit(w, err);

	*count = 0;
	if (rc == PL_OK)
		rc = stmt_begin(&w->db, STMT_STORE_ACCEPT, &q, err);
	if (rc != PL_OK)
		return rc;
	if (key != NULL)
		bind_span(q, 1, span_str(key));
	bind_span(q, 2, span_str(reason));
	bind_int(q, 3, instant_now());
	rc = stmt_run(&w->db, STMT_STORE_ACCEPT, err);
	if (rc == PL_OK)
		*count = (uint64_t)sqlite3_changes(w->db.handle);
	if (rc == PL_OK && *count == 0 && key != NULL)
		rc = pl_fail(err, PL_ENOTFOUND,
		    "no object with the key '%s' is partly indexed, rejected, "
		    "vanished or unreadable",
		    key);
	return rc;
}

enum pl_status
pl_writer_note_counts(
    struct pl_writer *w, struct pl_note_counts *out, struct pl_error *err)
{
	sqlite3_stmt *q;
	enum pl_status rc = writer_edit(w, err);

	*out = (struct pl_note_counts){ 0 };
	if (rc == PL_OK)
		rc = stmt_begin(&w->db, STMT_STORE_COUNT_NOTES, &q, err);
	if (rc != PL_OK)
		return rc;
	while (
	    (rc = stmt_step(&w->db, STMT_STORE_COUNT_NOTES, err)) == PL_OK) {
		int64_t kind = sqlite3_column_int64(q, 0);

		if (kind < 0 || kind > PL_NOTE_UNREADABLE)
			continue;
		out->all[kind] = (uint64_t)sqlite3_column_int64(q, 1);
		out->open[kind] = (uint64_t)sqlite3_column_int64(q, 2);
	}
	stmt_end(&w->db, STMT_STORE_COUNT_NOTES);
	return rc < 0 ? rc : PL_OK;
}
