#include "query/conversation/outline.h"

#include <stdlib.h>

#include "base/mem.h"

/* What a group's text begins with, by its kind: the conversationId follows, or
 * the tree, a slash and the user. */
static const char marks[] = {
	[OUTLINE_ID] = 'i', [OUTLINE_SESSION] = 's', [OUTLINE_ALONE] = 'o'
};

void
outlines_init(struct outlines *o, struct pl_index *ix, struct pool *pool)
{
	*o = (struct outlines){ .ix = ix, .pool = pool };
	o->items = xcalloc(ix->shard_count + 1, sizeof *o->items);
	intern_init(&o->groups);
	intern_init(&o->users);
	intern_init(&o->trees);
}

static void
outline_release(struct outline *o)
{
	free(o->records);
	free(o->places);
	*o = (struct outline){ .failed = o->failed };
}

void
outlines_release(struct outlines *o)
{
	for (size_t i = 0; o->items != NULL && i < o->ix->shard_count; i++)
		outline_release(&o->items[i]);
	free(o->items);
	intern_release(&o->groups);
	intern_release(&o->users);
	intern_release(&o->trees);
	incompletes_release(&o->causes);
	*o = (struct outlines){ 0 };
}

/* ---- a shard's numbers and ours ---- */

/* By a number of the shard, a place in one of our tables. */
struct numbering {
	struct number {
		int64_t theirs;
		uint32_t ours;
	} * items; /* owned */
	size_t count, capacity;
};

static int
compare_numbers(const void *a, const void *b)
{
	const struct number *x = a, *y = b;

	return (x->theirs > y->theirs) - (x->theirs < y->theirs);
}

/* The place that belongs to a number, or `none`. */
static uint32_t
translate(const struct numbering *n, int64_t theirs, uint32_t none)
{
	struct number wanted = { .theirs = theirs };
	const struct number *found;

	if (theirs == 0 || n->count == 0)
		return none;
	found = bsearch(
	    &wanted, n->items, n->count, sizeof *n->items, compare_numbers);
	return found != NULL ? found->ours : none;
}

static void
sort_numbers(struct numbering *n)
{
	if (n->count > 1)
		qsort(n->items, n->count, sizeof *n->items, compare_numbers);
}

/* ---- reading a shard ---- */

struct reading {
	struct outlines *all;
	struct outline *out;
	struct numbering users, conversations, folders;
	struct buf group; /* scratch */
};

static void
add_number(struct numbering *n, int64_t theirs, uint32_t ours)
{
	n->items = xgrow(n->items, n->count, &n->capacity, sizeof *n->items);
	n->items[n->count++] = (struct number){ theirs, ours };
}

static void
add_user(void *context, int64_t number, struct span name)
{
	struct reading *r = context;

	add_number(&r->users, number, intern_add(&r->all->users, name));
}

static void
add_conversation(void *context, int64_t number, struct span name)
{
	struct reading *r = context;

	add_number(&r->conversations, number, outlines_group(r->all, name));
}

static void
add_folder(void *context, int64_t number, struct span path)
{
	struct reading *r = context;

	add_number(&r->folders, number,
	    intern_add(&r->all->trees, pl_tree_find(path)));
}

static enum pl_status
read_numbers(struct reading *r, struct pl_shard *shard, struct pl_error *err)
{
	enum pl_status rc;

	rc = pl_shard_names(shard, PL_NAME_USER, add_user, r, err);
	if (rc == PL_OK)
		rc = pl_shard_names(
		    shard, PL_NAME_CONVERSATION, add_conversation, r, err);
	if (rc == PL_OK)
		rc = pl_shard_folders(shard, add_folder, r, err);
	sort_numbers(&r->users);
	sort_numbers(&r->conversations);
	sort_numbers(&r->folders);
	return rc;
}

/* The text of the group of a user's records of that kind in a tree. */
static void
add_group(struct buf *out, const struct outlines *o, enum outline_kind kind,
    uint32_t user, uint32_t tree)
{
	buf_addc(out, marks[kind]);
	buf_addspan(out, o->trees.items[tree]);
	buf_addc(out, '/');
	buf_addspan(out, o->users.items[user]);
}

static uint32_t
group_of(struct reading *r, const struct pl_outline *o, uint32_t user)
{
	bool spoken = o->type == PL_TYPE_CHAT || o->type == PL_TYPE_DEV;
	bool alone = !spoken || o->time == INSTANT_NONE ||
	    r->all->users.items[user].n == 0;
	uint32_t none = intern_add(&r->all->trees, span_of(NULL, 0));
	uint32_t group =
	    translate(&r->conversations, o->conversation, INTERN_NONE);

	if (group != INTERN_NONE)
		return group;
	buf_clear(&r->group);
	add_group(&r->group, r->all, alone ? OUTLINE_ALONE : OUTLINE_SESSION,
	    user, translate(&r->folders, o->folder, none));
	return intern_add(&r->all->groups, buf_span(&r->group));
}

