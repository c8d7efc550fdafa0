/* Which records of a shard are copies.  A record may be delivered more than
 * once: in both trees of a bucket, or again under another key.  Copies of one
 * another have the same requestId, or without one lie at the same place in the
 * same bytes; and they say the same: type, user, model, conversation, file,
 * account, region, time if they tell one, and all that is kept of their text.
 * The first of them in key order stands for all; nothing that differs is taken
 * for a copy, for it could not be found. */
#ifndef SCHEMA_SHARD_COPIES_H
#define SCHEMA_SHARD_COPIES_H

#include <stdbool.h>
#include <stdint.h>

#include "base/status.h"
#include "schema/record.h"

struct db;
struct block_coder;

/* What may be a copy, 24 bytes each: the rest is read again when needed. */
#define COPIES_SAID_BYTES 16
struct copies_candidate {
	int64_t id;
	uint8_t said[COPIES_SAID_BYTES]; /* of a hash of what it says */
};
struct copies {
	struct copies_candidate *items; /* owned */
	size_t count, capacity;
};
void copies_release(struct copies *c);

/* Replace what is in *out with the records that are copies, by id; `said` of
 * them means nothing.  All blocks must be written.  PL_EFORMAT when a text
 * cannot be read.  Each block that holds what may be a copy is inflated once,
 * and each such text hashed once. */
PL_CHECKED enum pl_status copies_find(struct db *db, struct block_coder *coder,
    struct copies *out, struct pl_error *err);

#endif
