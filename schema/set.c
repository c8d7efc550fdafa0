#include "schema/set.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

static size_t
word_count(const struct pl_set *s)
{
	return (size_t)s->limit / 64 + 1;
}

void
pl_set_init(struct pl_set *s, uint32_t limit)
{
	s->limit = limit;
	s->words = xcalloc(word_count(s), sizeof *s->words);
}

void
pl_set_init_full(struct pl_set *s, uint32_t limit)
{
	pl_set_init(s, limit);
	memset(s->words, 0xFF, word_count(s) * sizeof *s->words);
	s->words[0] &= ~(uint64_t)1; /* rowids begin at 1 */
	unsigned used = limit % 64 + 1;
	if (used < 64)
		s->words[limit / 64] &= ((uint64_t)1 << used) - 1;
}

void
pl_set_copy(struct pl_set *s, const struct pl_set *from)
{
	pl_set_init(s, from->limit);
	memcpy(s->words, from->words, word_count(s) * sizeof *s->words);
}

void
pl_set_release(struct pl_set *s)
{
	free(s->words);
	s->words = NULL;
	s->limit = 0;
}

void
pl_set_add(struct pl_set *s, uint32_t member)
{
	assert(member > 0 && member <= s->limit);
	s->words[member / 64] |= (uint64_t)1 << member % 64;
}

void
pl_set_remove(struct pl_set *s, uint32_t member)
{
	assert(member > 0 && member <= s->limit);
	s->words[member / 64] &= ~((uint64_t)1 << member % 64);
}

bool
pl_set_has(const struct pl_set *s, uint32_t member)
{
	return member <= s->limit &&
	    (s->words[member / 64] >> member % 64 & 1) != 0;
}

uint32_t
pl_set_count(const struct pl_set *s)
{
	uint32_t count = 0;

	for (size_t i = 0; i < word_count(s); i++)
		count += (uint32_t)__builtin_popcountll(s->words[i]);
	return count;
}

void
pl_set_and(struct pl_set *s, const struct pl_set *with)
{
	assert(s->limit == with->limit);
	for (size_t i = 0; i < word_count(s); i++)
		s->words[i] &= with->words[i];
}

void
pl_set_or(struct pl_set *s, const struct pl_set *with)
{
	assert(s->limit == with->limit);
	for (size_t i = 0; i < word_count(s); i++)
		s->words[i] |= with->words[i];
}

void
pl_set_subtract(struct pl_set *s, const struct pl_set *without)
{
	assert(s->limit == without->limit);
	for (size_t i = 0; i < word_count(s); i++)
		s->words[i] &= ~without->words[i];
}

uint32_t
pl_set_next(const struct pl_set *s, uint32_t after)
{
	if (after >= s->limit)
		return 0;
	size_t i = ((size_t)after + 1) / 64;
	uint64_t word = s->words[i] & ~(uint64_t)0 << (after + 1) % 64;
	while (word == 0) {
		if (++i >= word_count(s))
			return 0;
		word = s->words[i];
	}
	return (uint32_t)(i * 64 + (size_t)__builtin_ctzll(word));
}
