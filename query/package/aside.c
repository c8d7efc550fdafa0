#include "query/package/aside.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/stop.h"
#include "query/package/package.h"

#define TEMPORARY ".new-XXXXXX"
/* Open folders while one is removed. */
#define REMOVE_DEPTH 16

/* ---- what is there ---- */

/* Whether a folder holds only what has such a name. */
static bool
holds_only(const char *path, bool (*fits)(struct span name))
{
	DIR *d = opendir(path);
	struct dirent *e;
	bool only = d != NULL;

	while (only && (e = readdir(d)) != NULL) {
		struct span name = span_str(e->d_name);

		only = span_is(name, ".") || span_is(name, "..") || fits(name);
	}
	if (d != NULL)
		closedir(d);
	return only;
}

static bool
fits_text(struct span name)
{
	return span_starts(name, TEXTS_PREFIX) &&
	    span_ends(name, TEXTS_SUFFIX);
}

static bool
fits_bundle(struct span name)
{
	return span_is(name, BUNDLE_MANIFEST) || span_is(name, BUNDLE_SUMS) ||
	    span_is(name, BUNDLE_README) || span_is(name, TEXTS_FOLDER) ||
	    span_is(name, ORIGINALS_FOLDER) ||
	    span_starts(name, BUNDLE_RECORDS);
}

static bool
is_bundle(const char *path)
{
	char *manifest = xasprintf("%s/" BUNDLE_MANIFEST, path);
	char *sums = xasprintf("%s/" BUNDLE_SUMS, path);
	bool is = access(manifest, F_OK) == 0 && access(sums, F_OK) == 0;

	free(manifest);
	free(sums);
	return is && holds_only(path, fits_bundle);
}

/* --force must not take somebody's folder of other things; an empty one holds
 * only texts, too. */
static bool
is_replaceable(const char *path)
{
	return is_bundle(path) || holds_only(path, fits_text);
}

enum pl_status
aside_check(const char *path, bool folder, bool force, struct pl_error *err)
{
	struct stat st;

	if (lstat(path, &st) != 0)
		return errno == ENOENT
		    ? PL_OK
		    : pl_fail_errno(err, PL_EIO, "cannot look at '%s'", path);
	if (!force)
		return pl_fail(err, PL_EGUARD,
		    "'%s' exists: name another path, or replace it with "
		    "--force",
		    path);
	if (!folder && !S_ISREG(st.st_mode))
		return pl_fail(err, PL_EGUARD,
		    "'%s' is no regular file: --force does not replace it",
		    path);
	if (folder && !S_ISDIR(st.st_mode))
		return pl_fail(err, PL_EGUARD,
		    "'%s' is no folder: --force does not replace it", path);
	if (folder && !is_replaceable(path))
		return pl_fail(err, PL_EGUARD,
		    "the folder '%s' holds other things than an export: "
		    "--force does not replace it",
		    path);
	return PL_OK;
}

/* ---- making ---- */

static int
remove_one(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
	(void)st;
	(void)kind;
	(void)ftw;
	return remove(path);
}

static void
remove_tree(const char *path)
{
	(void)nftw(path, remove_one, REMOVE_DEPTH, FTW_DEPTH | FTW_PHYS);
}

void
aside_remove(const char *path)
{
	if (aside_check(path, true, true, NULL) == PL_OK)
		remove_tree(path);
}

enum pl_status
aside_open(struct aside *a, const char *path, bool folder, bool force,
    struct pl_error *err)
{
	size_t n = strlen(path);
	enum pl_status rc;

	while (n > 1 && path[n - 1] == '/')
		n--;
	*a = (struct aside){ .path = xstrndup(path, n),
		.folder = folder,
		.force = force,
		.fd = -1 };
	rc = aside_check(a->path, folder, force, err);
	if (rc != PL_OK)
		return rc;
	a->made = xasprintf("%s" TEMPORARY, a->path);
	if (folder && mkdtemp(a->made) != NULL)
		return PL_OK;
	if (!folder)
		a->fd = mkostemp(a->made, O_CLOEXEC);
	if (a->fd >= 0)
		return PL_OK;
	rc = pl_fail_errno(err, PL_EIO, "cannot create '%s'", a->path);
	free(a->made);
	a->made = NULL;
	return rc;
}

