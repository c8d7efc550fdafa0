#include "query/conversation/gather.h"

#include <stdlib.h>

#include "base/mem.h"
#include "query/answer/tie.h"

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

/* A record, and where copies of it are looked for. */
struct original {
	struct tie tie;
	uint32_t group;
	int64_t time;
	struct buf request; /* empty: its id was made */
};

/* Records of one instant in another day that are compared with one whose id
 * was made, and which nothing finds by that: a log may have very many. */
#define COPIES_COMPARED_MAX 64

static bool
copied_before(struct conversations *c, const struct pl_shard_info *shard,
    uint32_t rowid, const struct tie *original)
{
	struct tie copy;
	bool before;

	tie_init(&copy, 0, &c->pool, shard, rowid);
	before = copy.id != NULL && strcmp(original->id, copy.id) == 0 &&
	    tie_compare(&copy, original) < 0;
	ties_release(&copy, 1);
	return before;
}

/* The copies with that requestId. */
static size_t
copies_requested(struct conversations *c, const struct pl_shard_info *info,
    const struct outline *o, const struct original *of)
{
	struct pl_shard *shard;
	struct pl_set set;
	size_t before = 0;

	if (pool_get(&c->pool, info, &shard, NULL) != PL_OK)
		return 0;
	if (pl_shard_requested(shard, buf_span(&of->request), &set, NULL) ==
	    PL_OK) {
		for (uint32_t row = pl_set_next(&set, 0); row != 0;
		     row = pl_set_next(&set, row)) {
			const struct outline_record *r = outline_find(o, row);

			before += r != NULL && r->group == of->group &&
			    r->time == of->time &&
			    copied_before(c, info, row, &of->tie);
		}
	}
	pl_set_release(&set);
	return before;
}

/* How many copies of it in a shard come before it. */
static size_t
copies_in(struct conversations *c, size_t shard, const struct original *of)
{
	const struct pl_shard_info *info = &c->outlines.ix->shards[shard];
	const struct outline *o = outlines_get(&c->outlines, shard);
	size_t first = outline_seek(o, of->group, of->time), before = 0;

	for (size_t i = first; i < first + COPIES_COMPARED_MAX &&
	     i < o->count && o->records[i].group == of->group &&
	     o->records[i].time == of->time;
	     i++) {
		if (of->request.n > 0)
			return copies_requested(c, info, o, of);
		before +=
		    copied_before(c, info, o->records[i].rowid, &of->tie);
	}
	return before;
}

/* The same of a day, in every tree. */
static size_t
copies_of_day(struct conversations *c, size_t shard,
    const struct outline_record *record, struct original *of)
{
	size_t before = 0;

	/* The groups of a day are known once it was read. */
	(void)outlines_get(&c->outlines, shard);
	for (uint32_t tree = 0; tree < c->outlines.trees.count; tree++) {
		of->group = outlines_in_tree(&c->outlines, record, tree);
		if (of->group != INTERN_NONE)
			before += copies_in(c, shard, of);
	}
	return before;
}

size_t
gather_copies_before(
    struct conversations *c, const struct turn *turn, const struct pl_row *row)
{
	const struct pl_index *ix = c->outlines.ix;
	size_t own = (size_t)(turn->shard - ix->shards), before = 0;
	struct original of = { .time = turn->time };

	buf_init(&of.request, BUF_UNLIMITED);
	buf_addspan(&of.request, row->request);
	tie_init(&of.tie, 0, &c->pool, turn->shard, turn->rowid);
	if (of.tie.id != NULL && of.request.n > 0)
		before = namesakes_before(c, own, turn->rowid);
	bool anywhere = of.tie.id != NULL && turn->time != INSTANT_NONE;
	for (size_t i = 0; anywhere && i < ix->shard_count; i++)
		if ((i != own || of.request.n == 0) &&
		    ix->shards[i].least <= turn->time &&
		    ix->shards[i].greatest >= turn->time)
			before += copies_of_day(c, i,
			    outline_find(
				outlines_get(&c->outlines, own), turn->rowid),
			    &of);
	ties_release(&of.tie, 1);
	buf_release(&of.request);
	return before;
}
