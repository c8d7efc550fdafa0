/* index.db, as its reader and its writer share it. */
#ifndef SCHEMA_STORE_STORE_H
#define SCHEMA_STORE_STORE_H

#include "schema/db.h"
#include "schema/reader.h"

#define STORE_FILE    "index.db"
#define STORE_DAYS    "days"
#define STORE_LOCK    "lock"
#define STORE_UNDATED "undated"

/* Everything that pl_index tells, in memory; `public` first, so that one
 * pointer serves for both. */
struct store_image {
	struct pl_index public;
	struct db db; /* open for pl_index_names; closed for a writer's */
	struct pl_archive *archives;
	char **signatures; /* beside archives */
	struct pl_run *runs;
	struct pl_shard_info *shards;
	int64_t *shard_mtimes; /* beside shards */
	uint64_t *shard_inodes;
	struct pl_note *notes;
	char **texts; /* every string above; owned */
	size_t text_count, text_capacity;
};

/* A copy of the text that lives as long as the image. */
const char *image_keep(struct store_image *image, struct span text);

/* Read all of an image from an open store, or a part of it. */
PL_CHECKED enum pl_status store_read_image(
    struct store_image *image, struct db *db, struct pl_error *err);
PL_CHECKED enum pl_status store_read_archives(
    struct store_image *image, struct db *db, struct pl_error *err);
PL_CHECKED enum pl_status store_read_shards(
    struct store_image *image, struct db *db, struct pl_error *err);
void store_image_release(struct store_image *image);

/* Describe a shard to the store: everything that is made from shards. */
PL_CHECKED enum pl_status store_describe(struct db *store, const char *index,
    const char *name, struct pl_error *err);

/* "days/2025/2025-01-06.db" and its name, for a day or INSTANT_NONE; to be
 * freed. */
char *store_shard_name(int64_t day);
char *store_shard_file(const char *name);

#endif
