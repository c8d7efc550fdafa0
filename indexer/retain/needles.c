#include "indexer/retain/needles.h"

#include <stdlib.h>

#include "base/mem.h"

/* The first four bytes choose one of so many bits. */
#define BITS 16

bool
needles_add(struct needles *n, struct span bytes, void *owner)
{
	if (bytes.n < NEEDLE_LEAST)
		return false;
	if (bytes.n > NEEDLE_MOST)
		bytes.n = NEEDLE_MOST;
	n->items = xgrow(n->items, n->count, &n->capacity, sizeof *n->items);
	n->items[n->count++] =
	    (struct needle){ arena_add(&n->arena, bytes), owner };
	n->ready = false;
	return true;
}

void
needles_release(struct needles *n)
{
	arena_release(&n->arena);
	free(n->items);
	free(n->seen);
	*n = (struct needles){ 0 };
}

static uint32_t
prefix_of(const char *p)
{
	uint32_t x;

	memcpy(&x, p, sizeof x);
	return x;
}

static uint32_t
bit_of(uint32_t prefix)
{
	return (prefix * 2654435761u) >> (32 - BITS);
}

static int
compare_prefixes(const void *a, const void *b)
{
	uint32_t x = prefix_of(((const struct needle *)a)->bytes.p);
	uint32_t y = prefix_of(((const struct needle *)b)->bytes.p);

	return (x > y) - (x < y);
}

static void
make_ready(struct needles *n)
{
	if (n->ready)
		return;
	free(n->seen);
	n->seen = xcalloc((size_t)1 << (BITS - 3), 1);
	if (n->count > 1)
		qsort(n->items, n->count, sizeof *n->items, compare_prefixes);
	for (size_t i = 0; i < n->count; i++) {
		uint32_t bit = bit_of(prefix_of(n->items[i].bytes.p));

		n->seen[bit >> 3] |= (uint8_t)(1u << (bit & 7));
	}
	n->ready = true;
}

/* The first needle with that beginning, or a later one. */
static size_t
first_with(const struct needles *n, uint32_t prefix)
{
	size_t low = 0, high = n->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (prefix_of(n->items[middle].bytes.p) < prefix)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

void
needles_find(struct needles *n, struct span text,
    void (*found)(void *context, const struct needle *needle), void *context)
{
	if (n->count == 0 || text.n < NEEDLE_LEAST)
		return;
	make_ready(n);
	for (size_t i = 0; i + NEEDLE_LEAST <= text.n; i++) {
		uint32_t prefix = prefix_of(text.p + i);
		uint32_t bit = bit_of(prefix);

		if (!(n->seen[bit >> 3] & 1u << (bit & 7)))
			continue;
		for (size_t k = first_with(n, prefix);
		     k < n->count && prefix_of(n->items[k].bytes.p) == prefix;
		     k++) {
			struct span s = n->items[k].bytes;

			if (s.n <= text.n - i &&
			    memcmp(text.p + i, s.p, s.n) == 0)
				found(context, &n->items[k]);
		}
	}
}
