/* What a query comes to in one shard.  It is found by any thread that has a
 * plan of its own, and joined to the others in the order of the visits, so
 * that no answer depends on how many threads there were. */
#ifndef QUERY_OUTCOME_H
#define QUERY_OUTCOME_H

#include "query/answer/pool.h"
#include "query/answer/visits.h"

struct outcome {
	struct pl_set hits;  /* copies left out, unless they were asked for */
	uint64_t count;      /* of hits */
	uint64_t duplicates; /* how many copies were left out */
	uint64_t limited;    /* records that a regex could not decide */
	/* Why the shard, or one of its texts, could not be read; NULL where
	 * all could.  Owned. */
	struct pl_error *why;
};
void outcome_release(struct outcome *o);

/* Hold the plan, in whose counts that shows, against one shard.  Cannot fail:
 * a shard that cannot be read has no hits, and a reason. */
void outcome_find(struct outcome *out, struct plan *plan,
    const struct hits_options *options, struct pool *pool,
    const struct pl_shard_info *info);

#endif
