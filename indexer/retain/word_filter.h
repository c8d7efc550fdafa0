/* Which words there have been, as far as some bits can tell. */
#ifndef INDEXER_RETAIN_WORD_FILTER_H
#define INDEXER_RETAIN_WORD_FILTER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"

#define WORD_FILTER_BITS 19
/* More words are not remembered: then it would say yes to everything. */
#define WORD_FILTER_MAX (1 << (WORD_FILTER_BITS - 3))

/* Zero it first. */
struct word_filter {
	uint8_t bits[1 << (WORD_FILTER_BITS - 3)];
	size_t count;
};

void word_filter_add(struct word_filter *f, struct span word);
/* Of an eighth of other words, at most, it says so too. */
bool word_filter_has(const struct word_filter *f, struct span word);

#endif
