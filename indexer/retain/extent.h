/* How much of an index a hold keeps. */
#ifndef INDEXER_RETAIN_EXTENT_H
#define INDEXER_RETAIN_EXTENT_H

#include "schema/reader.h"

struct hold_extent {
	uint64_t records, days; /* days: shards that hold some */
	size_t users;
};

/* index.db tells most of it; a shard is opened where only some of its records
 * are of the hold's days.  One that cannot be read counts as index.db has it:
 * as though all of it were held. */
PL_CHECKED enum pl_status hold_measure(struct pl_index *ix,
    const struct pl_hold *hold, struct hold_extent *out, struct pl_error *err);

#endif
