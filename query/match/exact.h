/* 'exact': bytes, case-sensitive, anywhere. */
#ifndef QUERY_EXACT_H
#define QUERY_EXACT_H

#include "query/match/terms.h"

/* The first place at or after `from` where the bytes stand. */
bool exact_find(
    struct span bytes, struct span text, size_t from, size_t *begin);

/* What tokens a text that holds the bytes must have. */
void exact_narrow(struct span bytes, unsigned columns, size_t prefix_least,
    struct terms *terms);

#endif
