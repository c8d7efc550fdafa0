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

/* The slot that has the shard open, else the one to give up for it. */
static struct pool_slot *
slot_for(struct pool *p, const struct pl_shard_info *info)
{
	struct pool_slot *oldest = &p->slots[0];

	for (size_t i = 0; i < POOL_OPEN_MAX; i++) {
		struct pool_slot *slot = &p->slots[i];

		if (slot->shard != NULL && slot->info == info)
			return slot;
		if (slot->used < oldest->used)
			oldest = slot;
	}
	return oldest;
}

enum pl_status
pool_get(struct pool *p, const struct pl_shard_info *info,
    struct pl_shard **out, struct pl_error *err)
{
	struct pool_slot *slot = slot_for(p, info);
	enum pl_status rc = PL_OK;

	if (slot->shard == NULL || slot->info != info) {
		pl_shard_close(slot->shard);
		*slot = (struct pool_slot){ .info = info };
		rc = pl_shard_open(p->ix, info, &slot->shard, err);
	}
	*out = slot->shard;
	if (slot->shard != NULL)
		slot->used = ++p->clock;
	return rc;
}
