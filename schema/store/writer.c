/* The life of an index in a writer's hands: lock, copy, change, put in place.
 */
#include "schema/store/writer.h"
#include "schema/store/doubt.h"

#include <errno.h>
#include <grp.h>
#include <openssl/rand.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "schema/copy.h"
#include "schema/hex.h"
#include "schema/shard/build.h"
#include "schema/store/lock.h"

/* Only the holder of the lock may touch the file. */
static void
abandon_edit(struct pl_writer *w)
{
	db_close(&w->db);
	if (w->editing && w->lock >= 0)
		unlink(w->temporary);
	w->editing = false;
}

/* Copy index.db, or begin it. */
static enum pl_status
begin_edit(struct pl_writer *w, struct pl_error *err)
{
	enum pl_status rc;

	if (unlink(w->temporary) != 0 && errno != ENOENT)
		return pl_fail_errno(
		    err, PL_EIO, "cannot remove '%s'", w->temporary);
	rc = w->fresh ? create_private(w->temporary, err)
		      : copy_file(w->file, w->temporary, err);
	if (rc != PL_OK)
		return rc;
	w->editing = true;
	rc = db_open_builder(&w->db, w->temporary, w->fresh, &db_store, err);
	if (rc == PL_OK)
		/* Who is no longer in the index shall not be in its free
		 * pages. */
		rc = db_exec(&w->db, "pragma secure_delete=on; begin", err);
	if (rc != PL_OK)
		abandon_edit(w);
	return rc;
}

enum pl_status
writer_edit(struct pl_writer *w, struct pl_error *err)
{
	if (w->lost.status != PL_OK)
		return pl_fail(err, w->lost.status, "%s", w->lost.text);
	return w->editing ? PL_OK : begin_edit(w, err);
}

static enum pl_status
put_in_place(struct pl_writer *w, struct pl_error *err)
{
	enum pl_status rc = db_exec(&w->db, "commit", err);

	db_close(&w->db);
	if (rc == PL_OK)
		rc = writer_protect(w, w->temporary, false, err);
	if (rc == PL_OK)
		rc = db_sync_path(w->temporary, err);
	if (rc == PL_OK && rename(w->temporary, w->file) != 0)
		rc =
		    pl_fail_errno(err, PL_EIO, "cannot replace '%s'", w->file);
	if (rc == PL_OK)
		rc = db_sync_path(w->path, err);
	return rc;
}

enum pl_status
writer_publish(struct pl_writer *w, struct pl_error *err)
{
	enum pl_status rc;

	if (w->lost.status != PL_OK)
		return pl_fail(err, w->lost.status, "%s", w->lost.text);
	if (!w->editing)
		return PL_OK;
	rc = put_in_place(w, &w->lost);
	if (rc != PL_OK) {
		abandon_edit(w);
		return pl_fail(err, rc, "%s", w->lost.text);
	}
	w->editing = false;
	w->fresh = false;
	w->published = instant_now();
	return PL_OK;
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
	uint8_t random[16];
	char id[2 * sizeof random + 1], created[24];
	enum pl_status rc;

	if (RAND_bytes(random, sizeof random) != 1)
		return pl_fail(
		    err, PL_EIO, "the system gives no random bytes");
	hex_write(random, sizeof random, id);
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
	if (rc == PL_OK && find_group(w, name, NULL) != PL_OK)
		rc = pl_fail(err, PL_EIO,
		    "there is no group '%s' any more, which is to read '%s'",
		    name, w->path);
	free(name);
	return rc < 0 ? rc : PL_OK;
}

/* Whether index.db is one, before a copy of it is made: an error shall name
 * the file itself. */
