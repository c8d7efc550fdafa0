#include "indexer/source/folder.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "indexer/source/beneath.h"
#include "indexer/source/key.h"
#include "indexer/source/walk.h"

static enum pl_status
folder_open(
    struct source *s, uint64_t passed[SOURCE_PASSED], struct pl_error *err)
{
	struct folder *f = xcalloc(1, sizeof *f);

	s->self = f;
	f->root = open(s->root, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (f->root < 0)
		return pl_fail_errno(err, PL_EIO, "cannot open '%s'", s->root);
	return folder_plan(s, passed, err);
}

static void
folder_close(void *self)
{
	struct folder *f = self;

	if (f == NULL)
		return;
	if (f->root >= 0)
		close(f->root);
	free(f->days.items);
	free(f->loose.items);
	arena_release(&f->keys);
	free(f);
}

/* Listing */

struct listing {
	struct source *source;
	struct source_list_builder *out;
	uint64_t *passed;
};

static void
take_stat(struct source_object *o, const struct stat *st)
{
	o->size = (uint64_t)st->st_size;
	o->mtime = source_instant(st->st_mtim.tv_sec, st->st_mtim.tv_nsec);
	o->ctime = source_instant(st->st_ctim.tv_sec, st->st_ctim.tv_nsec);
	o->inode = st->st_ino;
}

/* The object `name` in the folder fd.  One that is gone by now is left out. */
static void
list_object(struct listing *l, int fd, const char *name, struct span key)
{
	struct source_object o = { .key = key };
	struct stat st;

	if (fstatat(fd, name, &st, AT_SYMLINK_NOFOLLOW) != 0) {
		if (errno != ENOENT)
			troubles_add(l->source->troubles, key,
			    "cannot be looked at: %m");
		return;
	}
	if (!S_ISREG(st.st_mode)) {
		l->passed[S_ISLNK(st.st_mode) ? SOURCE_LINK
					      : SOURCE_SPECIAL]++;
		return;
	}
	take_stat(&o, &st);
	source_list_add(l->out, &o);
}

static void
list_walked(struct walk *w, int fd, const char *name)
{
	list_object(w->context, fd, name, buf_span(&w->key));
}

static bool
is_gone(int error)
{
	return error == ENOENT || error == ENOTDIR || error == ELOOP;
}

static void
list_folder(struct listing *l, const struct folder *f, struct span key)
{
	struct walk w = {
		.troubles = l->source->troubles,
		.passed = l->passed,
		.context = l,
		.file = list_walked,
	};

	int fd = beneath_open(f->root, key.p, O_RDONLY | O_DIRECTORY);
	if (fd < 0) {
		if (!is_gone(errno))
			troubles_add(
			    l->source->troubles, key, "cannot be opened: %m");
		return;
	}
	buf_init(&w.key, BUF_UNLIMITED);
	buf_addspan(&w.key, key);
	walk_folder(&w, fd);
	buf_release(&w.key);
}

static struct span
parent_of(struct span key)
{
	while (key.n > 0 && key.p[key.n - 1] != '/')
		key.n--;
	return key;
}

/* Loose objects come in key order, so those of a folder come together: each
 * folder is opened once. */
static void
list_loose(struct listing *l, const struct folder *f,
    const struct folder_item *items, size_t count)
{
	struct span parent = span_of(NULL, 0);
	int fd = -1;

	for (size_t i = 0; i < count; i++) {
		struct span key = items[i].key;

		if (i == 0 || !span_equal(parent, parent_of(key))) {
			if (fd >= 0)
				close(fd);
			parent = parent_of(key);
			char *path = xstrndup(key.p, parent.n);
			fd = beneath_open(f->root, path, O_PATH | O_DIRECTORY);
			free(path);
			if (fd < 0 && !is_gone(errno))
				troubles_add(l->source->troubles, parent,
				    "cannot be opened: %m");
		}
		if (fd >= 0)
			list_object(l, fd, key.p + parent.n, key);
	}
	if (fd >= 0)
		close(fd);
}

/* The items of a day: *count of them. */
static const struct folder_item *
items_of(const struct folder_items *list, int64_t day, size_t *count)
{
	size_t low = 0, high = list->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (list->items[middle].day < day)
			low = middle + 1;
		else
			high = middle;
	}
	while (high < list->count && list->items[high].day == day)
		high++;
	*count = high - low;
	return list->items ? list->items + low : NULL;
}

