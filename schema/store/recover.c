/* After a run that was killed: remove what it left, and make index.db say of
 * each shard what is true of it. */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "schema/shard/build.h"
#include "schema/store/describe.h"
#include "schema/store/doubt.h"
#include "schema/store/writer.h"

/* The names of the shards that are there. */
struct names {
	char **names;
	size_t count, capacity;
};

static void
names_add(struct names *n, char *name)
{
	n->names = xgrow(n->names, n->count, &n->capacity, sizeof *n->names);
	n->names[n->count++] = name;
}

static void
names_release(struct names *n)
{
	for (size_t i = 0; i < n->count; i++)
		free(n->names[i]);
	free(n->names);
}

static enum pl_status
remove_leftover(const char *folder, const char *name, struct pl_error *err)
{
	char *file = xasprintf("%s/%s", folder, name);
	enum pl_status rc = PL_OK;

	if (unlink(file) != 0)
		rc = pl_fail_errno(err, PL_EIO, "cannot remove '%s'", file);
	free(file);
	return rc;
}

/* The shards in one folder; leftovers are removed.  What is neither is not
 * ours, and left alone. */
static enum pl_status
look_into(const struct pl_writer *w, const char *below, struct names *out,
    struct pl_error *err)
{
	char *folder = xasprintf("%s/%s", w->path, below);
	DIR *d = opendir(folder);
	struct dirent *e;
	enum pl_status rc = PL_OK;

	if (d == NULL && errno != ENOENT)
		rc = pl_fail_errno(
		    err, PL_EIO, "cannot open the folder '%s'", folder);
	while (d != NULL && rc == PL_OK && (e = readdir(d)) != NULL) {
		struct span file = span_str(e->d_name);
		bool leftover = span_ends(file, ".db" SHARD_TEMPORARY);

		if (leftover)
			file.n -= strlen(SHARD_TEMPORARY);
		if (!span_ends(file, ".db"))
			continue;
		char *name = xstrndup(file.p, file.n - strlen(".db"));
		bool ours = store_is_shard(below, name);
		if (ours && leftover)
			rc = remove_leftover(folder, e->d_name, err);
		if (ours && !leftover) {
			names_add(out, name);
			name = NULL; /* handed over */
		}
		free(name);
	}
	if (d != NULL)
		closedir(d);
	free(folder);
	return rc;
}

/* days/ and the folder of each year. */
static enum pl_status
list_shards(const struct pl_writer *w, struct names *out, struct pl_error *err)
{
	char *days = xasprintf("%s/" STORE_DAYS, w->path);
	enum pl_status rc = look_into(w, STORE_DAYS, out, err);
	DIR *d = opendir(days);
	struct dirent *e;

	while (d != NULL && rc == PL_OK && (e = readdir(d)) != NULL) {
		if (strlen(e->d_name) != 4 ||
		    strspn(e->d_name, "0123456789") != 4)
			continue;
		char *year = xasprintf(STORE_DAYS "/%s", e->d_name);
		rc = look_into(w, year, out, err);
		free(year);
	}
	if (d != NULL)
		closedir(d);
	free(days);
	return rc;
}

/* Whether the file is as index.db says. */
static bool
is_described(const struct pl_writer *w, const struct store_image *image,
    const char *name)
{
	const struct pl_shard_info *info =
	    store_find_shard(&image->public, span_str(name));
	struct stat st;

	if (info == NULL)
		return false;
	size_t i = (size_t)(info - image->shards);
	char *path = xasprintf("%s/%s", w->path, info->file);
	bool same = stat(path, &st) == 0 &&
	    (uint64_t)st.st_size == info->bytes &&
	    store_mtime(&st) == image->shard_mtimes[i] &&
	    (uint64_t)st.st_ino == image->shard_inodes[i];
	free(path);
	return same;
}

/* A shard that was changed since a rebuild made it is to be made again. */
static enum pl_status
unmark_rebuilt(struct pl_writer *w, const char *name, struct pl_error *err)
{
	sqlite3_stmt *q;
	enum pl_status rc =
	    stmt_begin(&w->db, STMT_STORE_NOT_REBUILT, &q, err);

	if (rc != PL_OK)
		return rc;
	bind_int(q, 1, store_shard_day(name));
	return stmt_run(&w->db, STMT_STORE_NOT_REBUILT, err);
}

