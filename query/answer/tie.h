/* Records that nothing else tells apart, in order of key, archive and ordinal.
 * Those are fetched only for records that somebody is about to see. */
#ifndef QUERY_TIE_H
#define QUERY_TIE_H

#include "query/answer/pool.h"

struct tie {
	size_t place; /* the caller's: where it stood before */
	char *key;    /* owned; NULL if the row could not be read */
	char *id;     /* owned; the record's public id, or NULL */
	size_t key_length;
	int64_t archive;
	uint32_t ordinal;
};

/* Fill in one; a row that cannot be read comes first among them. */
void tie_init(struct tie *t, size_t place, struct pool *pool,
    const struct pl_shard_info *shard, uint32_t rowid);
/* As qsort wants it: key, archive, ordinal, place. */
int tie_compare(const void *a, const void *b);
/* Those that are equal in everything stay in the order of their places. */
void ties_sort(struct tie *ties, size_t count);
/* Free what they own. */
void ties_release(struct tie *ties, size_t count);

#endif
