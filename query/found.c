#include "query/found.h"

#include <stdlib.h>

#include "base/mem.h"

void
founds_release(struct founds *f)
{
	if (f == NULL)
		return;
	free(f->items);
	*f = (struct founds){ 0 };
}

void
founds_add(struct founds *f, int64_t time, size_t visit, uint32_t rowid)
{
	f->items = xgrow(f->items, f->count, &f->capacity, sizeof *f->items);
	f->items[f->count++] = (struct found){
		.time = time,
		.visit = (uint32_t)visit,
		.rowid = rowid,
	};
}

static int
compare_score(const struct found *a, const struct found *b)
{
	return (a->score < b->score) - (a->score > b->score);
}

/* The same order for every sort of an archive, until ties are settled. */
static int
compare_place(const struct found *a, const struct found *b)
{
	if (a->visit != b->visit)
		return a->visit < b->visit ? -1 : 1;
	return (a->rowid > b->rowid) - (a->rowid < b->rowid);
}

/* INSTANT_NONE is below all others, so it comes last. */
static int
newest_first(const void *a, const void *b)
{
	const struct found *x = a, *y = b;
	int order = compare_score(x, y);

	if (order == 0)
		order = (x->time < y->time) - (x->time > y->time);
	return order != 0 ? order : compare_place(x, y);
}

static int
oldest_first(const void *a, const void *b)
{
	const struct found *x = a, *y = b;

	if (x->time == y->time)
		return compare_place(x, y);
	if (x->time == INSTANT_NONE || y->time == INSTANT_NONE)
		return x->time == INSTANT_NONE ? 1 : -1;
	return x->time < y->time ? -1 : 1;
}

void
founds_sort(struct founds *f, size_t from, enum hits_sort sort)
{
	if (f->count > from)
		qsort(f->items + from, f->count - from, sizeof *f->items,
		    sort == SORT_OLDEST ? oldest_first : newest_first);
}

/* ---- ties ---- */

struct tie {
	struct found found;
	char *key; /* owned */
	size_t key_length;
	int64_t archive;
	uint32_t ordinal;
};

static void
tie_init(struct tie *t, const struct found *found, struct pool *pool,
    const struct visits *visits)
{
	struct pl_shard *shard;
	struct pl_row row;

	*t = (struct tie){ .found = *found };
	if (pool_get(pool, visits->items[found->visit].info, &shard, NULL) !=
		PL_OK ||
	    pl_shard_row(shard, found->rowid, &row, NULL) != PL_OK)
		return;
	t->key = xstrndup(row.key.n > 0 ? row.key.p : "", row.key.n);
	t->key_length = row.key.n;
	t->archive = row.archive;
	t->ordinal = row.ordinal;
}

static int
compare_ties(const void *a, const void *b)
{
	const struct tie *x = a, *y = b;
	int order = span_compare(
	    span_of(x->key, x->key_length), span_of(y->key, y->key_length));

	if (order != 0)
		return order;
	if (x->archive != y->archive)
		return x->archive < y->archive ? -1 : 1;
	if (x->ordinal != y->ordinal)
		return x->ordinal < y->ordinal ? -1 : 1;
	return compare_place(&x->found, &y->found);
}

static void
settle(struct found *group, size_t count, struct pool *pool,
    const struct visits *visits)
{
	struct tie *ties = xcalloc(count, sizeof *ties);

	for (size_t i = 0; i < count; i++)
		tie_init(&ties[i], &group[i], pool, visits);
	qsort(ties, count, sizeof *ties, compare_ties);
	for (size_t i = 0; i < count; i++) {
		group[i] = ties[i].found;
		free(ties[i].key);
	}
	free(ties);
}

static bool
tied(const struct found *a, const struct found *b)
{
	return a->time == b->time && compare_score(a, b) == 0;
}

void
founds_settle(struct founds *f, size_t at, struct pool *pool,
    const struct visits *visits)
{
	size_t first = at, past = at + 1;

	if (at < f->settled)
		return;
	while (first > 0 && tied(&f->items[first - 1], &f->items[at]))
		first--;
	while (past < f->count && tied(&f->items[past], &f->items[at]))
		past++;
	if (past - first > 1)
		settle(f->items + first, past - first, pool, visits);
	f->settled = past;
}
