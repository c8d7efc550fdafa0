/* The name somebody may have meant: for the hints of error messages. */
#ifndef BASE_NEAREST_H
#define BASE_NEAREST_H

#include "base/buf.h"

/* How many letters a name may be off to be meant. */
#define NEAREST_MOST 2

struct nearest {
	struct span given; /* borrowed */
	const char *name;  /* the nearest so far, or NULL */
	size_t off;        /* letters to change, add or leave out */
};

struct nearest nearest_begin(struct span given);

/* Keep `name` when it is nearer than what came before, at most NEAREST_MOST
 * letters off, and has as many letters right as wrong. */
void nearest_consider(struct nearest *n, const char *name);

#endif
