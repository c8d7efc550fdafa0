/* promptlog search --conversations: hits gathered by their conversations. */
#ifndef QUERY_CONVERSATION_LISTING_H
#define QUERY_CONVERSATION_LISTING_H

#include "query/conversation.h"
#include "query/search/snippet.h"

/* A conversation that holds hits. */
struct listed {
	const struct conversation *conversation;
	uint64_t hits;
};

struct listing {
	struct listed *items; /* owned */
	size_t count, capacity;
};
void listing_release(struct listing *l);

/* Take every hit that is left.  Those of a day that cannot be read are in no
 * conversation; the causes are among conversations_incomplete. */
PL_CHECKED enum pl_status listing_collect(struct listing *l,
    struct conversations *c, struct pl_hits *hits, struct pl_error *err);
/* By the time of the first turn, then by id; without a time last. */
void listing_sort(struct listing *l, bool oldest_first);

/* The first line of what was typed in the conversation, as a snippet of at
 * most `characters`; empty if nothing was typed, or nothing can be read. */
void listing_typed(struct conversations *c, const struct conversation *v,
    size_t characters, struct snippet *out);

#endif
