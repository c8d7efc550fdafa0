/* Texts that are met again and again, numbered: equal texts have equal
 * numbers. */
#ifndef QUERY_INTERN_H
#define QUERY_INTERN_H

#include <stdint.h>

#include "base/buf.h"

struct intern {
	struct span *items; /* owned, and their bytes, which are terminated */
	size_t count, capacity;
	uint32_t *slots; /* a hash table: 1 + place in items, 0 if free */
	size_t slot_count;
};
void intern_init(struct intern *in);
void intern_release(struct intern *in);

/* The place of the text in items, where it is put if it is not there. */
uint32_t intern_add(struct intern *in, struct span text);
/* Its place, or INTERN_NONE. */
#define INTERN_NONE UINT32_MAX
uint32_t intern_find(const struct intern *in, struct span text);

#endif
