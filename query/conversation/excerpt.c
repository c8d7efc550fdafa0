#include "query/conversation/excerpt.h"

#include <stdlib.h>

#include "base/mem.h"

void
excerpts_release(struct excerpts *e)
{
	free(e->hits);
	free(e->items);
	*e = (struct excerpts){ 0 };
}

bool
excerpt_shows(const struct turn *turn)
{
	return (turn->flags & PL_RECORD_ROUTER) == 0;
}

static void
add_hit(struct excerpts *e, struct conversations *c,
    const struct pl_shard_info *shard, uint32_t rowid, uint64_t position)
{
	struct excerpt_hit hit = { .position = position };
	const struct conversation *v;

	if (conversations_of(c, shard, rowid, &v, NULL) == PL_OK) {
		hit.turn = conversations_turn(c, v, shard, rowid);
		/* One that was cut off stands alone. */
		hit.conversation = hit.turn < v->turn_count ? v : NULL;
	}
	e->hits =
	    xgrow(e->hits, e->hit_count, &e->hit_capacity, sizeof *e->hits);
	e->hits[e->hit_count++] = hit;
}

/* By conversation and turn, those in none at the end. */
static int
compare_hits(const void *left, const void *right)
{
	const struct excerpt_hit *a = left, *b = right;
	size_t x = a->conversation ? a->conversation->number : SIZE_MAX;
	size_t y = b->conversation ? b->conversation->number : SIZE_MAX;

	if (x != y)
		return x < y ? -1 : 1;
	if (x != SIZE_MAX && a->turn != b->turn)
		return a->turn < b->turn ? -1 : 1;
	return (a->position > b->position) - (a->position < b->position);
}

static int
compare_excerpts(const void *left, const void *right)
{
	const struct excerpt *a = left, *b = right;

	return (a->position > b->position) - (a->position < b->position);
}

/* The first of the `turns` shown before a turn. */
static size_t
reach_back(const struct conversation *v, size_t turn, size_t turns)
{
	size_t first = turn;

	for (size_t i = turn; turns > 0 && i > 0; i--) {
		if (!excerpt_shows(&v->turns[i - 1]))
			continue;
		first = i - 1;
		turns--;
	}
	return first;
}

/* Past the last of the `turns` shown after a turn, and the router's tags that
 * follow it: they separate nothing. */
static size_t
reach_on(const struct conversation *v, size_t turn, size_t turns)
{
	size_t past = turn + 1;

	for (; past < v->turn_count; past++) {
		if (!excerpt_shows(&v->turns[past]))
			continue;
		if (turns-- == 0)
			break;
	}
	return past;
}

/* An excerpt of the hit at `at` and those after it that meet it. */
static struct excerpt
join(const struct excerpts *e, size_t at, size_t turns)
{
	const struct excerpt_hit *hit = &e->hits[at];
	const struct conversation *v = hit->conversation;
	struct excerpt x = { hit, 1, 0, 0, hit->position };

	if (v == NULL)
		return x;
	x.first = reach_back(v, hit->turn, turns);
	x.past = reach_on(v, hit->turn, turns);
	for (size_t i = at + 1;
	     i < e->hit_count && e->hits[i].conversation == v; i++) {
		hit = &e->hits[i];
		if (hit->turn > x.past &&
		    reach_back(v, hit->turn, turns) > x.past)
			break;
		x.hit_count++;
		x.past = reach_on(v, hit->turn, turns);
		if (hit->position < x.position)
			x.position = hit->position;
	}
	hit = &e->hits[at + x.hit_count - 1];
	while (x.past > hit->turn + 1 && !excerpt_shows(&v->turns[x.past - 1]))
		x.past--;
	return x;
}

enum pl_status
excerpts_collect(struct excerpts *e, struct conversations *c,
    struct pl_hits *hits, uint64_t position, uint64_t count, size_t turns,
    struct pl_error *err)
{
	const struct pl_shard_info *shard;
	uint32_t rowid;
	enum pl_status rc = pl_hits_seek(hits, position, err);

	for (uint64_t i = 0; rc == PL_OK && i < count; i++) {
		rc = pl_hits_next_place(hits, &shard, &rowid, err);
		if (rc == PL_OK)
			add_hit(e, c, shard, rowid, position + i);
	}
	if (rc < 0)
		return rc;
	if (e->hit_count > 1)
		qsort(e->hits, e->hit_count, sizeof *e->hits, compare_hits);
	for (size_t i = 0; i < e->hit_count;
	     i += e->items[e->count - 1].hit_count) {
		e->items =
		    xgrow(e->items, e->count, &e->capacity, sizeof *e->items);
		e->items[e->count++] = join(e, i, turns);
	}
	if (e->count > 1)
		qsort(e->items, e->count, sizeof *e->items, compare_excerpts);
	return PL_OK;
}
