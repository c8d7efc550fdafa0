/* Where the conversations with an id lie, and which one an id names. */
#include <stdlib.h>

#include "base/mem.h"
#include "query/conversation/conversation_impl.h"

/* Ids of records are at least that long: UUIDs, and those made of a hash. */
#define RECORD_ID_LEAST 32

struct listing {
	struct conversations *c;
	size_t shard;
};

static void
add_home(void *context, int64_t number, struct span name)
{
	struct listing *l = context;
	struct conversations *c = l->c;

	(void)number;
	c->homes = xgrow(
	    c->homes, c->home_count, &c->home_capacity, sizeof *c->homes);
	c->homes[c->home_count++] = (struct home){
		outlines_group(&c->outlines, name),
		(uint32_t)l->shard,
	};
}

static int
compare_homes(const void *a, const void *b)
{
	const struct home *x = a, *y = b;

	if (x->group != y->group)
		return x->group < y->group ? -1 : 1;
	return (x->shard > y->shard) - (x->shard < y->shard);
}

static void
list_homes(struct conversations *c)
{
	const struct pl_index *ix = c->outlines.ix;
	struct pl_error why;

	for (size_t i = 0; i < ix->shard_count; i++) {
		struct listing l = { c, i };
		struct pl_shard *shard;
		enum pl_status rc =
		    pool_get(&c->pool, &ix->shards[i], &shard, &why);

		if (rc == PL_OK)
			rc = pl_shard_names(
			    shard, PL_NAME_CONVERSATION, add_home, &l, &why);
		if (rc != PL_OK)
			outlines_fail(&c->outlines, i, &why);
	}
	if (c->home_count > 1)
		qsort(
		    c->homes, c->home_count, sizeof *c->homes, compare_homes);
	c->homes_known = true;
}

const struct home *
conversation_homes(struct conversations *c, uint32_t group)
{
	size_t low = 0, high;

	if (!c->homes_known)
		list_homes(c);
	high = c->home_count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (c->homes[middle].group < group)
			low = middle + 1;
		else
			high = middle;
	}
	return c->homes + low;
}

/* The conversation with that conversationId; NULL if there is none. */
static const struct conversation *
find_named(struct conversations *c, struct span id)
{
	uint32_t group = outlines_group(&c->outlines, id);
	const struct home *home = conversation_homes(c, group);
	const struct conversation *found;

	for (; home < c->homes + c->home_count && home->group == group;
	     home++) {
		const struct outline *o =
		    outlines_get(&c->outlines, home->shard);
		size_t i = outline_seek(o, group, INSTANT_NONE);

		if (i < o->count && o->records[i].group == group &&
		    conversations_of(c, &c->outlines.ix->shards[home->shard],
			o->records[i].rowid, &found, NULL) == PL_OK)
			return found;
	}
	return NULL;
}

/* Take the conversation of a shard's record with that id: the first one met,
 * unless a later one is called as was asked. */
static enum pl_status
find_record(struct conversations *c, const struct pl_shard_info *info,
    struct span record, struct span id, const struct conversation **best,
    struct pl_error *err)
{
	struct pl_shard *shard;
	struct pl_set set;
	uint32_t row = 0;
	enum pl_status rc = pool_get(&c->pool, info, &shard, err);

	if (rc != PL_OK)
		return rc;
	rc = pl_shard_identified(shard, record, &set, err);
	while (rc == PL_OK && (row = pl_set_next(&set, row)) != 0) {
		const struct conversation *v;

		/* Copies are in none. */
		if (conversations_of(c, info, row, &v, NULL) != PL_OK ||
		    v == *best)
			continue;
		if (*best != NULL && span_equal((*best)->id, id))
			c->ambiguous |= span_equal(v->id, id);
		else if (*best == NULL || span_equal(v->id, id))
			*best = v;
	}
	pl_set_release(&set);
	return rc;
}

/* The record's id within a session's; any other text as it is. */
static struct span
record_of(struct span id)
{
	size_t n = strlen(CONVERSATION_SESSION_NAME);

	if (!span_starts(id, CONVERSATION_SESSION_NAME))
		return id;
	while (n < id.n && id.p[n] >= '0' && id.p[n] <= '9')
		n++;
	if (n == id.n || id.p[n] != '-')
		return id;
	return span_of(id.p + n + 1, id.n - n - 1);
}

bool
conversation_is_session(struct span id)
{
	struct span record = record_of(id);

	return record.n != id.n && record.n >= RECORD_ID_LEAST;
}

/* Records of several days may have one id, and begin sessions. */
static void
say_ambiguous(struct conversations *c, struct span id)
{
	struct span record = record_of(id);
	char *name = xstrndup(id.p, id.n);
	char *reason = xasprintf("another one has this id: 'promptlog search "
				 "--conversations request:%.*s' lists all",
	    SPAN_ARG(record));

	incompletes_add(&c->outlines.causes, "conversation", name, reason);
	free(reason);
	free(name);
}

enum pl_status
conversations_find(struct conversations *c, struct span id,
    const struct conversation **out, struct pl_error *err)
{
	const struct pl_index *ix = c->outlines.ix;
	struct pl_error why;

	*out = find_named(c, id);
	for (size_t i = 0; i < ix->shard_count &&
	     (*out == NULL || (*out)->rule == CONVERSATION_SESSION);
	     i++)
		if (find_record(c, &ix->shards[i], record_of(id), id, out,
			&why) != PL_OK)
			outlines_fail(&c->outlines, i, &why);
	if (c->ambiguous)
		say_ambiguous(c, id);
	if (*out == NULL)
		return pl_fail(err, PL_ENOTFOUND,
		    "no conversation and no record has the id '%.*s'",
		    SPAN_ARG(id));
	return PL_OK;
}
