#include "indexer/parse/arena.h"

#include <stdlib.h>

#include "base/mem.h"

#define CHUNK_BYTES ((size_t)64 << 10)

struct arena_chunk {
	struct arena_chunk *older;
	size_t bytes;
	char text[];
};

struct span
arena_add(struct arena *a, struct span text)
{
	struct arena_chunk *chunk = a->chunks;

	if (chunk == NULL || text.n >= a->left) {
		size_t bytes = text.n < CHUNK_BYTES ? CHUNK_BYTES : text.n + 1;

		chunk = xmalloc(sizeof *chunk + bytes);
		chunk->older = a->chunks;
		chunk->bytes = bytes;
		a->chunks = chunk;
		a->left = bytes;
	}
	char *copy = chunk->text + (chunk->bytes - a->left);
	if (text.n > 0)
		memcpy(copy, text.p, text.n);
	copy[text.n] = '\0';
	a->left -= text.n + 1;
	return span_of(copy, text.n);
}

void
arena_release(struct arena *a)
{
	while (a->chunks != NULL) {
		struct arena_chunk *older = a->chunks->older;

		free(a->chunks);
		a->chunks = older;
	}
	a->left = 0;
}
