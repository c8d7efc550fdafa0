/* A set of a shard's records: one bit for each rowid, from 1 to limit. */
#ifndef SCHEMA_SET_H
#define SCHEMA_SET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct pl_set {
	uint32_t limit;  /* the greatest member there can be */
	uint64_t *words; /* owned; limit / 64 + 1 of them */
};

/* Empty, or with every member from 1 to limit.  Release before a second
 * init. */
void pl_set_init(struct pl_set *s, uint32_t limit);
void pl_set_init_full(struct pl_set *s, uint32_t limit);
void pl_set_copy(struct pl_set *s, const struct pl_set *from);
void pl_set_release(struct pl_set *s);

void pl_set_add(struct pl_set *s, uint32_t member);
void pl_set_remove(struct pl_set *s, uint32_t member);
bool pl_set_has(const struct pl_set *s, uint32_t member);
uint32_t pl_set_count(const struct pl_set *s);

/* Both sets must have the same limit. */
void pl_set_and(struct pl_set *s, const struct pl_set *with);
void pl_set_or(struct pl_set *s, const struct pl_set *with);
void pl_set_subtract(struct pl_set *s, const struct pl_set *without);

/* The least member above `after`, 0 if there is none. */
uint32_t pl_set_next(const struct pl_set *s, uint32_t after);

#endif
