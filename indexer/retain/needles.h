/* Many byte strings looked for at once in a long text. */
#ifndef INDEXER_RETAIN_NEEDLES_H
#define INDEXER_RETAIN_NEEDLES_H

#include <stdint.h>

#include "indexer/parse/arena.h"

/* Shorter ones are in everything, longer ones are found by their beginning. */
#define NEEDLE_LEAST 6
#define NEEDLE_MOST  64

struct needle {
	struct span bytes;
	void *owner; /* the caller's */
};

/* Zero it first. */
struct needles {
	struct arena arena;
	struct needle *items;
	size_t count, capacity;
	/* How they are looked for, once they are ready. */
	size_t piece, step;          /* bytes */
	struct needle_piece *pieces; /* by their hash; owned */
	size_t piece_count;
	uint8_t *seen;    /* a bit for each hash that there is; owned */
	uint32_t *starts; /* of pieces with the same first bits; owned */
	unsigned bits;    /* of a hash, that `seen` is asked by */
	bool ready;
};

/* Shorter ones are left out: false then. */
bool needles_add(struct needles *n, struct span bytes, void *owner);
void needles_release(struct needles *n);

/* To be called when they have been added, before they are looked for: then
 * several threads may do that at once. */
void needles_ready(struct needles *n);
/* Call `found` for each place where one of them stands. */
void needles_find(const struct needles *n, struct span text,
    void (*found)(void *context, const struct needle *needle), void *context);

#endif
