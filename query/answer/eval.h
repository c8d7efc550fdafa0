/* A plan held against one shard. */
#ifndef QUERY_EVAL_H
#define QUERY_EVAL_H

#include "query/answer/plan.h"

/* Fewer candidates than this are read rather than narrowed. */
#define NARROW_WORTH 8
/* The same where narrowing costs more, and unless they are one in so many of
 * the shard's records: fewer lie in some of its blocks only. */
#define COSTLY_WORTH 64
#define COSTLY_SHARE 16

/* What is known of a shard's records after a node was answered: `yes` it is
 * true of, `maybe` it could not be decided of (a limit, a damaged text); the
 * two are disjoint. */
struct answer {
	struct pl_set yes, maybe;
};
void answer_release(struct answer *a);

/* Why some records could not be decided. */
struct eval_doubts {
	struct pl_set limited;    /* a regex reached a limit */
	struct pl_set unreadable; /* the text is damaged */
	struct pl_error why;      /* of the first that is unreadable */
};
void eval_doubts_init(struct eval_doubts *d, uint32_t limit);
void eval_doubts_release(struct eval_doubts *d);

/* Which of the candidates the plan is true of.  Always initialises *out;
 * release it also after a failure.  Fails only where the shard as a whole
 * cannot answer. */
PL_CHECKED enum pl_status eval_plan(struct plan *p, struct pl_shard *shard,
    enum hits_plan how, const struct pl_set *candidates,
    struct eval_doubts *doubts, struct answer *out, struct pl_error *err);

#endif