static enum pl_status
check_file(const struct pl_writer *w, struct pl_error *err)
{
	struct db db;
	enum pl_status rc = db_open_reader(&db, w->file, &db_store, err);

	db_close(&db);
	return store_name_mending(w->path, rc, err);
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
begin_store(struct pl_writer *w, const char *group, struct pl_error *err)
{
	enum pl_status rc = PL_OK;

	if (group != NULL)
		rc = find_group(w, group, err);
	if (rc == PL_OK)
		rc = writer_edit(w, err);
	if (rc == PL_OK)
		rc = first_settings(w, group, err);
	if (rc == PL_OK)
		rc = writer_protect(w, w->path, true, err);
	return rc;
}

/* The readers' group, which index.db told, is that of the folder. */
static enum pl_status
salvage_store(struct pl_writer *w, struct pl_error *err)
{
	char *group = writer_folder_group(w->path);
	enum pl_status rc = begin_store(w, group, err);

	free(group);
	return rc;
}

static enum pl_status
continue_store(struct pl_writer *w, const char *group, struct pl_error *err)
{
	struct pl_writer wanted = { 0 };
	enum pl_status rc = check_file(w, err);

	if (rc == PL_OK)
		rc = writer_edit(w, err);
	if (rc == PL_OK)
		rc = read_group(w, err);
	if (rc != PL_OK || group == NULL)
		return rc;
	rc = find_group(&wanted, group, err);
	if (rc == PL_OK && (!w->shared || w->group != wanted.group))
		rc = pl_fail(err, PL_EUSAGE,
		    "the index '%s' exists, and was not made for the group "
		    "'%s': only a new index can be given to one",
		    w->path, group);
	return rc;
}

static enum pl_status
open_store(struct pl_writer *w, const struct pl_writer_options *options,
    const char *lock, struct pl_error *err)
{
	enum pl_status rc = keep_owner(w, err);

	w->salvaged =
	    options->salvage && writer_needs_salvage(w->path, w->file);
	w->fresh = w->salvaged || writer_is_missing(w->file);
	if (rc == PL_OK && w->salvaged)
		rc = salvage_store(w, err);
	else if (rc == PL_OK)
		rc = w->fresh ? begin_store(w, options->group, err)
			      : continue_store(w, options->group, err);
	/* An update makes it anew, too, where its archive is named. */
	w->salvaged = w->fresh && store_has_days(w->path);
	if (rc == PL_OK)
		rc = writer_protect(w, lock, false, err);
	if (rc == PL_OK)
		rc = writer_recover(w, err);
	if (rc == PL_OK)
		rc = store_read_archives(&w->known, &w->db, err);
	if (rc == PL_OK)
		rc = store_read_holds(&w->kept, &w->db, err);
	return rc;
}

static struct pl_writer *
new_writer(const char *path, const char *command)
{
	struct pl_writer *w = xcalloc(1, sizeof *w);

	pthread_mutex_init(&w->mutex, NULL);
	w->lock = -1;
	w->owner = (uid_t)-1;
	w->group = (gid_t)-1;
	w->path = xstrdup(path);
	w->file = xasprintf("%s/" STORE_FILE, path);
	w->temporary = xasprintf("%s" SHARD_TEMPORARY, w->file);
	w->command = xstrdup(command);
	return w;
}

/* Nothing shall be made for a group that is not there. */
static enum pl_status
check_group(const char *name, struct pl_error *err)
{
	struct pl_writer probe;

	return name != NULL ? find_group(&probe, name, err) : PL_OK;
}

enum pl_status
pl_writer_open(const char *path, const struct pl_writer_options *options,
    struct pl_writer **out, struct pl_error *err)
{
	struct pl_writer *w = new_writer(path, options->command);
	char *lock = xasprintf("%s/" STORE_LOCK, path);
	enum pl_status rc;

	*out = NULL;
	rc = check_group(options->group, err);
	if (rc == PL_OK && !(options->salvage && store_has_days(path)))
		rc = writer_find_folder(path, options->create, err);
	if (rc == PL_OK)
		rc = lock_take(lock, options->command, options->lock_wait,
		    options->stop, &w->lock, err);
	if (rc == PL_OK)
		rc = open_store(w, options, lock, err);
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
	abandon_edit(w);
	doubt_release(w);
	store_image_release(&w->known);
	store_image_release(&w->kept);
	if (w->lock >= 0)
		close(w->lock);
	pthread_mutex_destroy(&w->mutex);
	free(w->path);
	free(w->file);
	free(w->temporary);
	free(w->command);
	free(w);
}

bool
pl_writer_salvaged(const struct pl_writer *w)
{
	return w->salvaged;
}

enum pl_status
pl_writer_publish(struct pl_writer *w, struct pl_error *err)
{
	pthread_mutex_lock(&w->mutex);
	enum pl_status rc = writer_publish(w, err);
	pthread_mutex_unlock(&w->mutex);
	return rc;
}
