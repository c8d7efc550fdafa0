#include "indexer/source/walk.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "indexer/source/key.h"

/* How much the system is asked for at once, and how many bytes of names are
 * held and sorted. */
#define CHUNK_BYTES ((size_t)32 << 10)
#define NAMES_BYTES ((size_t)1 << 20)

/* A folder in hand, and some of what lies in it: of each the letter of its
 * kind and its name, a folder's with a '/' at its end, so that names sort as
 * keys do. */
struct open_folder {
	int fd;
	struct key_folder key;
	bool valid; /* its key is UTF-8 */
	struct buf names;
	size_t count;
	char **sorted;
};

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
	if (w->enter != NULL && !w->enter(w, fd, name))
		return;
	int below = openat(fd, name,
	    O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (below < 0) {
		/* What is gone by now, or no folder any more, is no trouble:
		 * the next run sees what became of it. */
		if (errno != ENOENT && errno != ENOTDIR && errno != ELOOP)
			troubles_add(w->troubles, key, "cannot be opened: %m");
		return;
	}
	walk_folder(w, below);
}

static void
walk_file(struct walk *w, const struct open_folder *f, const char *name)
{
	struct span text = span_str(name);
	enum source_passed why;

	if (key_name_passed(&f->key, text, &why))
		w->passed[why]++;
	else if (!f->valid || utf8_valid(text.p, text.n) != text.n)
		troubles_add(
		    w->troubles, buf_span(&w->key), "the name is not UTF-8");
	else
		w->file(w, f->fd, name);
}

static void
walk_entry(struct walk *w, const struct open_folder *f, char *entry)
{
	char *name = entry + 1;

	buf_adds(&w->key, name);
	if (*entry == 'd') {
		/* With a '/' at its end, a link would be followed. */
		name[strlen(name) - 1] = '\0';
		walk_below(w, f->fd, name);
	} else {
		walk_file(w, f, name);
	}
}

static void
keep_name(
    struct open_folder *f, const char *kind, const char *name, const char *end)
{
	buf_adds(&f->names, kind);
	buf_adds(&f->names, name);
	buf_add(&f->names, end, strlen(end) + 1);
	f->count++;
}

/* Take note of what shall be walked; the rest is counted, or a trouble. */
static void
add_entry(struct walk *w, struct open_folder *f, const struct dirent64 *entry)
{
	unsigned char kind = entry->d_type;
	const char *name = entry->d_name;

	if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
		return;
	if (kind == DT_UNKNOWN)
		kind = walk_kind(f->fd, name);
	if (kind == DT_DIR) {
		keep_name(f, "d", name, "/");
	} else if (kind == DT_REG) {
		keep_name(f, "f", name, "");
	} else if (kind != DT_UNKNOWN) {
		w->passed[kind == DT_LNK ? SOURCE_LINK : SOURCE_SPECIAL]++;
	} else if (errno != ENOENT) {
		int why = errno;
		struct buf key;

		buf_init(&key, BUF_UNLIMITED);
		buf_addspan(&key, buf_span(&w->key));
		buf_adds(&key, name);
		errno = why;
		troubles_add(
		    w->troubles, buf_span(&key), "cannot be looked at: %m");
		buf_release(&key);
	}
}

/* Read on; false at the end. */
static bool
read_entries(struct walk *w, struct open_folder *f)
{
	_Alignas(struct dirent64) char chunk[CHUNK_BYTES];
	ssize_t n = 0;

	buf_clear(&f->names);
	f->count = 0;
	while (f->names.n < NAMES_BYTES &&
	    (n = getdents64(f->fd, chunk, sizeof chunk)) > 0) {
		for (ssize_t at = 0; at < n;) {
			const struct dirent64 *entry =
			    (const void *)(chunk + at);

			add_entry(w, f, entry);
			at += entry->d_reclen;
		}
	}
	if (n < 0)
		troubles_add(
		    w->troubles, buf_span(&w->key), "cannot be read: %m");
	return n > 0;
}

static int
by_name(const void *a, const void *b)
{
	char *const *x = a, *const *y = b;

	return strcmp(*x + 1, *y + 1);
}

static void
sort_entries(struct open_folder *f)
{
	char *entry = f->names.p;

	f->sorted = xreallocarray(f->sorted, f->count + 1, sizeof *f->sorted);
	for (size_t i = 0; i < f->count; i++) {
		f->sorted[i] = entry;
		entry += strlen(entry) + 1;
	}
	if (f->count > 1)
		qsort(f->sorted, f->count, sizeof *f->sorted, by_name);
}

void
walk_folder(struct walk *w, int fd)
{
	struct open_folder f = { .fd = fd };
	size_t length = w->key.n;
	bool more;

	key_folder_read(buf_span(&w->key), &f.key);
	f.valid = utf8_valid(w->key.p, length) == length;
	buf_init(&f.names, BUF_UNLIMITED);
	do {
		more = read_entries(w, &f);
		sort_entries(&f);
		for (size_t i = 0; i < f.count; i++) {
			walk_entry(w, &f, f.sorted[i]);
			w->key.n = length;
			w->key.p[length] = '\0';
		}
	} while (more);
	buf_release(&f.names);
	free(f.sorted);
	close(fd);
}
