/* The terms on a leaf page of FTS5's index, as its source describes the
 * format: two 16-bit numbers, the second of which is where the page's own
 * index begins; that one holds the distances between the places of terms.  The
 * first term of a page is written whole, each other as how much of the one
 * before it repeats, and the rest. */
#ifndef SCHEMA_SHARD_LEAF_TERMS_H
#define SCHEMA_SHARD_LEAF_TERMS_H

#include <stdbool.h>

#include "base/buf.h"

struct leaf_terms {
	struct buf term; /* the last, as it stands there */
	size_t begin;    /* where that is in the page */
	size_t end;      /* where it ends, and its list begins */
};
void leaf_terms_init(struct leaf_terms *t);
void leaf_terms_release(struct leaf_terms *t);

/* Call visit with each term of the page, without the byte by which FTS5 tells
 * words from beginnings of words; it is valid during the call, and not empty.
 * False when the page is damaged. */
bool leaf_terms_list(struct leaf_terms *t, struct span page,
    void (*visit)(void *context, struct span term), void *context);

#endif
