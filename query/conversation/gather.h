/* The records that belong together, from whatever days they lie in. */
#ifndef QUERY_CONVERSATION_GATHER_H
#define QUERY_CONVERSATION_GATHER_H

#include "query/conversation/conversation_impl.h"

struct gathered {
	struct turn *turns; /* owned; in order */
	size_t count, capacity;
};

/* All that are in one conversation with that record: at least itself.  *out's
 * turns are to be freed. */
void gather(struct conversations *c, const struct pl_shard_info *shard,
    const struct outline_record *record, struct gathered *out);

/* A record may have been delivered again, on another day or into another tree,
 * and begin a session there too: how many records of the same id, user and
 * time come before it by key.  `row` is the turn's. */
size_t gather_copies_before(struct conversations *c, const struct turn *turn,
    const struct pl_row *row);

#endif
