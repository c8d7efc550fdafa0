/* What holds keep: whose records, and of which days. */
#ifndef INDEXER_RUN_HOLDING_H
#define INDEXER_RUN_HOLDING_H

#include "schema/writer.h"

/* Whether what a user sent is held, on a day that is: their id begins as the
 * hold says, or its UUID does, capitals or not.  To hold too much is the
 * lesser harm. */
bool hold_has_user(const struct pl_hold *hold, struct span user);
/* Whether a record is held: it is of the day of its key, and of the day of its
 * time. */
bool hold_has(
    const struct pl_hold *hold, struct span user, int64_t day, int64_t time);
/* An object that gave no record is of nobody: only a hold on its day, for
 * everyone, keeps it. */
bool hold_has_empty(const struct pl_hold *hold, int64_t day);

/* The first hold that keeps a record of a shard's object, in *hold; NULL:
 * there is none. */
PL_CHECKED enum pl_status hold_find(const struct pl_writer *w,
    struct pl_shard *shard, int64_t row, int64_t day,
    const struct pl_hold **hold, struct pl_error *err);
/* A hold that may keep records of a day's shard, which cannot be read; NULL:
 * none does. */
const struct pl_hold *hold_find_day(const struct pl_writer *w, int64_t day);

#endif
