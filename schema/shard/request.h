/* requestIds, packed. */
#ifndef SCHEMA_SHARD_REQUEST_H
#define SCHEMA_SHARD_REQUEST_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"

/* A requestId that is a UUID in its canonical lower-case form as 16 bytes;
 * false for any other text. */
bool request_pack(struct span text, uint8_t out[16]);
/* The other way: 36 characters and a NUL. */
void request_unpack(const uint8_t uuid[16], char out[37]);

#endif
