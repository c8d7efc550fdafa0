#include "query/conversation/conversation_impl.h"

#include <stdlib.h>

#include "base/mem.h"

const char *
conversation_rule_name(enum conversation_rule rule)
{
	return rule == CONVERSATION_ID ? "id" : "session";
}

enum pl_status
conversations_open(
    struct pl_index *ix, struct conversations **out, struct pl_error *err)
{
	struct conversations *c = xcalloc(1, sizeof *c);

	(void)err;
	pool_init(&c->pool, ix);
	outlines_init(&c->outlines, ix, &c->pool);
	*out = c;
	return PL_OK;
}

void
conversations_close(struct conversations *c)
{
	if (c == NULL)
		return;
	for (size_t i = 0; i < c->count; i++) {
		free((char *)c->items[i]->id.p);
		free((struct turn *)c->items[i]->turns);
		free(c->items[i]);
	}
	free(c->items);
	free(c->homes);
	outlines_release(&c->outlines);
	pool_release(&c->pool);
	free(c);
}

/* ---- the records that belong together ---- */

/* Turns being put together. */
struct thread {
	struct turn *turns; /* owned */
	size_t count, capacity;
};

static void
add_turn(struct thread *t, const struct pl_shard_info *shard,
    const struct outline_record *record)
{
	t->turns = xgrow(t->turns, t->count, &t->capacity, sizeof *t->turns);
	t->turns[t->count++] = (struct turn){
		.shard = shard,
		.time = record->time,
		.rowid = record->rowid,
		.flags = record->flags,
	};
}