static void
add_record(void *context, const struct pl_outline *o)
{
	struct reading *r = context;
	struct outline *out = r->out;
	uint32_t none = intern_add(&r->all->users, span_of(NULL, 0));
	uint32_t user = translate(&r->users, o->user, none);

	out->records = xgrow(
	    out->records, out->count, &out->capacity, sizeof *out->records);
	out->records[out->count++] = (struct outline_record){
		.time = o->time,
		.rowid = o->rowid,
		.group = group_of(r, o, user),
		.user = user,
		.flags = o->flags,
	};
}

static int
compare_records(const void *a, const void *b)
{
	const struct outline_record *x = a, *y = b;

	if (x->group != y->group)
		return x->group < y->group ? -1 : 1;
	if (x->time != y->time)
		return x->time < y->time ? -1 : 1;
	return (x->rowid > y->rowid) - (x->rowid < y->rowid);
}

static void
order_records(struct outline *o, uint32_t limit)
{
	if (o->count > 1)
		qsort(
		    o->records, o->count, sizeof *o->records, compare_records);
	o->limit = limit;
	o->places = xcalloc((size_t)limit + 1, sizeof *o->places);
	for (size_t i = 0; i < o->count; i++)
		o->places[o->records[i].rowid] = (uint32_t)i + 1;
}

static enum pl_status
read_shard(struct outlines *all, size_t shard, struct pl_error *err)
{
	struct reading r = { .all = all, .out = &all->items[shard] };
	struct pl_shard *open;
	enum pl_status rc;

	buf_init(&r.group, BUF_UNLIMITED);
	rc = pool_get(all->pool, &all->ix->shards[shard], &open, err);
	if (rc == PL_OK)
		rc = read_numbers(&r, open, err);
	if (rc == PL_OK)
		rc = pl_shard_outlines(open, add_record, &r, err);
	if (rc == PL_OK)
		order_records(r.out, pl_shard_limit(open));
	free(r.users.items);
	free(r.conversations.items);
	free(r.folders.items);
	buf_release(&r.group);
	return rc;
}

void
outlines_fail(struct outlines *o, size_t shard, const struct pl_error *why)
{
	if (!o->items[shard].failed)
		incompletes_shard(&o->causes, &o->ix->shards[shard], why);
	o->items[shard].failed = true;
}

struct outline *
outlines_get(struct outlines *o, size_t shard)
{
	struct outline *out = &o->items[shard];
	struct pl_error why;

	if (!out->asked && read_shard(o, shard, &why) != PL_OK) {
		outline_release(out);
		outlines_fail(o, shard, &why);
	}
	out->asked = true;
	return out;
}

/* ---- what was read ---- */

struct outline_record *
outline_find(const struct outline *o, uint32_t rowid)
{
	if (rowid > o->limit || o->places == NULL || o->places[rowid] == 0)
		return NULL;
	return &o->records[o->places[rowid] - 1];
}

size_t
outline_seek(const struct outline *o, uint32_t group, int64_t time)
{
	struct outline_record wanted = { .group = group, .time = time };
	size_t low = 0, high = o->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (compare_records(&o->records[middle], &wanted) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

uint32_t
outlines_group(struct outlines *o, struct span conversation)
{
	struct buf text;
	uint32_t group;

	buf_init(&text, BUF_UNLIMITED);
	buf_addc(&text, marks[OUTLINE_ID]);
	buf_addspan(&text, conversation);
	group = intern_add(&o->groups, buf_span(&text));
	buf_release(&text);
	return group;
}

uint32_t
outlines_in_tree(const struct outlines *o, const struct outline_record *record,
    uint32_t tree)
{
	struct buf text;
	uint32_t group;

	buf_init(&text, BUF_UNLIMITED);
	add_group(
	    &text, o, outlines_kind(o, record->group), record->user, tree);
	group = intern_find(&o->groups, buf_span(&text));
	buf_release(&text);
	return group;
}

enum outline_kind
outlines_kind(const struct outlines *o, uint32_t group)
{
	char mark = o->groups.items[group].p[0];

	if (mark == marks[OUTLINE_ID])
		return OUTLINE_ID;
	return mark == marks[OUTLINE_SESSION] ? OUTLINE_SESSION
					      : OUTLINE_ALONE;
}

struct span
outlines_id(const struct outlines *o, uint32_t group)
{
	struct span text = o->groups.items[group];

	return span_of(text.p + 1, text.n - 1);
}
