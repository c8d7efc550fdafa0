#include "query/answer/found.h"

#include <stdlib.h>

#include "base/mem.h"
#include "query/answer/tie.h"

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

static void
settle(struct found *group, size_t count, struct pool *pool,
    const struct visits *visits)
{
	struct tie *ties = xcalloc(count, sizeof *ties);
	struct found *settled = xcalloc(count, sizeof *settled);

	for (size_t i = 0; i < count; i++) {
		const struct found *f = &group[i];

		tie_init(
		    &ties[i], i, pool, visits->items[f->visit].info, f->rowid);
	}
	ties_sort(ties, count);
	for (size_t i = 0; i < count; i++)
		settled[i] = group[ties[i].place];
	memcpy(group, settled, count * sizeof *group);
	ties_release(ties, count);
	free(ties);
	free(settled);
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
