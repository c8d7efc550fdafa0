/* Where a word stands, as FTS5 keeps it: for each record its number, as what
 * it has more than the one before, the bytes of the places in it, and these by
 * columns, each as what it has more than the one before. */
#ifndef SCHEMA_SHARD_WORD_LIST_H
#define SCHEMA_SHARD_WORD_LIST_H

#include <stdint.h>

#include "base/buf.h"
#include "schema/shard/rooms.h"

struct word_list {
	uint8_t *bytes;
	uint32_t used;    /* of the bytes */
	uint32_t full;    /* so many may be used before it needs more room */
	uint32_t size_at; /* where in it the size of the last places is */
	uint32_t record;  /* the last */
	uint32_t place;   /* the last in that column of the record */
	uint8_t column;
	uint8_t size; /* of its room */
};

void word_list_init(struct word_list *l, struct rooms *rooms);
void word_list_release(struct word_list *l, struct rooms *rooms);

/* Records, columns and places ascend. */
void word_list_add(struct word_list *l, struct rooms *rooms, uint32_t record,
    unsigned column, uint32_t place);
/* Nothing more will be added. */
struct span word_list_end(struct word_list *l);

#endif
