/* What a path on the command line stands for. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "indexer/source/beneath.h"
#include "indexer/source/key.h"
#include "indexer/source/source.h"
#include "indexer/source/walk.h"

/* How many folders are looked into for an AWSLogs. */
#define FIND_FOLDERS_MAX 2000000

struct find {
	const char *path; /* real path of the folder that was given */
	char *prefix;     /* the same, ending in '/' */
	int root;
	/* Folders still to look into, below path, "" or ending in '/'; those
	 * before `next` are done and freed. */
	char **queue;
	size_t next, count, capacity;
	struct source_found *found;
	size_t found_count, found_capacity;
};

static void
add_found(struct find *f, char *root, char *scope, bool bundle)
{
	f->found = xgrow(
	    f->found, f->found_count, &f->found_capacity, sizeof *f->found);
	f->found[f->found_count++] =
	    (struct source_found){ root, scope, bundle };
}

/* An absolute path without the '/' at its end, but for that of "/". */
static char *
trimmed(const char *path, size_t n)
{
	while (n > 1 && path[n - 1] == '/')
		n--;
	return xstrndup(path, n);
}

/* Where the last component AWSLogs of a path begins, or NULL. */
static const char *
last_logs(const char *path)
{
	char *all = xasprintf("%s/", path);
	struct span key = key_from_logs(span_str(all));
	size_t at = (size_t)(key.p - all);

	free(all);
	return at > 0 ? path + at : NULL;
}

static enum pl_status
look_at(struct find *f, const char *below, DIR *folder, struct pl_error *err)
{
	struct dirent *entry;

	for (errno = 0; (entry = readdir(folder)) != NULL; errno = 0) {
		const char *name = entry->d_name;
		unsigned char kind = entry->d_type;

		if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
			continue;
		if (kind == DT_UNKNOWN)
			kind = walk_kind(dirfd(folder), name);
		if (kind != DT_DIR)
			continue;
		if (strcmp(name, KEY_LOGS) == 0) {
			char *root = xasprintf("%s%s", f->prefix, below);
			add_found(f, trimmed(root, strlen(root)), xstrdup(""),
			    false);
			free(root);
			continue;
		}
		if (f->count == FIND_FOLDERS_MAX)
			return pl_fail(err, PL_ELIMIT,
			    "more than %d folders below '%s': give the one "
			    "that holds AWSLogs",
			    FIND_FOLDERS_MAX, f->path);
		f->queue =
		    xgrow(f->queue, f->count, &f->capacity, sizeof *f->queue);
		f->queue[f->count++] = xasprintf("%s%s/", below, name);
	}
	return errno == 0 ? PL_OK
			  : pl_fail_errno(err, PL_EIO, "cannot read '%s%s'",
				f->prefix, below);
}

static bool
too_deep(const char *below)
{
	unsigned depth = 0;

	for (; *below != '\0'; below++)
		depth += *below == '/';
	return depth > SOURCE_DEPTH_MAX;
}

/* An archive may lie in a folder that cannot be opened, so going on without it
 * would pass over it in silence. */
static enum pl_status
look_into(struct find *f, const char *below, struct pl_error *err)
{
	if (too_deep(below))
		return pl_fail(err, PL_EIO,
		    "cannot look for " KEY_LOGS " in '%s%s': more than %d "
		    "folders within each other",
		    f->prefix, below, SOURCE_DEPTH_MAX);
	int fd = beneath_open(f->root, below, O_RDONLY | O_DIRECTORY);
	DIR *folder = fd < 0 ? NULL : fdopendir(fd);
	if (folder == NULL) {
		int error = errno;

		if (fd >= 0)
			close(fd);
		if (*below != '\0' &&
		    (error == ENOENT || error == ENOTDIR || error == ELOOP))
			return PL_OK;
		errno = error;
		return pl_fail_errno(err, PL_EIO,
		    "cannot look for " KEY_LOGS " in '%s%s'", f->prefix,
		    below);
	}
	enum pl_status rc = look_at(f, below, folder, err);
	closedir(folder);
	return rc;
}

static int
by_root(const void *a, const void *b)
{
	const struct source_found *x = a, *y = b;

	return strcmp(x->root, y->root);
}

/* Breadth first, since AWSLogs lies high in a tree. */
static enum pl_status
find_below(struct find *f, struct pl_error *err)
{
	enum pl_status rc = PL_OK, trouble = PL_OK;
	struct pl_error first = { 0 };

	f->queue = xgrow(f->queue, 0, &f->capacity, sizeof *f->queue);
	f->queue[f->count++] = xstrdup("");
	while (f->next < f->count && rc != PL_ELIMIT) {
		char *below = f->queue[f->next++];
		rc = look_into(f, below, trouble == PL_OK ? &first : NULL);
		if (rc != PL_OK && trouble == PL_OK)
			trouble = rc;
		free(below);
	}
	/* A lone folder is opened as it is, and names what it cannot read. */
	if (trouble == PL_ELIMIT || (trouble != PL_OK && f->found_count > 0)) {
		if (err != NULL)
			*err = first;
		return trouble;
	}
	if (f->found_count == 0)
		add_found(f, xstrdup(f->path), xstrdup(""), false);
	qsort(f->found, f->found_count, sizeof *f->found, by_root);
	return PL_OK;
}

static enum pl_status
find_folder(struct find *f, struct pl_error *err)
{
	const char *logs = last_logs(f->path);

	if (logs != NULL) {
		add_found(f, trimmed(f->path, (size_t)(logs - f->path)),
		    xasprintf("%s/", logs), false);
		return PL_OK;
	}
	f->root = open(f->path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (f->root < 0)
		return pl_fail_errno(err, PL_EIO, "cannot open '%s'", f->path);
	f->prefix = xasprintf("%s%s", f->path, f->path[1] ? "/" : "");
	return find_below(f, err);
}

enum pl_status
source_find(const char *path, struct source_found **found, size_t *count,
    struct pl_error *err)
{
	struct find f = { .root = -1 };
	char *real = realpath(path, NULL);
	enum pl_status rc = PL_OK;
	struct stat st;

	*found = NULL;
	*count = 0;
	f.path = real;
	if (real == NULL || stat(real, &st) != 0)
		rc = pl_fail_errno(err, PL_EIO, "cannot find '%s'", path);
	else if (S_ISREG(st.st_mode))
		add_found(&f, xstrdup(real), xstrdup(""), true);
	else if (S_ISDIR(st.st_mode))
		rc = find_folder(&f, err);
	else
		rc = pl_fail(
		    err, PL_EIO, "'%s' is neither a folder nor a file", path);
	if (rc == PL_OK) {
		*found = f.found;
		*count = f.found_count;
		f.found = NULL; /* handed over */
	}
	source_found_release(f.found, f.found_count);
	while (f.next < f.count)
		free(f.queue[f.next++]);
	free(f.queue);
	free(f.prefix);
	if (f.root >= 0)
		close(f.root);
	free(real);
	return rc;
}

void
source_found_release(struct source_found *found, size_t count)
{
	for (size_t i = 0; found != NULL && i < count; i++) {
		free(found[i].root);
		free(found[i].scope);
	}
	free(found);
}
