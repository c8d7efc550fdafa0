#include "indexer/source/walk.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/utf8.h"
#include "indexer/source/key.h"

unsigned char
walk_kind(int fd, const char *name)
{
	struct stat st;

	if (fstatat(fd, name, &st, AT_SYMLINK_NOFOLLOW) != 0)
		return DT_UNKNOWN;
	return (unsigned char)IFTODT(st.st_mode);
}

static unsigned
depth_of(struct span key)
{
	unsigned depth = 0;

	for (size_t i = 0; i < key.n; i++)
		depth += key.p[i] == '/';
	return depth;
}

static void
walk_below(struct walk *w, int fd, const char *name)
{
	struct span key = buf_span(&w->key);

	if (utf8_valid(key.p, key.n) != key.n) {
		troubles_add(w->troubles, key, "the name is not UTF-8");
		return;
	}
	if (depth_of(key) > SOURCE_DEPTH_MAX) {
		troubles_add(w->troubles, key,
		    "more than %d folders within each other",
		    SOURCE_DEPTH_MAX);
		return;
	}
	int below = openat(fd, name,
	    O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (below < 0) {
		/* What is gone by now, or no folder any more, is no trouble:
		 * the next run sees what became of it. */
		if (errno != ENOENT && errno != ENOTDIR && errno != ELOOP)
			troubles_add(w->troubles, key, "cannot be opened: %m");
		return;
	}
	if (w->enter == NULL || w->enter(w, below))
		walk_folder(w, below);
	else
		close(below);
}

static void
walk_file(struct walk *w, int fd, const char *name)
{
	struct span key = buf_span(&w->key);
	enum source_passed why;

	if (key_passed(key, &why))
		w->passed[why]++;
	else if (utf8_valid(key.p, key.n) != key.n)
		troubles_add(w->troubles, key, "the name is not UTF-8");
	else
		w->file(w, fd, name);
}

static void
walk_entry(struct walk *w, int fd, const struct dirent *entry)
{
	unsigned char kind = entry->d_type;

	buf_adds(&w->key, entry->d_name);
	if (kind == DT_UNKNOWN) {
		kind = walk_kind(fd, entry->d_name);
		if (kind == DT_UNKNOWN && errno != ENOENT)
			troubles_add(w->troubles, buf_span(&w->key),
			    "cannot be looked at: %m");
	}
	switch (kind) {
	case DT_UNKNOWN:
		break;
	case DT_DIR:
		buf_addc(&w->key, '/');
		walk_below(w, fd, entry->d_name);
		break;
	case DT_REG:
		walk_file(w, fd, entry->d_name);
		break;
	case DT_LNK:
		w->passed[SOURCE_LINK]++;
		break;
	default:
		w->passed[SOURCE_SPECIAL]++;
		break;
	}
}

void
walk_folder(struct walk *w, int fd)
{
	DIR *folder = fdopendir(fd);
	size_t length = w->key.n;

	if (folder == NULL) {
		troubles_add(
		    w->troubles, buf_span(&w->key), "cannot be read: %m");
		close(fd);
		return;
	}
	for (;;) {
		errno = 0;
		struct dirent *entry = readdir(folder);
		if (entry == NULL)
			break;
		if (strcmp(entry->d_name, ".") == 0 ||
		    strcmp(entry->d_name, "..") == 0)
			continue;
		walk_entry(w, dirfd(folder), entry);
		w->key.n = length;
		w->key.p[length] = '\0';
	}
	if (errno != 0)
		troubles_add(
		    w->troubles, buf_span(&w->key), "cannot be read: %m");
	closedir(folder);
}
