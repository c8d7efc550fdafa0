#include "query/answer/tie.h"

#include <stdlib.h>

#include "base/mem.h"

void
tie_init(struct tie *t, size_t place, struct pool *pool,
    const struct pl_shard_info *info, uint32_t rowid)
{
	struct pl_shard *shard;
	struct pl_row row;

	*t = (struct tie){ .place = place };
	if (pool_get(pool, info, &shard, NULL) != PL_OK ||
	    pl_shard_row(shard, rowid, &row, NULL) != PL_OK)
		return;
	t->key = xstrndup(row.key.n > 0 ? row.key.p : "", row.key.n);
	t->id = xstrdup(row.id);
	t->key_length = row.key.n;
	t->archive = row.archive;
	t->ordinal = row.ordinal;
}

int
tie_compare(const void *a, const void *b)
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
	return (x->place > y->place) - (x->place < y->place);
}

void
ties_sort(struct tie *ties, size_t count)
{
	if (count > 1)
		qsort(ties, count, sizeof *ties, tie_compare);
}

void
ties_release(struct tie *ties, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		free(ties[i].key);
		free(ties[i].id);
	}
}
