#include "query/answer/pool.h"

void
pool_init(struct pool *p, const struct pl_index *ix)
{
	*p = (struct pool){ .ix = ix };
}

void
pool_release(struct pool *p)
{
	for (size_t i = 0; i < POOL_OPEN_MAX; i++)
		pl_shard_close(p->slots[i].shard);
	*p = (struct pool){ 0 };
}

static struct pool_slot *
slot_of(struct pool *p, const struct pl_shard_info *info)
{
	for (size_t i = 0; i < POOL_OPEN_MAX; i++)
		if (p->slots[i].shard != NULL && p->slots[i].info == info)
			return &p->slots[i];
	return NULL;
}

/* The slot to give up: what was used last, or the longest ago. */
static struct pool_slot *
slot_for(struct pool *p, bool last)
{
	struct pool_slot *found = &p->slots[0];

	for (size_t i = 1; i < POOL_OPEN_MAX; i++)
		if (last ? p->slots[i].used > found->used
			 : p->slots[i].used < found->used)
			found = &p->slots[i];
	return found;
}

static enum pl_status
get(struct pool *p, const struct pl_shard_info *info, bool last,
    struct pl_shard **out, struct pl_error *err)
{
	struct pool_slot *slot = slot_of(p, info);
	enum pl_status rc = PL_OK;

	if (slot == NULL) {
		slot = slot_for(p, last);
		slot->info = info;
		slot->used = 0;
		rc = pl_shard_turn(p->ix, info, &slot->shard, err);
	}
	*out = slot->shard;
	if (slot->shard != NULL)
		slot->used = ++p->clock;
	return rc;
}

enum pl_status
pool_get(struct pool *p, const struct pl_shard_info *info,
    struct pl_shard **out, struct pl_error *err)
{
	return get(p, info, false, out, err);
}

enum pl_status
pool_pass(struct pool *p, const struct pl_shard_info *info,
    struct pl_shard **out, struct pl_error *err)
{
	return get(p, info, true, out, err);
}
