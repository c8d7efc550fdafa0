#include "schema/store/marks.h"

#include <stdlib.h>

#include "base/mem.h"
#include "schema/store/store.h"

static struct file_mark
mark_of(const struct stat *file)
{
	return (struct file_mark){
		.there = true,
		.device = file->st_dev,
		.inode = file->st_ino,
		.mtime = store_mtime(file),
		.size = file->st_size,
	};
}

struct file_mark
mark_file(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 ? mark_of(&st)
				    : (struct file_mark){ .there = false };
}

bool
mark_same(const struct file_mark *a, const struct file_mark *b)
{
	return a->there == b->there && a->device == b->device &&
	    a->inode == b->inode && a->mtime == b->mtime && a->size == b->size;
}

struct pl_marks *
marks_new(const struct file_mark *store, size_t shard_count)
{
	struct pl_marks *marks = xcalloc(1, sizeof *marks);

	marks->store = *store;
	marks->shards = xcalloc(shard_count + 1, sizeof *marks->shards);
	return marks;
}

void
marks_free(struct pl_marks *marks)
{
	if (marks == NULL)
		return;
	free(marks->shards);
	free(marks);
}

enum pl_status
marks_shard(const struct pl_index *ix, const struct pl_shard_info *info,
    const struct stat *file, const char *path, struct pl_error *err)
{
	struct file_mark now = mark_of(file), *first;

	if (ix->marks == NULL)
		return PL_OK;
	first = &ix->marks->shards[info - ix->shards];
	if (first->there && !mark_same(first, &now))
		return pl_fail(err, PL_EGUARD,
		    "'%s' was replaced while the index was read: do it again",
		    path);
	*first = now;
	return PL_OK;
}

/* Whether a run has begun since that has not ended: it may have replaced any
 * shard by now. */
static bool
is_changing(const struct pl_index *then, const struct pl_index *now)
{
	size_t n = then->run_count;
	int64_t last = n > 0 ? then->runs[n - 1].id : 0;

	for (size_t i = 0; i < now->run_count; i++)
		if (now->runs[i].id > last &&
		    now->runs[i].state != PL_RUN_ENDED)
			return true;
	return false;
}

/* Whether a shard that was opened is not, or no longer, the one that it is
 * said to be now. */
static bool
is_other(const struct pl_index *then, const struct pl_index *now)
{
	for (size_t i = 0; i < then->shard_count; i++) {
		const struct pl_shard_info *shard = &then->shards[i], *other;

		if (!then->marks->shards[i].there)
			continue;
		other = store_find_shard(now, span_str(shard->name));
		if (other == NULL ||
		    memcmp(other->sha256, shard->sha256,
			sizeof shard->sha256) != 0)
			return true;
	}
	return false;
}

static bool
is_any_open(const struct pl_index *ix)
{
	for (size_t i = 0; i < ix->shard_count; i++)
		if (ix->marks->shards[i].there)
			return true;
	return false;
}

bool
pl_index_changed(const struct pl_index *ix)
{
	char *file = xasprintf("%s/" STORE_FILE, ix->path);
	struct file_mark mark = mark_file(file);
	struct pl_index *now = NULL;
	struct pl_error why;
	bool changed = false;

	if (!mark_same(&mark, &ix->marks->store) && is_any_open(ix))
		changed = pl_index_open(ix->path, &now, &why) != PL_OK ||
		    is_changing(ix, now) || is_other(ix, now);
	pl_index_close(now);
	free(file);
	return changed;
}
