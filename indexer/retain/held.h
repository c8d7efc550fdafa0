/* Who sent the records of an object that is to be forgotten, and whether a
 * hold keeps them. */
#ifndef INDEXER_RETAIN_HELD_H
#define INDEXER_RETAIN_HELD_H

#include "indexer/retain/sweep_plan.h"

/* Counts in plan->held which holds keep the object, and adds to plan->users
 * who sent it, unless it stays since it is held: *stays. */
PL_CHECKED enum pl_status held_object(struct sweep_plan *plan,
    const struct gone_day *day, const struct gone_object *o,
    struct pl_writer *w, struct pl_shard *shard, bool *stays,
    struct pl_error *err);
/* Unless what is held stays, the holds that keep something become
 * plan->refusal. */
void held_refuse(struct sweep_plan *plan);

#endif
