#include "base/nearest.h"

#include <stdint.h>

/* Longer names are near to nothing. */
#define NAME_BYTES 64

struct nearest
nearest_begin(struct span given)
{
	return (struct nearest){ .given = given, .off = NEAREST_MOST + 1 };
}

static size_t
least_of(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Levenshtein's distance, of which one row at a time is enough. */
static size_t
distance(struct span a, struct span b)
{
	size_t row[NAME_BYTES + 1];

	if (a.n > NAME_BYTES || b.n > NAME_BYTES)
		return SIZE_MAX;
	for (size_t j = 0; j <= b.n; j++)
		row[j] = j;
	for (size_t i = 0; i < a.n; i++) {
		size_t diagonal = row[0];

		row[0] = i + 1;
		for (size_t j = 0; j < b.n; j++) {
			size_t change = diagonal + (a.p[i] != b.p[j]);
			size_t step = least_of(row[j], row[j + 1]) + 1;

			diagonal = row[j + 1];
			row[j + 1] = least_of(change, step);
		}
	}
	return row[b.n];
}

void
nearest_consider(struct nearest *n, const char *name)
{
	size_t off = distance(n->given, span_str(name));

	if (off >= n->off || off * 2 > strlen(name))
		return;
	n->name = name;
	n->off = off;
}
