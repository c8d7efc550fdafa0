/* What a run found to be missing, gathered from its days. */
#ifndef INDEXER_ABSENTS_H
#define INDEXER_ABSENTS_H

#include "indexer/run/day.h"

struct absents {
	struct day_absent *items;
	size_t count, capacity;
};

/* Take over what a day noted. */
void absents_take(struct absents *a, struct day *d);
void absents_release(struct absents *a);

/* Tell the index what is vanished or unreadable of one source of the run, and
 * count it: its own troubles too, and nothing as vanished that lies where the
 * source could not look. */
PL_CHECKED enum pl_status absents_put(struct absents *a,
    const struct run_source *r, size_t source, struct pl_writer *w,
    struct summary *summary, struct pl_error *err);

#endif
