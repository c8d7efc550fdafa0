/* A text by its first and last bytes, two numbers to make a hash of. */
#ifndef SCHEMA_SHARD_TEXT_ENDS_H
#define SCHEMA_SHARD_TEXT_ENDS_H

#include <stdint.h>

#include "base/buf.h"

/* The first and the last eight bytes, which may overlap; of a text of less
 * than eight the same by four, of one of less than four its bytes. */
static inline void
text_ends_read(struct span text, uint64_t *head, uint64_t *tail)
{
	uint32_t first, last;

	if (text.n >= 8) {
		memcpy(head, text.p, 8);
		memcpy(tail, text.p + text.n - 8, 8);
	} else if (text.n >= 4) {
		memcpy(&first, text.p, 4);
		memcpy(&last, text.p + text.n - 4, 4);
		*head = first;
		*tail = last;
	} else {
		const unsigned char *p = (const unsigned char *)text.p;

		*head = text.n > 0 ? p[0] : 0;
		*tail = text.n > 0
		    ? (uint64_t)p[text.n / 2] << 8 | p[text.n - 1]
		    : 0;
	}
}

#endif
