#include "indexer/retain/needles.h"

#include <assert.h>
#include <stdlib.h>

#include "base/mem.h"

/* A text is looked at every few bytes, and there at one piece of it.  The
 * longer the pieces, the fewer stand in it by chance; the shorter, the fewer
 * places need be looked at: of a needle with `length` bytes some piece stands
 * at such a place if these are no more than length - piece + 1 apart.  Pieces
 * of half the shortest needle serve both. */
#define PIECE_LEAST 4
#define PIECE_MOST  8
#define STEP_LENGTH 16 /* more would only make more pieces */
/* As many bits for each piece, so that few that are none pass. */
#define BITS_FOR_PIECE 64
#define BITS_LEAST     16
#define BITS_MOST      28
/* So many of these have one place in `starts`. */
#define START_BITS 5

/* Some bytes of a needle. */
struct needle_piece {
	uint64_t hash;
	uint32_t item;
	uint32_t offset; /* in the needle */
};

bool
needles_add(struct needles *n, struct span bytes, void *owner)
{
	if (bytes.n < NEEDLE_LEAST)
		return false;
	if (bytes.n > NEEDLE_MOST)
		bytes.n = NEEDLE_MOST;
	assert(n->count < UINT32_MAX / STEP_LENGTH);
	n->items = xgrow(n->items, n->count, &n->capacity, sizeof *n->items);
	n->items[n->count++] =
	    (struct needle){ arena_add(&n->arena, bytes), owner };
	n->ready = false;
	return true;
}

static void
drop_pieces(struct needles *n)
{
	free(n->pieces);
	free(n->seen);
	free(n->starts);
	n->pieces = NULL;
	n->seen = NULL;
	n->starts = NULL;
	n->piece_count = 0;
}

void
needles_release(struct needles *n)
{
	arena_release(&n->arena);
	free(n->items);
	drop_pieces(n);
	*n = (struct needles){ 0 };
}

/* ---- pieces ---- */

static uint64_t
load(const char *p)
{
	uint64_t x;

	memcpy(&x, p, sizeof x);
	return x;
}

/* No two have the same: the factor is odd. */
static uint64_t
hash(uint64_t bytes)
{
	return bytes * UINT64_C(0x9E3779B97F4A7C15);
}

static uint64_t
piece_hash(const struct needles *n, const char *p)
{
	char bytes[PIECE_MOST] = { 0 };

	memcpy(bytes, p, n->piece);
	return hash(load(bytes));
}

static int
compare_pieces(const void *a, const void *b)
{
	uint64_t x = ((const struct needle_piece *)a)->hash;
	uint64_t y = ((const struct needle_piece *)b)->hash;

	return (x > y) - (x < y);
}

static void
choose_lengths(struct needles *n)
{
	size_t shortest = STEP_LENGTH;

	for (size_t i = 0; i < n->count; i++)
		if (n->items[i].bytes.n < shortest)
			shortest = n->items[i].bytes.n;
	n->piece = shortest / 2 > PIECE_LEAST ? shortest / 2 : PIECE_LEAST;
	assert(n->piece <= PIECE_MOST);
	n->step = shortest - n->piece + 1;
	n->bits = BITS_LEAST;
	while (n->bits < BITS_MOST &&
	    (size_t)1 << n->bits < n->count * n->step * BITS_FOR_PIECE)
		n->bits++;
}

static void
add_pieces(struct needles *n, uint32_t item)
{
	const char *p = n->items[item].bytes.p;

	for (uint32_t offset = 0; offset < n->step; offset++)
		n->pieces[n->piece_count++] =
		    (struct needle_piece){ piece_hash(n, p + offset), item,
			    offset };
}

/* By the first bits of hashes: whether there is one, and where they start. */
static void
index_pieces(struct needles *n)
{
	unsigned start_shift = 64 - n->bits + START_BITS;
	size_t starts = (size_t)1 << (n->bits - START_BITS), next = 0;

	n->seen = xcalloc((size_t)1 << (n->bits - 3), 1);
	n->starts = xreallocarray(NULL, starts + 1, sizeof *n->starts);
	for (size_t i = 0; i < n->piece_count; i++) {
		uint64_t h = n->pieces[i].hash, bit = h >> (64 - n->bits);

		n->seen[bit >> 3] |= (uint8_t)(1u << (bit & 7));
		while (next <= h >> start_shift)
			n->starts[next++] = (uint32_t)i;
	}
	while (next <= starts)
		n->starts[next++] = (uint32_t)n->piece_count;
}

void
needles_ready(struct needles *n)
{
	if (n->ready)
		return;
	drop_pieces(n);
	choose_lengths(n);
	n->pieces =
	    xreallocarray(NULL, n->count * n->step + 1, sizeof *n->pieces);
	for (size_t i = 0; i < n->count; i++)
		add_pieces(n, (uint32_t)i);
	if (n->piece_count > 1)
		qsort(n->pieces, n->piece_count, sizeof *n->pieces,
		    compare_pieces);
	index_pieces(n);
	n->ready = true;
}

/* ---- looking ---- */

struct looking {
	const struct needles *needles;
	struct span text;
	void (*found)(void *context, const struct needle *needle);
	void *context;
};

static bool
stands_at(const struct needle_piece *piece, struct span needle,
    struct span text, size_t at)
{
	return at >= piece->offset &&
	    needle.n <= text.n - (at - piece->offset) &&
	    memcmp(text.p + at - piece->offset, needle.p, needle.n) == 0;
}

/* Some piece may begin there. */
static void
look_closer(const struct looking *l, size_t at, uint64_t h)
{
	const struct needles *n = l->needles;
	size_t start = (size_t)(h >> (64 - n->bits + START_BITS));

	for (size_t i = n->starts[start]; i < n->starts[start + 1]; i++) {
		const struct needle_piece *piece = &n->pieces[i];
		const struct needle *needle = &n->items[piece->item];

		if (piece->hash == h &&
		    stands_at(piece, needle->bytes, l->text, at))
			l->found(l->context, needle);
	}
}

/* Of eight bytes those that are a piece. */
static uint64_t
piece_mask(const struct needles *n)
{
	char bytes[PIECE_MOST] = { 0 };

	memset(bytes, 0xFF, n->piece);
	return load(bytes);
}

/* From `at` on, in steps, the first place before `end` at which some piece may
 * begin; at least eight bytes stand at each. */
static size_t
skip(const struct needles *n, const char *text, size_t at, size_t end)
{
	const uint8_t *seen = n->seen;
	const unsigned shift = 64 - n->bits;
	const uint64_t mask = piece_mask(n);
	const size_t step = n->step;

	for (; at < end; at += step) {
		uint64_t bit = hash(load(text + at) & mask) >> shift;

		if (seen[bit >> 3] >> (bit & 7) & 1)
			break;
	}
	return at;
}

void
needles_find(const struct needles *n, struct span text,
    void (*found)(void *context, const struct needle *needle), void *context)
{
	struct looking l = { n, text, found, context };
	size_t end = text.n >= PIECE_MOST ? text.n - PIECE_MOST + 1 : 0;
	size_t at = 0;

	assert(n->count == 0 || n->ready);
	if (n->count == 0)
		return;
	while ((at = skip(n, text.p, at, end)) < end) {
		look_closer(&l, at, piece_hash(n, text.p + at));
		at += n->step;
	}
	/* The last pieces may be shorter than what is read at once. */
	for (; at + n->piece <= text.n; at += n->step)
		look_closer(&l, at, piece_hash(n, text.p + at));
}
