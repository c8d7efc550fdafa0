#include "query/conversation/listing.h"

#include <stdlib.h>

#include "base/mem.h"

void
listing_release(struct listing *l)
{
	free(l->items);
	*l = (struct listing){ 0 };
}

/* Numbers of conversations count up as they are asked for, and nobody but the
 * listing asks: they are places in it. */
static void
add_hit(struct listing *l, const struct conversation *v)
{
	while (l->count <= v->number) {
		l->items =
		    xgrow(l->items, l->count, &l->capacity, sizeof *l->items);
		l->items[l->count++] = (struct listed){ .hits = 0 };
	}
	l->items[v->number].conversation = v;
	l->items[v->number].hits++;
}

enum pl_status
listing_collect(struct listing *l, struct conversations *c,
    struct pl_hits *hits, struct pl_error *err)
{
	const struct pl_shard_info *shard;
	const struct conversation *v;
	uint32_t rowid;
	enum pl_status rc;

	while ((rc = pl_hits_next_place(hits, &shard, &rowid, err)) == PL_OK)
		if (conversations_of(c, shard, rowid, &v, NULL) == PL_OK)
			add_hit(l, v);
	return rc < 0 ? rc : PL_OK;
}

static int
compare_ids(const struct listed *a, const struct listed *b)
{
	return span_compare(a->conversation->id, b->conversation->id);
}

/* INSTANT_NONE is below all others, so it comes last. */
static int
newest_first(const void *left, const void *right)
{
	const struct listed *a = left, *b = right;
	int64_t x = a->conversation->first, y = b->conversation->first;

	return x != y ? (x < y) - (x > y) : compare_ids(a, b);
}

static int
oldest_first(const void *left, const void *right)
{
	const struct listed *a = left, *b = right;
	int64_t x = a->conversation->first, y = b->conversation->first;

	if (x == y)
		return compare_ids(a, b);
	if (x == INSTANT_NONE || y == INSTANT_NONE)
		return x == INSTANT_NONE ? 1 : -1;
	return x < y ? -1 : 1;
}

void
listing_sort(struct listing *l, bool oldest)
{
	if (l->count > 1)
		qsort(l->items, l->count, sizeof *l->items,
		    oldest ? oldest_first : newest_first);
}

/* The first line that holds more than white space. */
static struct span
first_line(struct span text)
{
	size_t n = 0;

	while (n < text.n && strchr(" \t\r\n", text.p[n]) != NULL)
		n++;
	text = span_of(text.p + n, text.n - n);
	if (text.n > 0) {
		const char *end = memchr(text.p, '\n', text.n);

		text.n = end != NULL ? (size_t)(end - text.p) : text.n;
	}
	return text;
}

void
listing_typed(struct conversations *c, const struct conversation *v,
    size_t characters, struct snippet *out)
{
	struct pl_record typed = { 0 };

	for (size_t i = 0;
	     i < v->turn_count && typed.column[PL_COLUMN_PROMPT].n == 0; i++) {
		const struct turn *turn = &v->turns[i];
		struct pl_shard *shard;
		struct pl_record text;

		if ((turn->flags & PL_RECORD_ROUTER) == 0 &&
		    conversations_shard(c, turn->shard, &shard, NULL) ==
			PL_OK &&
		    pl_shard_text(shard, turn->rowid, &text, NULL) == PL_OK)
			typed.column[PL_COLUMN_PROMPT] =
			    first_line(text.column[PL_COLUMN_PROMPT]);
	}
	snippet_make(out, &typed, NULL, 0, characters);
}
