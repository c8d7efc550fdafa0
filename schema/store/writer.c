/* The life of an index in a writer's hands: lock, copy, change, put in place.
 */
#include "schema/store/writer.h"

#include <assert.h>
#include <errno.h>
#include <grp.h>
#include <openssl/rand.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "schema/copy.h"
#include "schema/shard/build.h"
#include "schema/store/lock.h"

enum pl_status
writer_edit(struct pl_writer *w, struct pl_error *err)
{
	enum pl_status rc;

	if (w->editing)
		return PL_OK;
	if (unlink(w->temporary) != 0 && errno != ENOENT)
		return pl_fail_errno(
		    err, PL_EIO, "cannot remove '%s'", w->temporary);
	bool create = access(w->file, F_OK) != 0;
	rc = create ? create_private(w->temporary, err)
		    : copy_file(w->file, w->temporary, err);
	if (rc == PL_OK)
		rc = db_open_builder(&w->db, w->temporary, create, DB_STORE_ID,
		    STMT_STORE_SCHEMA, err);
	if (rc != PL_OK)
		return rc;
	w->editing = true;
	return db_exec(&w->db, "begin", err);
}

enum pl_status
writer_publish(struct pl_writer *w, struct pl_error *err)
{
	enum pl_status rc;

	if (!w->editing)
		return PL_OK;
	rc = db_exec(&w->db, "commit", err);
	db_close(&w->db);
	w->editing = false;
	if (rc == PL_OK)
		rc = writer_protect(w, w->temporary, false, err);
	if (rc == PL_OK)
		rc = db_sync_path(w->temporary, err);
	if (rc == PL_OK && rename(w->temporary, w->file) != 0)
		rc =
		    pl_fail_errno(err, PL_EIO, "cannot replace '%s'", w->file);
	if (rc == PL_OK)
		rc = db_sync_path(w->path, err);
	w->published = instant_now();
	return rc;
}

static enum pl_status
put_setting(struct pl_writer *w, const char *key, const char *value,
    struct pl_error *err)
{
	sqlite3_stmt *q;
	enum pl_status rc =
	    stmt_begin(&w->db, STMT_STORE_PUT_SETTING, &q, err);

	if (rc != PL_OK)
		return rc;
	bind_span(q, 1, span_str(key));
	bind_span(q, 2, span_str(value));
	return stmt_run(&w->db, STMT_STORE_PUT_SETTING, err);
}

static enum pl_status
find_group(struct pl_writer *w, const char *name, struct pl_error *err)
{
	struct group *group = getgrnam(name);

	if (group == NULL)
		return pl_fail(err, PL_EUSAGE, "there is no group '%s'", name);
	w->shared = true;
	w->group = group->gr_gid;
	return PL_OK;
}

static enum pl_status
first_settings(struct pl_writer *w, const char *group, struct pl_error *err)
{
	unsigned char random[16];
	char id[33], created[24];
	enum pl_status rc;

	if (RAND_bytes(random, sizeof random) != 1)
		return pl_fail(
		    err, PL_EIO, "the system gives no random bytes");
	for (int i = 0; i < 16; i++)
		snprintf(id + 2 * i, 3, "%02x", random[i]);
	snprintf(created, sizeof created, "%lld", (long long)instant_now());
	rc = put_setting(w, "id", id, err);
	if (rc == PL_OK)
		rc = put_setting(w, "created", created, err);
	if (rc == PL_OK && group != NULL)
		rc = put_setting(w, "group", group, err);
	return rc;
}

/* The readers' group of an index that exists. */
static enum pl_status
read_group(struct pl_writer *w, struct pl_error *err)
{
	sqlite3_stmt *q;
	char *name = NULL;
	enum pl_status rc =
	    stmt_begin(&w->db, STMT_STORE_GET_SETTING, &q, err);

	if (rc != PL_OK)
		return rc;
	bind_span(q, 1, span_str("group"));
	rc = stmt_step(&w->db, STMT_STORE_GET_SETTING, err);
	if (rc == PL_OK) {
		struct span value = column_span(q, 0);

		name = xstrndup(value.p, value.n);
	}
	stmt_end(&w->db, STMT_STORE_GET_SETTING);
	if (rc == PL_OK)
		rc = find_group(w, name, err);
	free(name);
	return rc < 0 ? rc : PL_OK;
}

