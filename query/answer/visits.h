/* Which shards a query visits, in which order, and why it passes over the
 * others. */
#ifndef QUERY_VISITS_H
#define QUERY_VISITS_H

#include "query/answer/plan.h"

enum visit_state {
	VISIT_PENDING,
	VISIT_DONE,
	VISIT_FAILED, /* the shard could not be read */
	/* Passed over: */
	VISIT_SKIP_EMPTY, /* it holds no record */
	VISIT_SKIP_TIME,  /* none in the range of time asked for */
	VISIT_SKIP_NAME,  /* none with the user, type, … asked for */
	VISIT_STATES
};

struct visit {
	const struct pl_shard_info *info;
	enum visit_state state;
};

/* Places in items are how the rest of query/ numbers shards. */
struct visits {
	struct visit *items; /* owned; those to visit first, in order */
	size_t count;
	size_t pending; /* how many at the front are to be visited */
	size_t next;    /* the first of them that was not visited yet */
};

/* For SORT_OLDEST the shard with the earliest record comes first, else that
 * with the latest. */
PL_CHECKED enum pl_status visits_init(struct visits *v, struct pl_index *ix,
    const struct plan *plan, enum hits_sort sort, struct pl_error *err);
void visits_release(struct visits *v);

/* Whether no shard that is still to be visited can hold a record that comes
 * before, or together with, one of that time. */
bool visits_certain(const struct visits *v, enum hits_sort sort, int64_t time);

#endif
