/* The inside of struct pl_hits, for hits.c, which gathers and iterates,
 * team.c, which asks the shards, and explain.c, which tells how. */
#ifndef QUERY_ANSWERING_H
#define QUERY_ANSWERING_H

#include "query/answer/found.h"
#include "query/answer/incomplete.h"
#include "query/answer/outcome.h"
#include "query/answer/relevance.h"
#include "query/forgotten.h"
#include "query/match/highlight.h"

struct pl_hits {
	struct pl_index *ix;      /* borrowed */
	const struct node *query; /* borrowed */
	struct hits_options options;
	struct plan *plan;
	struct visits visits;
	struct pool pool;
	struct outcome *outcomes; /* owned; beside visits.items */
	size_t answered;          /* how many of them there are */
	struct founds found;      /* of those that were gathered */
	struct relevance relevance;
	struct incompletes incomplete;
	struct forgottens forgotten;
	struct highlight highlight;
	size_t certain;      /* of found: none can come before or among them */
	size_t position;     /* of found: the next to be given out */
	size_t current;      /* 1 + the one last given out; 0: none */
	uint64_t total;      /* hits of the shards that were answered */
	uint64_t duplicates; /* left out of them */
	uint64_t limited;    /* records that a regex could not decide */
	bool finished;       /* every shard was gathered */
};

/* Find the outcomes of the next visits, up to before `past`, on as many
 * threads as the options ask for; the calling one is among them. */
void team_answer(struct pl_hits *h, size_t past);

/* Count hits: all there are, or with no_total as many as are wanted. */
void hits_count(struct pl_hits *h);

#endif
