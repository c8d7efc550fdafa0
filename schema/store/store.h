/* index.db, as its reader and its writer share it. */
#ifndef SCHEMA_STORE_STORE_H
#define SCHEMA_STORE_STORE_H

#include <sys/stat.h>

#include "schema/db.h"
#include "schema/reader.h"

#define STORE_FILE     "index.db"
#define STORE_DAYS     "days"
#define STORE_RECEIPTS "receipts"
#define STORE_LOCK     "lock"
#define STORE_UNDATED  "undated"

/* Everything that pl_index tells, in memory; `public` first, so that one
 * pointer serves for both. */
struct store_image {
	struct pl_index public;
	struct db db; /* open for pl_index_names; closed for a writer's */
	struct pl_archive *archives;
	char **signatures; /* beside archives */
	struct pl_looked *looked;
	struct pl_run *runs;
	struct pl_shard_info *shards;
	int64_t *shard_mtimes; /* beside shards */
	uint64_t *shard_inodes;
	struct pl_note *notes;
	struct pl_hold *holds;
	struct pl_swept *swept;
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
PL_CHECKED enum pl_status store_read_holds(
    struct store_image *image, struct db *db, struct pl_error *err);
PL_CHECKED enum pl_status store_read_swept(
    struct store_image *image, struct db *db, struct pl_error *err);
/* A setting, NULL when there is none; to be freed. */
PL_CHECKED enum pl_status store_get_setting(
    struct db *db, const char *key, char **value, struct pl_error *err);
/* The shard of that name, or NULL. */
const struct pl_shard_info *store_find_shard(
    const struct pl_index *ix, struct span name);
void store_image_release(struct store_image *image);

/* A shard's name, "2025-01-06", for a day, or "undated" for INSTANT_NONE, and
 * its file, "days/2025/2025-01-06.db"; to be freed. */
char *store_shard_name(int64_t day);
char *store_shard_file(const char *name);
/* The day of a name; INSTANT_NONE for "undated", and for what is no name. */
int64_t store_shard_day(const char *name);
/* Whether "NAME.db" in the folder `below` ("days/2025") is a shard. */
bool store_is_shard(const char *below, const char *name);
/* Whether there is a folder of shards. */
bool store_has_days(const char *path);
/* The status rc of reading the index.db in the folder `path`, and with it in
 * *err what makes it anew if it is damaged. */
enum pl_status store_name_mending(
    const char *path, enum pl_status rc, struct pl_error *err);
int64_t store_mtime(const struct stat *st);
/* The folder that a file lies in; to be freed. */
char *store_folder_of(const char *path);

#endif
