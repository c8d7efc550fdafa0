#include "indexer/retain/word_filter.h"

/* FNV-1a. */
static uint32_t
bit_of(struct span word)
{
	uint32_t hash = 2166136261u;

	for (size_t i = 0; i < word.n; i++)
		hash = (hash ^ (uint8_t)word.p[i]) * 16777619u;
	return hash >> (32 - WORD_FILTER_BITS);
}

void
word_filter_add(struct word_filter *f, struct span word)
{
	uint32_t bit = bit_of(word);

	if (f->count == WORD_FILTER_MAX)
		return;
	f->count++;
	f->bits[bit / 8] |= (uint8_t)(1u << bit % 8);
}

bool
word_filter_has(const struct word_filter *f, struct span word)
{
	uint32_t bit = bit_of(word);

	return f->bits[bit / 8] >> bit % 8 & 1;
}
