/* A record's columns while they grow, each one text made of parts. */
#ifndef INDEXER_COLUMNS_H
#define INDEXER_COLUMNS_H

#include "base/buf.h"
#include "schema/record.h"

struct columns {
	struct buf text[PL_COLUMNS];
	bool begun[PL_COLUMNS]; /* has a part, perhaps an empty one */
	struct pl_part *parts;
	size_t part_count, part_capacity;
};

void columns_init(struct columns *c);
void columns_release(struct columns *c);
/* Empty all, for the next record. */
void columns_clear(struct columns *c);

/* Append a part, a newline before it where the column has one already.  Of
 * empty ones only a link's title is kept.  Texts are held far below 4 GiB by
 * the limit on objects. */
void columns_add(struct columns *c, enum pl_column column,
    enum pl_member member, struct span text);

/* The record's columns and parts; valid until the next change. */
void columns_fill(const struct columns *c, struct pl_record *record);

#endif
