/* What an answer does not cover, and why. */
#ifndef QUERY_INCOMPLETE_H
#define QUERY_INCOMPLETE_H

#include "query/answer/hits.h"

struct incompletes {
	struct incomplete *items; /* owned */
	size_t count, capacity;
};
void incompletes_release(struct incompletes *list);

void incompletes_add(struct incompletes *list, const char *kind,
    const char *subject, const char *reason);

/* The same, unless a cause of that kind and subject is there. */
void incompletes_once(struct incompletes *list, const char *kind,
    const char *subject, const char *reason);
/* A cause of another list: a copy of it, or that only if there is none of its
 * kind and subject. */
void incompletes_copy(struct incompletes *list, const struct incomplete *item);
void incompletes_take(struct incompletes *list, const struct incomplete *item);
/* A shard that cannot be read, and what mends it, unless the list has it
 * already. */
void incompletes_shard(struct incompletes *list,
    const struct pl_shard_info *info, const struct pl_error *why);

/* Runs that left something undone which none after them made good. */
void incompletes_of_runs(struct incompletes *list, const struct pl_index *ix);

/* What the index itself says: those, and objects with notes that are not
 * accepted and could hold a record with least <= time < below. */
void incompletes_of_index(struct incompletes *list, const struct pl_index *ix,
    int64_t least, int64_t below);

/* The index, if writers changed it while it was read, so that a part of the
 * answer may be as it was before and another part as it is now. */
void incompletes_of_changes(
    struct incompletes *list, const struct pl_index *ix);

/* For people: append the causes to `out`, with those that vanished, or cannot
 * be read for one reason, summed up by day.  Those that were not summed up
 * come first. */
void incompletes_sum(
    struct incompletes *out, const struct incomplete *list, size_t count);

/* Records that a regex could not decide, with how many there are by now:
 * replaces what was said before. */
void incompletes_regex(struct incompletes *list, uint64_t records);

#endif
