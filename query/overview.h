/* What an index says of itself as a whole, for answers and for status. */
#ifndef QUERY_OVERVIEW_H
#define QUERY_OVERVIEW_H

#include "schema/reader.h"

/* The last run that did all it was asked to, or NULL; the last one of all. */
const struct pl_run *overview_last_ended(const struct pl_index *ix);
const struct pl_run *overview_last_run(const struct pl_index *ix);

/* As of when answers are: the end of the last run that ended well;
 * INSTANT_NONE without one. */
int64_t overview_as_of(const struct pl_index *ix);

/* The least and the greatest time of all records; INSTANT_NONE without any. */
struct covered {
	int64_t from, to;
};
struct covered overview_covered(const struct pl_index *ix);

/* The time of the newest record, as far as it can be believed at the instant
 * `now`: no record is said after the day it was delivered on, nor was anything
 * said in the future.  INSTANT_NONE without any such. */
int64_t overview_newest(const struct pl_index *ix, int64_t now);

/* How much of an archive updates looked into: which of the index's `looked`
 * are its, and since when all of that is as the index has it. */
struct extent {
	const struct pl_looked *parts;
	size_t count;  /* 0: that is not known */
	bool whole;    /* one of them is all of it */
	int64_t as_of; /* when the one ended that is longest past */
};
struct extent overview_extent(const struct pl_index *ix, int64_t archive);

/* NULL if the index does not know it. */
const struct pl_archive *overview_archive(
    const struct pl_index *ix, int64_t id);

#endif