/* Whether index.db is one, before a copy of it is made: an error shall name
 * the file itself. */
static enum pl_status
check_file(const struct pl_writer *w, struct pl_error *err)
{
	struct db db;
	enum pl_status rc = db_open_reader(&db, w->file, DB_STORE_ID, err);

	if (rc == PL_OK)
		db_close(&db);
	return rc;
}

/* What root changes in another's index stays that one's. */
static enum pl_status
keep_owner(struct pl_writer *w, struct pl_error *err)
{
	struct stat st;

	if (geteuid() != 0)
		return PL_OK;
	if (stat(w->path, &st) != 0)
		return pl_fail_errno(err, PL_EIO, "cannot read '%s'", w->path);
	w->owner = st.st_uid;
	w->group = st.st_gid;
	return PL_OK;
}

static enum pl_status
protect_lock(struct pl_writer *w, struct pl_error *err)
{
	char *lock = xasprintf("%s/" STORE_LOCK, w->path);
	enum pl_status rc = writer_protect(w, lock, false, err);

	free(lock);
	return rc;
}

static enum pl_status
open_store(struct pl_writer *w, const struct pl_writer_options *options,
    struct pl_error *err)
{
	bool fresh = access(w->file, F_OK) != 0;
	enum pl_status rc = keep_owner(w, err);

	if (rc == PL_OK && fresh && options->group != NULL)
		rc = find_group(w, options->group, err);
	if (rc == PL_OK && !fresh)
		rc = check_file(w, err);
	if (rc == PL_OK)
		rc = writer_edit(w, err);
	if (rc == PL_OK)
		rc = fresh ? first_settings(w, options->group, err)
			   : read_group(w, err);
	if (rc == PL_OK && fresh)
		rc = writer_protect(w, w->path, true, err);
	if (rc == PL_OK)
		rc = protect_lock(w, err);
	if (rc == PL_OK)
		rc = store_read_archives(&w->known, &w->db, err);
	if (rc == PL_OK)
		rc = writer_recover(w, err);
	return rc;
}

enum pl_status
pl_writer_open(const char *path, const struct pl_writer_options *options,
    struct pl_writer **out, struct pl_error *err)
{
	struct pl_writer *w = NULL;
	char *lock = NULL;
	enum pl_status rc;

	*out = NULL;
	rc = writer_find_folder(path, options->create, err);
	if (rc != PL_OK)
		return rc;
	w = xcalloc(1, sizeof *w);
	pthread_mutex_init(&w->mutex, NULL);
	w->lock = -1;
	w->owner = (uid_t)-1;
	w->group = (gid_t)-1;
	w->path = xstrdup(path);
	w->file = xasprintf("%s/" STORE_FILE, path);
	w->temporary = xasprintf("%s" SHARD_TEMPORARY, w->file);
	w->command = xstrdup(options->command);
	lock = xasprintf("%s/" STORE_LOCK, path);
	rc = lock_take(lock, options->command, options->lock_wait,
	    options->stop, &w->lock, err);
	if (rc == PL_OK)
		rc = open_store(w, options, err);
	if (rc != PL_OK)
		goto done;
	*out = w;
	w = NULL; /* handed over */
done:
	pl_writer_close(w);
	free(lock);
	return rc;
}

void
pl_writer_close(struct pl_writer *w)
{
	if (w == NULL)
		return;
	db_close(&w->db);
	/* Only the holder of the lock may touch what was not published. */
	if (w->lock >= 0)
		unlink(w->temporary);
	store_image_release(&w->known);
	if (w->lock >= 0)
		close(w->lock);
	pthread_mutex_destroy(&w->mutex);
	free(w->path);
	free(w->file);
	free(w->temporary);
	free(w->command);
	free(w);
}

enum pl_status
pl_writer_publish(struct pl_writer *w, struct pl_error *err)
{
	pthread_mutex_lock(&w->mutex);
	enum pl_status rc = writer_publish(w, err);
	pthread_mutex_unlock(&w->mutex);
	return rc;
}
