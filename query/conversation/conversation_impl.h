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

/* A record of a day whose requestId other records of it have, too. */
struct namesake {
	uint32_t row;
	size_t before; /* how many of them come before it by key */
};
struct namesakes {
	bool known;
	struct namesake *items; /* owned; by row */
	size_t count, capacity;
};

struct conversations {
	struct pool pool;
	struct outlines outlines;
	struct conversation **items; /* owned, and what they hold */
	size_t count, capacity;
	bool homes_known;
	struct home *homes; /* owned; by group and shard */
	size_t home_count, home_capacity;
	struct namesakes *namesakes; /* owned, and theirs: of each shard */
	bool ambiguous;              /* an id was looked for that two have */
};

/* How many records of the shard have the requestId of that one, are no copies,
 * and come before it by key. */
size_t namesakes_before(struct conversations *c, size_t shard, uint32_t row);
void namesakes_release(struct conversations *c);

/* The first home of a group; homes + home_count if it has none.  All shards
 * are asked once what conversationIds they hold. */
const struct home *conversation_homes(struct conversations *c, uint32_t group);

#endif
