/* Every copy of the records asked for. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "query/overview.h"
#include "query/show/show.h"

void
wanted_release(struct wanted *w)
{
	for (size_t i = 0; i < w->count; i++)
		free(w->copies[i].key);
	free(w->copies);
	*w = (struct wanted){ 0 };
}

static enum pl_status
add_copy(const struct pl_index *ix, struct wanted *w, struct pl_shard *shard,
    const struct pl_shard_info *info, uint32_t rowid, struct pl_error *err)
{
	struct pl_row row;
	struct pl_object object;
	struct copy copy = { .shard = info, .rowid = rowid };
	enum pl_status rc = pl_shard_row(shard, rowid, &row, err);

	if (rc == PL_OK)
		rc = pl_shard_object(shard, row.object, &object, err);
	if (rc != PL_OK)
		return rc;
	copy.duplicate = (row.flags & PL_RECORD_DUPLICATE) != 0;
	copy.archive = overview_archive(ix, row.archive);
	copy.archive_id = row.archive;
	copy.ordinal = row.ordinal;
	copy.begin = row.begin;
	copy.end = row.end;
	copy.hashed = object.hashed;
	memcpy(copy.sha256, object.sha256, sizeof copy.sha256);
	copy.key = xstrndup(row.key.p, row.key.n);
	w->copies =
	    xgrow(w->copies, w->count, &w->capacity, sizeof *w->copies);
	w->copies[w->count++] = copy;
	return PL_OK;
}

static enum pl_status
find_in_shard(const struct pl_index *ix, struct wanted *w,
    struct pl_shard *shard, const struct pl_shard_info *info,
    struct pl_error *err)
{
	struct pl_set set;
	uint32_t rowid = 0;
	enum pl_status rc;

	rc = pl_shard_identified(shard, span_str(w->id), &set, err);
	while (rc == PL_OK && (rowid = pl_set_next(&set, rowid)) != 0)
		rc = add_copy(ix, w, shard, info, rowid, err);
	pl_set_release(&set);
	return rc;
}

/* In order of day, key and archive, but first what stands for copies. */
static int
compare_copies(const void *a, const void *b)
{
	const struct copy *x = a, *y = b;
	int order;

	if (x->shard != y->shard)
		return x->shard < y->shard ? -1 : 1;
	if (x->duplicate != y->duplicate)
		return x->duplicate ? 1 : -1;
	order = strcmp(x->key, y->key);
	if (order != 0)
		return order;
	if (x->archive_id != y->archive_id)
		return x->archive_id < y->archive_id ? -1 : 1;
	return (x->ordinal > y->ordinal) - (x->ordinal < y->ordinal);
}

void
show_find(struct pl_index *ix, struct wanted *wanted, size_t count,
    struct incompletes *causes)
{
	struct pl_shard *shard = NULL;

	for (size_t i = 0; i < ix->shard_count; i++) {
		const struct pl_shard_info *info = &ix->shards[i];
		struct pl_error why;
		enum pl_status rc = pl_shard_turn(ix, info, &shard, &why);

		for (size_t j = 0; rc == PL_OK && j < count; j++)
			rc = find_in_shard(ix, &wanted[j], shard, info, &why);
		if (rc != PL_OK)
			incompletes_shard(causes, info, &why);
	}
	pl_shard_close(shard);
	for (size_t j = 0; j < count; j++)
		if (wanted[j].count > 1)
			qsort(wanted[j].copies, wanted[j].count,
			    sizeof *wanted[j].copies, compare_copies);
}
