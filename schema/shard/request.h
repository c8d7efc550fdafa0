/* requestIds, packed: nearly all are UUIDs, and half of a record's row. */
#ifndef SCHEMA_SHARD_REQUEST_H
#define SCHEMA_SHARD_REQUEST_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"

#define REQUEST_PACKED 16
#define REQUEST_TEXT   37 /* with its NUL */

/* A UUID in its canonical lower-case form as 16 bytes; false for any other
 * text, which is kept as it is. */
bool request_pack(struct span text, uint8_t out[REQUEST_PACKED]);
/* The other way. */
void request_unpack(
    const uint8_t uuid[REQUEST_PACKED], char out[REQUEST_TEXT]);

#endif
