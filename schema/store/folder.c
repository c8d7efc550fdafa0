/* The folder of an index: whether it may be one, and who may read it. */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "schema/shard/build.h"
#include "schema/store/writer.h"

enum pl_status
writer_protect(const struct pl_writer *w, const char *path, bool folder,
    struct pl_error *err)
{
	mode_t mode = folder ? 0700 : 0600;

	if (w->shared)
		mode = folder ? 0750 : 0640;
	if ((w->owner != (uid_t)-1 || w->group != (gid_t)-1) &&
	    chown(path, w->owner, w->group) != 0)
		return pl_fail_errno(err, PL_EIO,
		    "cannot give '%s' to its owner and group", path);
	if (chmod(path, mode) != 0)
		return pl_fail_errno(err, PL_EIO, "cannot protect '%s'", path);
	return PL_OK;
}

enum pl_status
writer_make_folder(
    const struct pl_writer *w, const char *path, struct pl_error *err)
{
	if (mkdir(path, 0700) != 0)
		return errno == EEXIST
		    ? PL_OK
		    : pl_fail_errno(
			  err, PL_EIO, "cannot make the folder '%s'", path);
	enum pl_status rc = writer_protect(w, path, true, err);
	if (rc == PL_OK)
		rc = writer_sync_folder_of(path, err);
	return rc;
}

enum pl_status
writer_sync_folder_of(const char *path, struct pl_error *err)
{
	char *folder = store_folder_of(path);
	enum pl_status rc = db_sync_path(folder, err);

	free(folder);
	return rc;
}

/* A folder that an index may be made in: one with nothing but what a killed
 * first run can leave. */
static enum pl_status
check_folder(const char *path, struct pl_error *err)
{
	static const char *const ours[] = { ".", "..", STORE_LOCK, STORE_DAYS,
		STORE_FILE, STORE_FILE SHARD_TEMPORARY, "receipts" };
	DIR *d = opendir(path);
	struct dirent *e;
	enum pl_status rc = PL_OK;

	if (d == NULL && errno == ENOTDIR)
		return pl_fail(err, PL_ENOINDEX,
		    "'%s' is a file, not the folder of an index", path);
	if (d == NULL)
		return pl_fail_errno(
		    err, PL_EIO, "cannot open the folder '%s'", path);
	while (rc == PL_OK && (e = readdir(d)) != NULL) {
		bool known = false;

		for (size_t i = 0; i < sizeof ours / sizeof ours[0]; i++)
			known = known || strcmp(e->d_name, ours[i]) == 0;
		if (!known)
			rc = pl_fail(err, PL_ENOINDEX,
			    "'%s' is not the folder of an index: it holds "
			    "other things ('%s'); name an empty or a new one "
			    "with --index",
			    path, e->d_name);
	}
	closedir(d);
	return rc;
}

/* Make the folder, and those above it that are missing. */
static enum pl_status
make_index_folder(const char *path, struct pl_error *err)
{
	char *copy = xstrdup(path);
	enum pl_status rc = PL_OK;

	for (char *p = copy + 1; rc == PL_OK; p++) {
		if (*p != '/' && *p != '\0')
			continue;
		char saved = *p;
		*p = '\0';
		if (mkdir(copy, 0700) == 0)
			rc = writer_sync_folder_of(copy, err);
		else if (errno != EEXIST)
			rc = pl_fail_errno(
			    err, PL_EIO, "cannot make the folder '%s'", copy);
		*p = saved;
		if (saved == '\0')
			break;
	}
	free(copy);
	return rc;
}

bool
writer_is_missing(const char *path)
{
	return access(path, F_OK) != 0 &&
	    (errno == ENOENT || errno == ENOTDIR);
}

enum pl_status
writer_find_folder(const char *path, bool create, struct pl_error *err)
{
	char *file = xasprintf("%s/" STORE_FILE, path);
	struct pl_index *ix = NULL;
	enum pl_status rc = PL_OK;

	if (writer_is_missing(file)) {
		if (!create)
			/* Its sentence says what is there instead. */
			rc = pl_index_open(path, &ix, err);
		else if (writer_is_missing(path))
			rc = make_index_folder(path, err);
		else
			rc = check_folder(path, err);
	}
	pl_index_close(ix);
	free(file);
	return rc;
}
