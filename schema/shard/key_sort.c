#include "schema/shard/key_sort.h"

#include <stdlib.h>

#include "base/mem.h"

/* Into `to`, by the byte of the key at that shift. */
static void
sort_by_byte(
    const struct keyed *from, struct keyed *to, size_t n, unsigned shift)
{
	size_t at[256] = { 0 }, sum = 0;

	for (size_t i = 0; i < n; i++)
		at[from[i].key >> shift & 0xFF]++;
	for (size_t i = 0; i < 256; i++) {
		size_t count = at[i];

		at[i] = sum;
		sum += count;
	}
	for (size_t i = 0; i < n; i++)
		to[at[from[i].key >> shift & 0xFF]++] = from[i];
}

void
key_sort(struct keyed *all, size_t n)
{
	struct keyed *other = xreallocarray(NULL, n, sizeof *other);

	for (unsigned shift = 0; shift < 64; shift += 16) {
		sort_by_byte(all, other, n, shift);
		sort_by_byte(other, all, n, shift + 8);
	}
	free(other);
}
