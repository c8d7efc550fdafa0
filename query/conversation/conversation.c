#include "query/conversation/gather.h"

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
	namesakes_release(c);
	free(c->homes);
	outlines_release(&c->outlines);
	pool_release(&c->pool);
	free(c);
}

/* ---- the conversation ---- */

/* The public id of the first record makes a session's id; where it cannot be
 * read, its place has to do.  The ids of a record's copies are told apart. */
static struct span
session_id(struct conversations *c, const struct turn *first)
{
	struct pl_shard *shard;
	struct pl_row row;
	struct pl_error why;
	size_t copies = 0;
	struct buf id;
	enum pl_status rc = pool_get(&c->pool, first->shard, &shard, &why);

	if (rc == PL_OK)
		rc = pl_shard_row(shard, first->rowid, &row, &why);
	buf_init(&id, BUF_UNLIMITED);
	if (rc == PL_OK) {
		buf_adds(&id, row.id);
		copies = gather_copies_before(c, first, &row);
	} else {
		buf_addf(&id, "%s.%u", first->shard->name, first->rowid);
		outlines_fail(&c->outlines,
		    (size_t)(first->shard - c->outlines.ix->shards), &why);
	}
	struct span name = span_str(copies == 0
		? xasprintf(CONVERSATION_SESSION_NAME "-%s", id.p)
		: xasprintf(
		      CONVERSATION_SESSION_NAME "%zu-%s", copies + 1, id.p));
	buf_release(&id);
	return name;
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
note(struct conversations *c, const struct conversation *v)
{
	for (size_t i = 0; i < v->turn_count; i++) {
		struct outline_record *record = outline_find(
		    outline_of(c, v->turns[i].shard), v->turns[i].rowid);

		record->found = (uint32_t)v->number + 1;
		record->turn = (uint32_t)i;
	}
}

static void
name(struct conversations *c, struct conversation *v, uint32_t group)
{
	struct span id;

	v->rule = CONVERSATION_SESSION;
	if (outlines_kind(&c->outlines, group) != OUTLINE_ID) {
		v->id = session_id(c, &v->turns[0]);
		return;
	}
	id = outlines_id(&c->outlines, group);
	v->rule = CONVERSATION_ID;
	v->id = span_of(xstrndup(id.p, id.n), id.n);
}

static struct conversation *
make(struct conversations *c, const struct pl_shard_info *shard,
    const struct outline_record *record)
{
	struct conversation *v = xcalloc(1, sizeof *v);
	const struct outline_record *first;
	struct gathered g;

	gather(c, shard, record, &g);
	first =
	    outline_find(outline_of(c, g.turns[0].shard), g.turns[0].rowid);
	v->number = c->count;
	v->turns = g.turns;
	v->turn_count = g.count;
	v->user = c->outlines.users.items[first->user];
	name(c, v, record->group);
	note(c, v);
	c->items = xgrow(c->items, c->count, &c->capacity, sizeof *c->items);
	c->items[c->count++] = v;
	cut(c, v);
	describe(v);
	return v;
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

void
conversation_reach(
    const struct conversation *v, int64_t *least, int64_t *below)
{
	*least = INSTANT_NONE;
	*below = INT64_MAX;
	if (v->rule == CONVERSATION_SESSION &&
	    v->first > INSTANT_NONE + CONVERSATION_GAP)
		*least = v->first - CONVERSATION_GAP;
	if (*least != INSTANT_NONE && v->last < INT64_MAX - CONVERSATION_GAP)
		*below = v->last + CONVERSATION_GAP;
}
