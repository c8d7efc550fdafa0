/* Which days a folder tree holds: its folders are walked, those of days only
 * remembered. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "indexer/source/beneath.h"
#include "indexer/source/folder.h"
#include "indexer/source/key.h"
#include "indexer/source/walk.h"

struct plan {
	struct source *source;
	struct folder *folder;
};

static void
remember(struct plan *p, struct folder_items *list, size_t limit,
    const char *what, struct folder_item item)
{
	if (list->count == limit) {
		troubles_add(p->source->troubles, span_of(NULL, 0),
		    "more than %zu %s", limit, what);
		return;
	}
	item.key = arena_add(&p->folder->keys, item.key);
	list->items = xgrow(
	    list->items, list->count, &list->capacity, sizeof *list->items);
	list->items[list->count++] = item;
	source_add_day(p->source, item.day);
}

/* Whether nothing but hours lies in the folder called name in the folder fd.
 */
static bool
holds_hours(int fd, const char *name)
{
	int copy = openat(fd, name,
	    O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	DIR *folder = copy < 0 ? NULL : fdopendir(copy);
	struct dirent *entry;
	bool only = true;

	while (only && folder != NULL && (entry = readdir(folder)) != NULL) {
		unsigned char kind = entry->d_type;

		if (kind == DT_UNKNOWN)
			kind = walk_kind(copy, entry->d_name);
		only = kind != DT_DIR ||
		    key_is_hour(span_str(entry->d_name)) ||
		    entry->d_name[0] == '.';
	}
	if (folder != NULL)
		closedir(folder);
	else if (copy >= 0)
		close(copy);
	return only;
}

/* Stop at the folders of days.  A copy may lie in a folder named by a date as
 * well; there the days of the deliveries are further down. */
static bool
enter(struct walk *w, int fd, const char *name)
{
	struct span key = buf_span(&w->key);
	struct plan *p = w->context;
	enum source_passed why;
	int64_t day;

	if (!key_folder_day(key, &day) || key_folder_passed(key, &why) ||
	    (!key_folder_anchored(key) && !holds_hours(fd, name)))
		return true;
	remember(p, &p->folder->days, FOLDER_DAYS_MAX, "folders of days",
	    (struct folder_item){ day, key });
	return false;
}

static void
remember_loose(struct walk *w, int fd, const char *name)
{
	struct plan *p = w->context;
	struct pl_place place;

	(void)fd;
	(void)name;
	key_place(buf_span(&w->key), &place);
	remember(p, &p->folder->loose, SOURCE_LOOSE_MAX,
	    "objects outside of the folders of days",
	    (struct folder_item){ place.day, buf_span(&w->key) });
}

static int
by_day_and_key(const void *a, const void *b)
{
	const struct folder_item *x = a, *y = b;

	if (x->day != y->day)
		return x->day < y->day ? -1 : 1;
	return span_compare(x->key, y->key);
}

static void
sort(struct folder_items *list)
{
	if (list->count > 1)
		qsort(list->items, list->count, sizeof *list->items,
		    by_day_and_key);
}

/* Where the walk begins.  What lies beside AWSLogs in its folder is not of
 * this archive. */
static const char *
start_of(const struct source *s, const struct folder *f)
{
	if (s->scope[0] == '\0' && walk_kind(f->root, KEY_LOGS) == DT_DIR)
		return KEY_LOGS "/";
	return s->scope;
}

enum pl_status
folder_plan(
    struct source *s, uint64_t passed[SOURCE_PASSED], struct pl_error *err)
{
	struct folder *f = s->self;
	struct plan plan = { s, f };
	struct walk w = {
		.troubles = s->troubles,
		.passed = passed,
		.context = &plan,
		.enter = enter,
		.file = remember_loose,
	};
	const char *start = start_of(s, f);

	int fd = beneath_open(f->root, start, O_RDONLY | O_DIRECTORY);
	if (fd < 0)
		return pl_fail_errno(
		    err, PL_EIO, "cannot open '%s/%s'", s->root, start);
	buf_init(&w.key, BUF_UNLIMITED);
	buf_adds(&w.key, start);
	if (enter(&w, fd, "."))
		walk_folder(&w, fd);
	else
		close(fd);
	buf_release(&w.key);
	sort(&f->days);
	sort(&f->loose);
	return PL_OK;
}