/* Whoever moved another day's shard there, or a copy of it, has not made this
 * day hold what that one does: what is known of the day stays as it is. */
static bool
is_of_another_day(const struct pl_writer *w, const char *name)
{
	char *below = store_shard_file(name);
	char *path = xasprintf("%s/%s", w->path, below);
	struct pl_shard *shard;
	struct pl_error ignored;
	bool other = shard_open_path(path, &shard, &ignored) == PL_OK &&
	    shard_check_day(shard, store_shard_day(name), &ignored) ==
		PL_EFORMAT;

	pl_shard_close(shard);
	free(below);
	free(path);
	return other;
}

static enum pl_status
restore_archive(
    struct pl_writer *w, sqlite3_stmt *archive, struct pl_error *err)
{
	sqlite3_stmt *q;
	enum pl_status rc =
	    stmt_begin(&w->db, STMT_STORE_RESTORE_ARCHIVE, &q, err);

	if (rc != PL_OK)
		return rc;
	bind_int(q, 1, sqlite3_column_int64(archive, 0));
	bind_span(q, 2, column_span(archive, 1));
	bind_int(q, 3, sqlite3_column_int64(archive, 2));
	bind_int(q, 4, instant_now());
	rc = stmt_run(&w->db, STMT_STORE_RESTORE_ARCHIVE, err);
	if (rc == PL_OK)
		rc = stmt_begin(&w->db, STMT_STORE_RESTORE_LOOKED, &q, err);
	if (rc != PL_OK)
		return rc;
	bind_int(q, 1, sqlite3_column_int64(archive, 0));
	return stmt_run(&w->db, STMT_STORE_RESTORE_LOOKED, err);
}

/* Where index.db is lost and shards are not, they say what archives their
 * objects are of: another must not be given the same number. */
static enum pl_status
restore_archives(struct pl_writer *w, const char *name, struct pl_error *err)
{
	char *below = store_shard_file(name);
	char *path = xasprintf("%s/%s", w->path, below);
	struct pl_shard *shard;
	sqlite3_stmt *q;
	enum pl_status rc = shard_open_path(path, &shard, err);

	if (rc == PL_OK)
		rc = stmt_begin(&shard->db, STMT_SHARD_ARCHIVES, &q, err);
	while (rc == PL_OK &&
	    (rc = stmt_step(&shard->db, STMT_SHARD_ARCHIVES, err)) == PL_OK)
		rc = restore_archive(w, q, err);
	pl_shard_close(shard);
	free(below);
	free(path);
	return rc < 0 ? rc : PL_OK;
}

/* Make index.db say of a shard what is true of it, unless somebody else
 * changed it. */
static enum pl_status
settle(struct pl_writer *w, const struct store_image *image, const char *name,
    bool open, struct pl_error *err)
{
	const struct pl_shard_info *info =
	    store_find_shard(&image->public, span_str(name));
	bool doubted = false;
	enum pl_status rc = unmark_rebuilt(w, name, err);

	if (rc == PL_OK && info != NULL)
		rc = doubt_shard(w, info, open, &doubted, err);
	if (rc != PL_OK || doubted || is_of_another_day(w, name))
		return rc;
	rc = store_describe(&w->db, w->path, name, NULL, err);
	if (rc == PL_OK && w->fresh)
		rc = restore_archives(w, name, err);
	if (rc == PL_OK)
		rc = doubt_clear(w, name, err);
	/* Of a damaged shard index.db knows: searches name it, and updating
	 * its day builds it anew. */
	return rc == PL_EFORMAT || rc == PL_EVERSION ? PL_OK : rc;
}

enum pl_status
writer_recover(struct pl_writer *w, struct pl_error *err)
{
	struct store_image image = { 0 };
	struct names names = { 0 };
	bool open = false;
	enum pl_status rc = store_read_shards(&image, &w->db, err);

	if (rc == PL_OK)
		rc = doubt_last_run(w, &open, err);
	if (rc == PL_OK)
		rc = writer_clean_receipts(w, err);
	if (rc == PL_OK)
		rc = list_shards(w, &names, err);
	for (size_t i = 0; i < names.count && rc == PL_OK; i++) {
		if (is_described(w, &image, names.names[i]))
			continue;
		rc = settle(w, &image, names.names[i], open, err);
	}
	names_release(&names);
	store_image_release(&image);
	return rc;
}
