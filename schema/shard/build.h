/* A shard in the making, as the files that make it share it. */
#ifndef SCHEMA_SHARD_BUILD_H
#define SCHEMA_SHARD_BUILD_H

#include "schema/db.h"
#include "schema/shard/shard.h"
#include "schema/shard/text_index.h"
#include "schema/writer.h"

#define SHARD_TEMPORARY ".new"

/* A number that was given to a text. */
struct build_number {
	int64_t owner; /* kind of name, archive of a folder */
	struct buf text;
	int64_t id; /* 0: none yet */
};
/* Most records repeat names of others that are not long past. */
#define BUILD_NAMES 256

struct pl_shard_writer {
	struct db db;
	char *file;      /* what it will be */
	char *temporary; /* what it is until then */
	struct block_coder *coder;
	struct buf block; /* the bodies of the open block */
	size_t block_aim; /* bytes at which it is closed */
	struct buf frame; /* scratch: compressed */
	struct text_index *index;
	struct build_number names[BUILD_NAMES]; /* each where its hash says */
	struct build_number folder;             /* the last */
	int64_t last_object, last_record, last_block;
	int64_t object_records; /* of the object in hand */
	int64_t archive;        /* last put into the shard's own list */
	bool in_object, sealed, committed;
};

/* The number of a name, 0 for none; it is given one if it has none. */
PL_CHECKED enum pl_status build_number_name(struct pl_shard_writer *w,
    enum pl_name_kind kind, struct span text, int64_t *id,
    struct pl_error *err);
/* The number of the folder part of a key; *name is the rest. */
PL_CHECKED enum pl_status build_number_folder(struct pl_shard_writer *w,
    const struct pl_archive *archive, struct span key, struct span *name,
    int64_t *id, struct pl_error *err);

/* NULL for 0: no such name. */
static inline void
bind_number(sqlite3_stmt *s, int i, int64_t id)
{
	if (id != 0)
		bind_int(s, i, id);
}

/* Write the open block, if anything is in it. */
PL_CHECKED enum pl_status build_flush_block(
    struct pl_shard_writer *w, struct pl_error *err);

#endif