void
aside_close(struct aside *a)
{
	if (a->path == NULL)
		return;
	if (a->fd >= 0)
		close(a->fd);
	if (a->made != NULL)
		remove_tree(a->made);
	free(a->made);
	free(a->path);
	*a = (struct aside){ .fd = -1 };
}

/* ---- putting in place ---- */

/* Open a folder, or the one a path lies in. */
static int
open_folder(const char *path, bool above)
{
	const char *slash = above ? strrchr(path, '/') : NULL;
	char *folder = xstrdup(path);
	int fd;

	if (above && slash == NULL)
		strcpy(folder, ".");
	else if (above)
		folder[slash == path ? 1 : slash - path] = '\0';
	fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	free(folder);
	return fd;
}

static enum pl_status
sync_made(const struct aside *a, struct pl_error *err)
{
	int fd = a->folder ? open_folder(a->made, false) : a->fd;
	/* One call for a folder's files, however many there are. */
	int failed = fd < 0 || (a->folder ? syncfs(fd) : fsync(fd)) != 0;
	int error = errno;

	if (a->folder && fd >= 0)
		close(fd);
	errno = error;
	if (failed)
		return pl_fail_errno(
		    err, PL_EIO, "cannot bring '%s' to the disk", a->path);
	return PL_OK;
}

/* A folder in the place of another, in two steps. */
static int
replace_by_hand(const struct aside *a)
{
	char *old = xasprintf("%s.old", a->made);
	int failed = rename(a->path, old);

	if (failed == 0) {
		failed = rename(a->made, a->path);
		if (failed == 0)
			remove_tree(old);
		else
			(void)!rename(old, a->path);
	}
	free(old);
	return failed;
}

/* The same in one, where the file system can. */
static int
replace_folder(const struct aside *a)
{
	int failed =
	    renameat2(AT_FDCWD, a->made, AT_FDCWD, a->path, RENAME_EXCHANGE);

	if (failed == 0)
		remove_tree(a->made);
	else if (errno == EINVAL || errno == ENOSYS)
		failed = replace_by_hand(a);
	return failed;
}

static int
put_in_place(const struct aside *a)
{
	int failed =
	    renameat2(AT_FDCWD, a->made, AT_FDCWD, a->path, RENAME_NOREPLACE);

	if (failed == 0 || (errno == EEXIST && !a->force))
		return failed;
	if (errno == EEXIST && a->folder)
		return replace_folder(a);
	/* To be replaced, or a file system that knows no such promise. */
	if (errno == EEXIST || errno == EINVAL || errno == ENOSYS)
		failed = rename(a->made, a->path);
	return failed;
}

enum pl_status
aside_ready(struct aside *a, struct pl_error *err)
{
	enum pl_status rc = sync_made(a, err);

	if (rc == PL_OK && stop_asked())
		rc = pl_fail(err, PL_ESTOP, "stopped");
	return rc;
}

enum pl_status
aside_place(struct aside *a, struct pl_error *err)
{
	int above;

	if (put_in_place(a) != 0)
		return pl_fail_errno(
		    err, PL_EIO, "cannot put '%s' in place", a->path);
	free(a->made);
	a->made = NULL;
	above = open_folder(a->path, true);
	if (above >= 0) {
		(void)fsync(above); /* some file systems know no such thing */
		close(above);
	}
	return PL_OK;
}

enum pl_status
aside_commit(struct aside *a, struct pl_error *err)
{
	enum pl_status rc = aside_ready(a, err);

	return rc == PL_OK ? aside_place(a, err) : rc;
}
