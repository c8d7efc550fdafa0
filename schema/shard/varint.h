/* Numbers as SQLite writes them: seven bits a byte, the highest first, of at
 * most VARINT_MAX bytes, which is less than SQLite allows and all that is
 * needed here. */
#ifndef SCHEMA_SHARD_VARINT_H
#define SCHEMA_SHARD_VARINT_H

#include <stdint.h>

#include "base/buf.h"

#define VARINT_MAX 8

static inline size_t
varint_size(uint64_t value)
{
	size_t n = 1;

	while (value >>= 7)
		n++;
	return n;
}

/* Write a number of less than 56 bits to where there is room for it, and
 * return its size.  The processor need not guess whether that is one or two.
 */
static inline size_t
varint_put(uint8_t *out, uint64_t value)
{
	if (value < 1 << 14) {
		size_t more = value >= 0x80;

		out[0] = (uint8_t)(value >> 7 | 0x80);
		out[more] = value & 0x7F;
		return 1 + more;
	}
	size_t n = varint_size(value);
	out[n - 1] = value & 0x7F;
	for (size_t i = n - 1; i-- > 0;) {
		value >>= 7;
		out[i] = (uint8_t)(value | 0x80);
	}
	return n;
}

static inline void
varint_add(struct buf *out, uint64_t value)
{
	uint8_t bytes[VARINT_MAX];

	buf_add(out, bytes, varint_put(bytes, value));
}

/* Take a number off the front of *from; false when there is none. */
static inline bool
varint_get(struct span *from, uint64_t *value)
{
	*value = 0;
	for (int i = 0; i < VARINT_MAX && from->n > 0; i++) {
		unsigned char byte = (unsigned char)*from->p;

		*from = span_of(from->p + 1, from->n - 1);
		*value = *value << 7 | (byte & 0x7F);
		if (byte < 0x80)
			return true;
	}
	return false;
}

#endif
