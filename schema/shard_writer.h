/* A shard in the making, as store_writer.c sees it. */
#ifndef SCHEMA_SHARD_WRITER_H
#define SCHEMA_SHARD_WRITER_H

#include "schema/block.h"
#include "schema/db.h"
#include "schema/writer.h"

#define SHARD_TEMPORARY ".new"
/* A set of records takes a bit for each; this one takes 16 MB. */
#define SHARD_RECORDS_MAX 134217728

struct pl_shard_writer {
	struct db db;
	char *file;      /* what it will be */
	char *temporary; /* what it is until then */
	struct block_coder *coder;
	struct buf block;  /* the bodies of the open block */
	struct buf frame;  /* scratch: compressed */
	struct buf filter; /* scratch: filter tokens */
	int64_t last_object, last_record, last_block;
	int64_t object_records; /* of the object in hand */
	int64_t archive;        /* last put into the shard's own list */
	bool append, in_object, sealed, committed;
};

/* A requestId that is a UUID in its canonical lower-case form as 16 bytes;
 * false for any other text. */
bool request_pack(struct span text, uint8_t out[16]);
/* The other way: 36 characters and a NUL. */
void request_unpack(const uint8_t uuid[16], char out[37]);

#endif
