/* The inside of struct pl_hits, for hits.c, which evaluates and iterates, and
 * explain.c, which tells how. */
#ifndef QUERY_ANSWERING_H
#define QUERY_ANSWERING_H

#include "query/answer/found.h"
#include "query/answer/incomplete.h"
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
	struct founds found;
	struct relevance relevance;
	struct incompletes incomplete;
	struct forgottens forgotten;
	struct highlight highlight;
	size_t certain;      /* of found: none can come before or among them */
	size_t position;     /* of found: the next to be given out */
	size_t current;      /* 1 + the one last given out; 0: none */
	uint64_t duplicates; /* left out */
	uint64_t limited;    /* records that a regex could not decide */
	bool finished;       /* every shard was visited */
};

/* Visit shards until `need` hits are certain: all of them, unless no_total. */
void hits_evaluate(struct pl_hits *h, uint64_t need);

#endif
