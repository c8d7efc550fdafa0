#include "query/conversation/gather.h"

#include <stdlib.h>

#include "base/mem.h"
#include "query/tie.h"

static void
add_turn(struct gathered *g, const struct pl_shard_info *shard,
    const struct outline_record *record)
{
	g->turns = xgrow(g->turns, g->count, &g->capacity, sizeof *g->turns);
	g->turns[g->count++] = (struct turn){
		.shard = shard,
		.time = record->time,
		.rowid = record->rowid,
		.flags = record->flags,
	};
}

/* Add a shard's records of the group with least <= time < below. */
static void
add_records(struct conversations *c, struct gathered *g, size_t shard,
    uint32_t group, int64_t least, int64_t below)
{
	const struct outline *o = outlines_get(&c->outlines, shard);
	size_t i = outline_seek(o, group, least);

	for (; i < o->count && o->records[i].group == group &&
	     o->records[i].time < below;
	     i++)
		add_turn(g, &c->outlines.ix->shards[shard], &o->records[i]);
}

/* Saturating, so that the ends of time are not passed. */
static int64_t
after(int64_t time, int64_t length)
{
	return time > INT64_MAX - length ? INT64_MAX : time + length;
}

static int64_t
before(int64_t time, int64_t length)
{
	return time < INSTANT_NONE + 1 + length ? INSTANT_NONE + 1
						: time - length;
}

/* The records of the group in a stretch of time, from every shard that has
 * any; the least and the greatest of their times widen *first and *last. */
static void
add_stretch(struct conversations *c, struct gathered *g, uint32_t group,
    int64_t least, int64_t below, int64_t *first, int64_t *last)
{
	const struct pl_index *ix = c->outlines.ix;
	size_t from = g->count;

	for (size_t i = 0; i < ix->shard_count; i++)
		if (ix->shards[i].least < below &&
		    ix->shards[i].greatest >= least)
			add_records(c, g, i, group, least, below);
	for (size_t i = from; i < g->count; i++) {
		if (g->turns[i].time < *first)
			*first = g->turns[i].time;
		if (g->turns[i].time > *last)
			*last = g->turns[i].time;
	}
}

/* A session is all that can be reached from one of its records: look half an
 * hour further on either side until nothing more is found there. */
static void
gather_session(
    struct conversations *c, struct gathered *g, uint32_t group, int64_t time)
{
	int64_t first = time, last = time;
	int64_t least = time, below = time; /* what was looked through */

	do {
		int64_t l = before(first, CONVERSATION_GAP - 1);
		int64_t b = after(last, CONVERSATION_GAP);

		if (l < least)
			add_stretch(c, g, group, l, least, &first, &last);
		if (b > below)
			add_stretch(c, g, group, below, b, &first, &last);
		least = l;
		below = b;
	} while (before(first, CONVERSATION_GAP - 1) < least ||
	    after(last, CONVERSATION_GAP) > below);
}

static void
gather_id(struct conversations *c, struct gathered *g, uint32_t group)
{
	const struct home *home = conversation_homes(c, group);

	for (; home < c->homes + c->home_count && home->group == group; home++)
		add_records(c, g, home->shard, group, INSTANT_NONE, INT64_MAX);
}

/* ---- their order ---- */

static int
compare_turns(const void *a, const void *b)
{
	const struct turn *x = a, *y = b;

	if (x->time != y->time)
		return x->time < y->time ? -1 : 1;
	if (x->shard != y->shard)
		return x->shard < y->shard ? -1 : 1;
	return (x->rowid > y->rowid) - (x->rowid < y->rowid);
}

/* Put turns of one instant in order. */
static void
settle(struct conversations *c, struct turn *turns, size_t count)
{
	struct tie *ties = xcalloc(count, sizeof *ties);
	struct turn *settled = xcalloc(count, sizeof *settled);

	for (size_t i = 0; i < count; i++)
		tie_init(
		    &ties[i], i, &c->pool, turns[i].shard, turns[i].rowid);
	ties_sort(ties, count);
	for (size_t i = 0; i < count; i++)
		settled[i] = turns[ties[i].place];
	memcpy(turns, settled, count * sizeof *turns);
	ties_release(ties, count);
	free(ties);
	free(settled);
}

static void
order(struct conversations *c, struct gathered *g)
{
	size_t past;

	if (g->count > 1)
		qsort(g->turns, g->count, sizeof *g->turns, compare_turns);
	for (size_t i = 0; i < g->count; i = past) {
		past = i + 1;
		while (
		    past < g->count && g->turns[past].time == g->turns[i].time)
			past++;
		if (past - i > 1)
			settle(c, g->turns + i, past - i);
	}
}

void
gather(struct conversations *c, const struct pl_shard_info *shard,
    const struct outline_record *record, struct gathered *out)
{
	uint32_t group = record->group;

	*out = (struct gathered){ 0 };
	switch (outlines_kind(&c->outlines, group)) {
	case OUTLINE_ID:
		gather_id(c, out, group);
		break;
	case OUTLINE_SESSION:
		gather_session(c, out, group, record->time);
		break;
	case OUTLINE_ALONE:
		break;
	}
	/* Alone; or in a shard that could be read only at the second try. */
	if (out->count == 0)
		add_turn(out, shard, record);
	order(c, out);
}

/* ---- copies ---- */

/* The records of the same user, kind and time as one, from every tree. */
static void
gather_instant(
    struct conversations *c, const struct turn *turn, struct gathered *out)
{
	const struct outline_record *record =
	    outline_find(outlines_get(&c->outlines,
			     (size_t)(turn->shard - c->outlines.ix->shards)),
		turn->rowid);
	int64_t first = turn->time, last = turn->time;

	*out = (struct gathered){ 0 };
	for (uint32_t tree = 0; tree < c->outlines.trees.count; tree++) {
		uint32_t group = outlines_in_tree(&c->outlines, record, tree);

		if (group != INTERN_NONE)
			add_stretch(c, out, group, turn->time,
			    after(turn->time, 1), &first, &last);
	}
}

size_t
gather_copies_before(struct conversations *c, const struct turn *turn)
{
	struct gathered all;
	struct tie self, other;
	size_t before = 0;

	if (turn->time == INSTANT_NONE)
		return 0;
	gather_instant(c, turn, &all);
	if (all.count > 1) {
		tie_init(&self, 0, &c->pool, turn->shard, turn->rowid);
		for (size_t i = 0; self.id != NULL && i < all.count; i++) {
			tie_init(&other, 0, &c->pool, all.turns[i].shard,
			    all.turns[i].rowid);
			before += other.id != NULL &&
			    strcmp(self.id, other.id) == 0 &&
			    tie_compare(&other, &self) < 0;
			ties_release(&other, 1);
		}
		ties_release(&self, 1);
	}
	free(all.turns);
	return before;
}
