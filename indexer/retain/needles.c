#include "indexer/retain/needles.h"

#include <assert.h>
#include <stdlib.h>

#include "base/mem.h"

/* Four bytes choose one of so many bits. */
#define PIECE 4
#define BITS  18
/* The text is looked at every so many bytes: a needle that stands there has
 * one of so many of its pieces at such a place. */
#define STEP (NEEDLE_LEAST - PIECE + 1)

/* Four bytes of a needle. */
struct needle_piece {
	uint32_t bytes;
	uint32_t offset; /* in the needle */
	size_t item;
};

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
	free(n->pieces);
	free(n->seen);
	*n = (struct needles){ 0 };
}

static uint32_t
bytes_at(const char *p)
{
	uint32_t x;

	memcpy(&x, p, sizeof x);
	return x;
}

static uint32_t
bit_of(uint32_t bytes)
{
	return (bytes * 2654435761u) >> (32 - BITS);
}

static int
compare_pieces(const void *a, const void *b)
{
	uint32_t x = ((const struct needle_piece *)a)->bytes;
	uint32_t y = ((const struct needle_piece *)b)->bytes;

	return (x > y) - (x < y);
}

static void
add_pieces(struct needles *n, size_t item)
{
	for (uint32_t offset = 0; offset < STEP; offset++) {
		uint32_t bytes = bytes_at(n->items[item].bytes.p + offset);
		uint32_t bit = bit_of(bytes);

		n->pieces[n->piece_count++] =
		    (struct needle_piece){ bytes, offset, item };
		n->seen[bit >> 3] |= (uint8_t)(1u << (bit & 7));
	}
}

void
needles_ready(struct needles *n)
{
	if (n->ready)
		return;
	free(n->seen);
	n->seen = xcalloc((size_t)1 << (BITS - 3), 1);
	n->pieces =
	    xreallocarray(n->pieces, n->count * STEP + 1, sizeof *n->pieces);
	n->piece_count = 0;
	for (size_t i = 0; i < n->count; i++)
		add_pieces(n, i);
	if (n->piece_count > 1)
		qsort(n->pieces, n->piece_count, sizeof *n->pieces,
		    compare_pieces);
	n->ready = true;
}

/* The first piece with these bytes, or a later one. */
static size_t
first_with(const struct needles *n, uint32_t bytes)
{
	size_t low = 0, high = n->piece_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (n->pieces[middle].bytes < bytes)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool
stands_at(const struct needles *n, const struct needle_piece *piece,
    struct span text, size_t at)
{
	struct span s = n->items[piece->item].bytes;

	return at >= piece->offset && s.n <= text.n - (at - piece->offset) &&
	    memcmp(text.p + at - piece->offset, s.p, s.n) == 0;
}

void
needles_find(const struct needles *n, struct span text,
    void (*found)(void *context, const struct needle *needle), void *context)
{
	assert(n->count == 0 || n->ready);
	if (n->count == 0)
		return;
	for (size_t i = 0; i + PIECE <= text.n; i += STEP) {
		uint32_t bytes = bytes_at(text.p + i);
		uint32_t bit = bit_of(bytes);

		if (!(n->seen[bit >> 3] & 1u << (bit & 7)))
			continue;
		for (size_t k = first_with(n, bytes);
		     k < n->piece_count && n->pieces[k].bytes == bytes; k++)
			if (stands_at(n, &n->pieces[k], text, i))
				found(context, &n->items[n->pieces[k].item]);
	}
}
