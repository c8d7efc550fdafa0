/* Records of one day that have the same requestId, and say something else:
 * they are numbered in order of key, archive and ordinal, once for all. */
#include <stdlib.h>

#include "base/mem.h"
#include "query/conversation/conversation_impl.h"

static void
add(void *context, uint32_t row, bool first)
{
	struct namesakes *n = context;

	n->items = xgrow(n->items, n->count, &n->capacity, sizeof *n->items);
	n->items[n->count++] = (struct namesake){ row, first ? 0 : 1 };
}

/* Number those of one requestId. */
static void
number(struct conversations *c, const struct pl_shard_info *info,
    struct namesake *items, size_t count)
{
	struct tie *ties = xcalloc(count, sizeof *ties);

	for (size_t i = 0; i < count; i++)
		tie_init(&ties[i], i, &c->pool, info, items[i].row);
	ties_sort(ties, count);
	for (size_t i = 0; i < count; i++)
		items[ties[i].place].before = i;
	ties_release(ties, count);
	free(ties);
}

static int
compare_rows(const void *a, const void *b)
{
	const struct namesake *x = a, *y = b;

	return (x->row > y->row) - (x->row < y->row);
}

static void
list(struct conversations *c, size_t shard, struct namesakes *n)
{
	const struct pl_shard_info *info = &c->outlines.ix->shards[shard];
	struct pl_shard *opened;
	struct pl_error why;
	enum pl_status rc = pool_get(&c->pool, info, &opened, &why);
	size_t past;

	n->known = true;
	if (rc == PL_OK)
		rc = pl_shard_namesakes(opened, add, n, &why);
	if (rc != PL_OK)
		outlines_fail(&c->outlines, shard, &why);
	for (size_t i = 0; i < n->count; i = past) {
		for (past = i + 1;
		     past < n->count && n->items[past].before > 0;)
			past++;
		if (past - i > 1)
			number(c, info, n->items + i, past - i);
	}
	if (n->count > 1)
		qsort(n->items, n->count, sizeof *n->items, compare_rows);
}

size_t
namesakes_before(struct conversations *c, size_t shard, uint32_t row)
{
	struct namesake wanted = { .row = row };
	const struct namesake *found = NULL;
	struct namesakes *n;

	if (c->namesakes == NULL)
		c->namesakes =
		    xcalloc(c->outlines.ix->shard_count, sizeof *c->namesakes);
	n = &c->namesakes[shard];
	if (!n->known)
		list(c, shard, n);
	if (n->count > 0)
		found = bsearch(
		    &wanted, n->items, n->count, sizeof wanted, compare_rows);
	return found != NULL ? found->before : 0;
}

void
namesakes_release(struct conversations *c)
{
	for (size_t i = 0;
	     c->namesakes != NULL && i < c->outlines.ix->shard_count; i++)
		free(c->namesakes[i].items);
	free(c->namesakes);
	c->namesakes = NULL;
}
