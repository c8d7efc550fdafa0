/* Open shards: an archive of years has thousands, so only those last used stay
 * open. */
#ifndef QUERY_POOL_H
#define QUERY_POOL_H

#include "schema/reader.h"

/* Shards open at once: each keeps a database cache and blocks of text in
 * memory. */
#define POOL_OPEN_MAX 16

struct pool_slot {
	const struct pl_shard_info *info;
	struct pl_shard *shard; /* NULL: free */
	uint64_t used;          /* when; the least is the longest ago */
};

struct pool {
	const struct pl_index *ix; /* borrowed */
	struct pool_slot slots[POOL_OPEN_MAX];
	uint64_t clock;
};

void pool_init(struct pool *p, const struct pl_index *ix);
void pool_release(struct pool *p);

/* The shard, valid until POOL_OPEN_MAX others have been asked for, or another
 * one by pool_pass. */
PL_CHECKED enum pl_status pool_get(struct pool *p,
    const struct pl_shard_info *info, struct pl_shard **out,
    struct pl_error *err);

/* pool_get for one of many that are asked in turn, each once: only the shard
 * used last is given up for it. */
PL_CHECKED enum pl_status pool_pass(struct pool *p,
    const struct pl_shard_info *info, struct pl_shard **out,
    struct pl_error *err);

#endif
