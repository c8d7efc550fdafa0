/* Leaves of a plan, each answered in one shard. */
#ifndef QUERY_LEAF_H
#define QUERY_LEAF_H

#include "query/answer/eval.h"
#include "query/match/literal.h"

/* One evaluation in one shard. */
struct eval {
	struct pl_shard *shard;
	enum hits_plan how;
	struct eval_doubts *doubts;
	struct literal_space space;
};

/* Each puts into out, which is initialised and empty, what the leaf says of
 * the candidates. */

/* FIELD and TIME: what the shard's own lists say. */
PL_CHECKED enum pl_status leaf_listed(struct eval *e, struct plan *p,
    const struct pl_set *candidates, struct answer *out, struct pl_error *err);
/* LITERAL, EXACT, REGEX: by reading the texts. */
PL_CHECKED enum pl_status leaf_verified(struct eval *e, struct plan *p,
    const struct pl_set *candidates, struct answer *out, struct pl_error *err);

#endif