/* Add a shard's records of the group with least <= time < below. */
static void
add_records(struct conversations *c, struct thread *t, size_t shard,
    uint32_t group, int64_t least, int64_t below)
{
	const struct outline *o = outlines_get(&c->outlines, shard);
	size_t i = outline_seek(o, group, least);

	for (; i < o->count && o->records[i].group == group &&
	     o->records[i].time < below;
	     i++)
		add_turn(t, &c->outlines.ix->shards[shard], &o->records[i]);
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
add_stretch(struct conversations *c, struct thread *t, uint32_t group,
    int64_t least, int64_t below, int64_t *first, int64_t *last)
{
	const struct pl_index *ix = c->outlines.ix;
	size_t from = t->count;

	for (size_t i = 0; i < ix->shard_count; i++)
		if (ix->shards[i].least < below &&
		    ix->shards[i].greatest >= least)
			add_records(c, t, i, group, least, below);
	for (size_t i = from; i < t->count; i++) {
		if (t->turns[i].time < *first)
			*first = t->turns[i].time;
		if (t->turns[i].time > *last)
			*last = t->turns[i].time;
	}
}

/* A session is all that can be reached from one of its records: look half an
 * hour further on either side until nothing more is found there. */
static void
gather_session(
    struct conversations *c, struct thread *t, uint32_t group, int64_t time)
{
	int64_t first = time, last = time;
	int64_t least = time, below = time; /* what was looked through */

	do {
		int64_t l = before(first, CONVERSATION_GAP - 1);
		int64_t b = after(last, CONVERSATION_GAP);

		if (l < least)
			add_stretch(c, t, group, l, least, &first, &last);
		if (b > below)
			add_stretch(c, t, group, below, b, &first, &last);
		least = l;
		below = b;
	} while (before(first, CONVERSATION_GAP - 1) < least ||
	    after(last, CONVERSATION_GAP) > below);
}

static void
gather_id(struct conversations *c, struct thread *t, uint32_t group)
{
	const struct home *home = conversation_homes(c, group);

	for (; home < c->homes + c->home_count && home->group == group; home++)
		add_records(c, t, home->shard, group, INSTANT_NONE, INT64_MAX);
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
order(struct conversations *c, struct thread *t)
{
	size_t past;

	if (t->count > 1)
		qsort(t->turns, t->count, sizeof *t->turns, compare_turns);
	for (size_t i = 0; i < t->count; i = past) {
		past = i + 1;
		while (
		    past < t->count && t->turns[past].time == t->turns[i].time)
			past++;
		if (past - i > 1)
			settle(c, t->turns + i, past - i);
	}
}

/* ---- the conversation ---- */

/* The public id of the first record makes a session's id; where it cannot be
 * read, its place has to do. */
static struct span
session_id(struct conversations *c, const struct turn *first)
{
	struct pl_shard *shard;
	struct pl_row row;
	struct pl_error why;
	char *id;
	enum pl_status rc = pool_get(&c->pool, first->shard, &shard, &why);

	if (rc == PL_OK)
		rc = pl_shard_row(shard, first->rowid, &row, &why);
	if (rc == PL_OK) {
		id = xasprintf(CONVERSATION_SESSION_PREFIX "%s", row.id);
	} else {
		outlines_fail(&c->outlines,
		    (size_t)(first->shard - c->outlines.ix->shards), &why);
		id = xasprintf(CONVERSATION_SESSION_PREFIX "%s.%u",
		    first->shard->name, first->rowid);
	}
	return span_str(id);
}

static void
cut(struct conversations *c, struct conversation *v)
{
	char *reason;

	if (v->turn_count <= CONVERSATION_TURNS_MAX)
		return;
	reason = xasprintf("it has %zu turns; those after the first %d are "
			   "left out",
	    v->turn_count, CONVERSATION_TURNS_MAX);
	incompletes_add(&c->outlines.causes, "conversation", v->id.p, reason);
	free(reason);
	v->turn_count = CONVERSATION_TURNS_MAX;
}

static void
describe(struct conversation *v)
{
	v->first = v->last = INSTANT_NONE;
	for (size_t i = 0; i < v->turn_count; i++) {
		const struct turn *turn = &v->turns[i];

		v->router_count += (turn->flags & PL_RECORD_ROUTER) != 0;
		if (v->first == INSTANT_NONE)
			v->first = turn->time;
		v->last = turn->time;
	}
}

static struct outline *
outline_of(struct conversations *c, const struct pl_shard_info *shard)
{
	return outlines_get(
	    &c->outlines, (size_t)(shard - c->outlines.ix->shards));
}

/* Note the conversation with each of its records. */
static void
note(struct conversations *c, const struct thread *t, uint32_t number)
{
	for (size_t i = 0; i < t->count; i++) {
		struct outline_record *record = outline_find(
		    outline_of(c, t->turns[i].shard), t->turns[i].rowid);

		record->found = number;
		record->turn = (uint32_t)i;
	}
}

/* Make a conversation of what was gathered. */
static struct conversation *
finish(struct conversations *c, struct thread *t, struct span id)
{
	struct conversation *v = xcalloc(1, sizeof *v);
	const struct turn *first;

	order(c, t);
	first = &t->turns[0];
	v->number = c->count;
	v->turns = t->turns;
	v->turn_count = t->count;
	v->rule = id.p != NULL ? CONVERSATION_ID : CONVERSATION_SESSION;
	v->id = id.p != NULL ? span_of(xstrndup(id.p, id.n), id.n)
			     : session_id(c, first);
	v->user =
	    c->outlines.users
		.items[outline_find(outline_of(c, first->shard), first->rowid)
			   ->user];
	c->items = xgrow(c->items, c->count, &c->capacity, sizeof *c->items);
	c->items[c->count++] = v;
	note(c, t, (uint32_t)c->count);
	cut(c, v);
	describe(v);
	return v;
}

static struct conversation *
make(struct conversations *c, const struct pl_shard_info *shard,
    const struct outline_record *record)
{
	struct thread t = { 0 };
	struct span id = { 0 };
	uint32_t group = record->group;

	if (group == OUTLINE_ALONE)
		add_turn(&t, shard, record);
	else if (outlines_group_id(&c->outlines, group, &id))
		gather_id(c, &t, group);
	else
		gather_session(c, &t, group, record->time);
	/* A shard that could be read only at the second try. */
	if (t.count == 0)
		add_turn(&t, shard, record);
	return finish(c, &t, id);
}

static enum pl_status
find_outline(struct conversations *c, const struct pl_shard_info *shard,
    uint32_t rowid, const struct outline_record **out, struct pl_error *err)
{
	*out = outline_find(outline_of(c, shard), rowid);
	if (*out == NULL)
		return pl_fail(err, PL_ENOTFOUND,
		    "record %u of '%s' is in no conversation", rowid,
		    shard->file);
	return PL_OK;
}

enum pl_status
conversations_record(struct conversations *c,
    const struct pl_shard_info *shard, uint32_t rowid,
    struct conversation_record *out, struct pl_error *err)
{
	const struct outline_record *record;
	enum pl_status rc = find_outline(c, shard, rowid, &record, err);

	*out = (struct conversation_record){ .time = INSTANT_NONE };
	if (rc != PL_OK)
		return rc;
	out->time = record->time;
	out->user = record->user;
	out->nobody = c->outlines.users.items[record->user].n == 0;
	return PL_OK;
}

enum pl_status
conversations_of(struct conversations *c, const struct pl_shard_info *shard,
    uint32_t rowid, const struct conversation **out, struct pl_error *err)
{
	const struct outline_record *record;
	enum pl_status rc = find_outline(c, shard, rowid, &record, err);

	*out = NULL;
	if (rc == PL_OK)
		*out = record->found != 0 ? c->items[record->found - 1]
					  : make(c, shard, record);
	return rc;
}

enum pl_status
conversations_shard(struct conversations *c, const struct pl_shard_info *info,
    struct pl_shard **out, struct pl_error *err)
{
	return pool_get(&c->pool, info, out, err);
}

const struct incomplete *
conversations_incomplete(const struct conversations *c, size_t *count)
{
	*count = c->outlines.causes.count;
	return c->outlines.causes.items;
}

size_t
conversations_turn(struct conversations *c,
    const struct conversation *conversation, const struct pl_shard_info *shard,
    uint32_t rowid)
{
	const struct outline_record *record =
	    outline_find(outline_of(c, shard), rowid);

	if (record == NULL || record->turn >= conversation->turn_count)
		return conversation->turn_count;
	return record->turn;
}
