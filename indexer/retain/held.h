/* Who sent the records of an object that is to be forgotten, and whether a
 * hold keeps them. */
#ifndef INDEXER_RETAIN_HELD_H
#define INDEXER_RETAIN_HELD_H

#include "indexer/retain/sweep_plan.h"

/* Whether what a user sent is held, on a day that is. */
bool held_user(const struct pl_hold *hold, struct span user);

/* Adds to plan->users; the first hold that is in the way becomes
 * plan->refusal. */
PL_CHECKED enum pl_status held_object(struct sweep_plan *plan,
    const struct gone_day *day, const struct gone_object *o,
    struct pl_writer *w, struct pl_shard *shard, struct pl_error *err);

#endif