static enum pl_status
folder_list(struct source *s, int64_t day, struct source_list_builder *out,
    uint64_t passed[SOURCE_PASSED], struct pl_error *err)
{
	const struct folder *f = s->self;
	struct listing l = { s, out, passed };
	size_t count;

	(void)err;
	const struct folder_item *items = items_of(&f->days, day, &count);
	for (size_t i = 0; i < count; i++)
		list_folder(&l, f, items[i].key);
	items = items_of(&f->loose, day, &count);
	list_loose(&l, f, items, count);
	return PL_OK;
}

/* Reading */

static enum pl_status
folder_load(struct source *s, const struct source_object *const *objects,
    size_t count, size_t budget, size_t *loaded, struct pl_error *err)
{
	(void)s;
	(void)objects;
	(void)budget;
	(void)err;
	*loaded = count;
	return PL_OK;
}

/* Reading shall leave no trace; only the owner may ask for that. */
static int
open_object(struct folder *f, const char *key)
{
	if (!atomic_load(&f->no_noatime)) {
		int fd = beneath_open(f->root, key, O_RDONLY | O_NOATIME);

		if (fd >= 0 || errno != EPERM)
			return fd;
		atomic_store(&f->no_noatime, true);
	}
	return beneath_open(f->root, key, O_RDONLY);
}

static enum pl_status
read_all(int fd, struct buf *out, struct pl_error *err)
{
	for (;;) {
		enum pl_status rc = buf_reserve(out, 1, err);
		if (rc != PL_OK)
			return rc;
		ssize_t n = read(fd, out->p + out->n, out->cap - out->n - 1);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return pl_fail_errno(err, PL_EIO, "cannot be read");
		if (n == 0)
			return PL_OK;
		out->n += (size_t)n;
		out->p[out->n] = '\0';
		if (out->n > SOURCE_OBJECT_MAX)
			return pl_fail(err, PL_ELIMIT, "more than %zu bytes",
			    SOURCE_OBJECT_MAX);
	}
}

/* What fstat says before the first byte is read: should the file change in the
 * meantime, the next run finds it changed. */
static enum pl_status
read_object(
    int fd, struct buf *out, struct source_object *seen, struct pl_error *err)
{
	struct stat st;

	if (fstat(fd, &st) != 0)
		return pl_fail_errno(err, PL_EIO, "cannot be read");
	if (!S_ISREG(st.st_mode))
		return pl_fail(
		    err, PL_ENOTFOUND, "is no regular file any more");
	take_stat(seen, &st);
	if (seen->size > SOURCE_OBJECT_MAX)
		return pl_fail(
		    err, PL_ELIMIT, "more than %zu bytes", SOURCE_OBJECT_MAX);
	/* One read for the bytes and one for the end. */
	enum pl_status rc = buf_reserve(out, (size_t)seen->size + 1, err);
	return rc == PL_OK ? read_all(fd, out, err) : rc;
}

static enum pl_status
folder_read(struct source *s, const struct source_object *o, struct buf *out,
    struct source_object *seen, struct pl_error *err)
{
	char *key = xstrndup(o->key.p, o->key.n);
	int fd = open_object(s->self, key);
	enum pl_status rc;

	free(key);
	if (fd >= 0)
		rc = read_object(fd, out, seen, err);
	else if (is_gone(errno) || errno == ENXIO)
		rc = pl_fail(err, PL_ENOTFOUND, "is gone");
	else
		rc = pl_fail_errno(err, PL_EIO, "cannot be opened");
	if (fd >= 0)
		close(fd);
	return rc;
}

const struct source_kind source_folder = {
	.open = folder_open,
	.close = folder_close,
	.list = folder_list,
	.load = folder_load,
	.read = folder_read,
};
