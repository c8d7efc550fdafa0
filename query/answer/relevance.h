/* SORT_RELEVANCE: BM25 over the leaves that are not below a NOT.  Document
 * counts are summed over the shards visited; a record's length is that of its
 * text in bytes, held against the mean of the hits. */
#ifndef QUERY_RELEVANCE_H
#define QUERY_RELEVANCE_H

#include "query/answer/eval.h"
#include "query/answer/found.h"

/* Leaves that count; a query of more is hardly ranked better by them. */
#define RELEVANCE_LEAVES_MAX 32

/* What a score needs of a hit. */
struct relevance_hit {
	uint32_t length;                      /* bytes of its text */
	uint16_t times[RELEVANCE_LEAVES_MAX]; /* each leaf occurs */
};

struct relevance {
	struct plan *leaves[RELEVANCE_LEAVES_MAX]; /* borrowed */
	size_t leaf_count;
	uint64_t with[RELEVANCE_LEAVES_MAX]; /* records that have the leaf */
	uint64_t records;                    /* of the shards visited */
	struct relevance_hit *hits; /* owned; in the order they are found */
	size_t count, capacity;
};

void relevance_init(struct relevance *r, struct plan *plan);
void relevance_release(struct relevance *r);

/* Take in a shard whose hits are these.  After a failure r is as before. */
PL_CHECKED enum pl_status relevance_shard(struct relevance *r,
    struct pl_shard *shard, const struct pl_shard_info *info,
    enum hits_plan how, const struct pl_set *hits, struct pl_error *err);
/* Score what was found: the same hits in the same order. */
void relevance_score(const struct relevance *r, struct founds *f);

#endif
