/* The text of a record as it lies in a block:
 *
 *	columns	 four lengths, then the number of parts
 *	parts	 member, column, offset, length of each
 *	text	 the columns' bytes, one after the other
 *
 * Numbers are varints: seven bits a byte, the least first, the eighth bit set
 * on all but the last. */
#ifndef SCHEMA_BODY_H
#define SCHEMA_BODY_H

#include "base/buf.h"
#include "base/status.h"
#include "schema/record.h"

/* How many bytes body_write appends. */
size_t body_size(const struct pl_record *record);
/* Append the record's texts and parts. */
void body_write(struct buf *out, const struct pl_record *record);

/* What body_read needs between calls; zero it first. */
struct body_space {
	struct pl_part *parts;
	size_t capacity;
};
void body_space_release(struct body_space *space);

/* Read a body: column[], parts and part_count of *out are set, the rest of it
 * zeroed.  The spans point into body, the parts into *space.  PL_EFORMAT when
 * it is none. */
PL_CHECKED enum pl_status body_read(struct span body, struct body_space *space,
    struct pl_record *out, struct pl_error *err);

#endif
