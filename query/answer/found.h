/* The records that were found, and their order: by score, by time, and where
 * both are equal by key, archive and ordinal.  Those three are fetched only
 * when somebody is about to see the records they decide about. */
#ifndef QUERY_FOUND_H
#define QUERY_FOUND_H

#include "query/answer/pool.h"
#include "query/answer/visits.h"

struct found {
	double score; /* 0 but for SORT_RELEVANCE; the greatest first */
	int64_t time;
	uint32_t visit; /* place in visits.items */
	uint32_t rowid;
};

struct founds {
	struct found *items; /* owned */
	size_t count, capacity;
	size_t settled; /* those before are in their final order */
};
void founds_release(struct founds *f);

void founds_add(struct founds *f, int64_t time, size_t visit, uint32_t rowid);
/* Put those from `from` on in order of score and time. */
void founds_sort(struct founds *f, size_t from, enum hits_sort sort);
/* Put those that tie with the one at `at` in their final order.  One whose row
 * cannot be read comes first among them. */
void founds_settle(struct founds *f, size_t at, struct pool *pool,
    const struct visits *visits);

#endif
