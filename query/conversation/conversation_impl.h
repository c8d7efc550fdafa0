/* The inside of struct conversations, for conversation.c, which puts them
 * together, and conversation_find.c, which finds where they lie. */
#ifndef QUERY_CONVERSATION_IMPL_H
#define QUERY_CONVERSATION_IMPL_H

#include "query/answer/tie.h"
#include "query/conversation.h"
#include "query/conversation/outline.h"

/* A shard that holds records of a conversationId. */
struct home {
	uint32_t group;
	uint32_t shard; /* place in ix->shards */
};

struct conversations {
	struct pool pool;
	struct outlines outlines;
	struct conversation **items; /* owned, and what they hold */
	size_t count, capacity;
	bool homes_known;
	struct home *homes; /* owned; by group and shard */
	size_t home_count, home_capacity;
};

/* The first home of a group; homes + home_count if it has none.  All shards
 * are asked once what conversationIds they hold. */
const struct home *conversation_homes(struct conversations *c, uint32_t group);

#endif
