/* Many small texts, each staying where it is until all are freed at once. */
#ifndef INDEXER_ARENA_H
#define INDEXER_ARENA_H

#include "base/buf.h"

struct arena_chunk;

/* All zero is an empty one. */
struct arena {
	struct arena_chunk *chunks;
	size_t left; /* free bytes at the end of the newest chunk */
};

/* A copy of text, followed by a NUL. */
struct span arena_add(struct arena *a, struct span text);
void arena_release(struct arena *a);

#endif
