/* A word by its first bytes as two numbers, which are compared and hashed at
 * once, as most words are short. */
#ifndef SCHEMA_SHARD_WORD_HEAD_H
#define SCHEMA_SHARD_WORD_HEAD_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"

/* A word of at most this many bytes is told by its head and its length. */
#define SHORT_WORD 16

/* In memory, the bytes of a word with zeros behind it. */
struct word_head {
	uint64_t first, second;
};

/* SHORT_WORD bytes may be read where the word begins, however short it is. */
static inline struct word_head
word_head_of(struct span word)
{
	static const uint8_t kept[2 * SHORT_WORD] = { 0xFF, 0xFF, 0xFF, 0xFF,
		0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
		0xFF, 0xFF };
	size_t n = word.n < SHORT_WORD ? word.n : SHORT_WORD;
	struct word_head head, mask;

	memcpy(&head, word.p, sizeof head);
	memcpy(&mask, kept + SHORT_WORD - n, sizeof mask);
	head.first &= mask.first;
	head.second &= mask.second;
	return head;
}

static inline bool
word_head_equal(struct word_head a, struct word_head b)
{
	return a.first == b.first && a.second == b.second;
}

#endif
