/* A word by its first and last bytes, two numbers that are compared and hashed
 * at once, as most words are short. */
#ifndef SCHEMA_SHARD_WORD_ENDS_H
#define SCHEMA_SHARD_WORD_ENDS_H

#include <stdint.h>

#include "base/buf.h"

/* A word of at most this many bytes is told by its ends and its length. */
#define SHORT_WORD 16

/* The first and the last eight bytes, which may overlap; of a word of less
 * than eight the same by four, of one of less than four its bytes.  So words
 * of one length up to SHORT_WORD are the same if these are. */
static inline void
word_ends_read(struct span word, uint64_t *head, uint64_t *tail)
{
	uint32_t first, last;

	if (word.n >= 8) {
		memcpy(head, word.p, 8);
		memcpy(tail, word.p + word.n - 8, 8);
	} else if (word.n >= 4) {
		memcpy(&first, word.p, 4);
		memcpy(&last, word.p + word.n - 4, 4);
		*head = first;
		*tail = last;
	} else {
		const unsigned char *p = (const unsigned char *)word.p;

		*head = word.n > 0 ? p[0] : 0;
		*tail = word.n > 0
		    ? (uint64_t)p[word.n / 2] << 8 | p[word.n - 1]
		    : 0;
	}
}

/* A short word again of its ends. */
static inline void
word_ends_write(char *out, size_t n, uint64_t head, uint64_t tail)
{
	uint32_t first = (uint32_t)head, last = (uint32_t)tail;

	if (n >= 8) {
		memcpy(out, &head, 8);
		memcpy(out + n - 8, &tail, 8);
	} else if (n >= 4) {
		memcpy(out, &first, 4);
		memcpy(out + n - 4, &last, 4);
	} else if (n > 0) {
		out[0] = (char)head;
		out[n / 2] = (char)(tail >> 8);
		out[n - 1] = (char)tail;
	}
}

#endif
