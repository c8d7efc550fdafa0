/* An open shard, as the files that read it share it. */
#ifndef SCHEMA_SHARD_SHARD_H
#define SCHEMA_SHARD_SHARD_H

#include "schema/db.h"
#include "schema/reader.h"
#include "schema/shard/block.h"
#include "schema/shard/body.h"

/* A set of records takes a bit for each; this one takes 16 MB. */
#define SHARD_RECORDS_MAX 134217728

/* How many inflated blocks an open shard keeps.  Hits come by time and records
 * lie by key, so that the log types and regions of an hour take turns: with
 * one block kept, nearly every hit of a long listing inflated another. */
#define SHARD_BLOCKS_KEPT 8

struct shard_block {
	int64_t id; /* 0: none */
	uint64_t used;
	struct buf text;
};

/* An object may have no records; there are not more than a file has bytes. */
#define SHARD_NUMBER_MAX (INT64_C(1) << 40)

/* Key of the setting: the versions of Unicode that tokens were folded by. */
#define SHARD_UNICODE "unicode"

struct pl_shard {
	struct db db;
	uint32_t limit;
	int64_t least, greatest; /* times as index.db has them; least is
				    INSTANT_NONE where that is not known */
	struct buf key;          /* of the row last read */
	struct buf object_key;   /* of the object last read */
	struct buf request;      /* of the row last read, as text */
	struct buf name;         /* last read by pl_shard_row_name */
	struct buf setting;      /* last read by shard_setting */
	uint32_t *rowids;        /* of pl_shard_object_records */
	size_t rowid_capacity;
	struct block_coder *coder;
	struct shard_block blocks[SHARD_BLOCKS_KEPT];
	uint64_t block_uses; /* counts up: the least `used` goes first */
	struct body_space parts;
};

/* Replace what is in *text with the inflated block of that number. */
PL_CHECKED enum pl_status shard_read_block(struct db *db,
    struct block_coder *coder, int64_t id, struct buf *text,
    struct pl_error *err);

PL_CHECKED enum pl_status shard_open_path(
    const char *path, struct pl_shard **out, struct pl_error *err);

/* A setting of the shard, "" if it has none; valid until the next call. */
PL_CHECKED enum pl_status shard_setting(struct pl_shard *s, const char *key,
    struct span *value, struct pl_error *err);

/* pl_shard_objects by another statement with the columns of shard_objects. */
PL_CHECKED enum pl_status shard_visit(struct pl_shard *s, enum statement which,
    pl_object_visitor *visit, void *context, struct pl_error *err);

/* PL_EFORMAT when it holds an object of another day (INSTANT_NONE: of any): it
 * is not the shard of that day, though it may be whole. */
PL_CHECKED enum pl_status shard_check_day(
    struct pl_shard *s, int64_t day, struct pl_error *err);

/* Add a rowid of the file: PL_EFORMAT when there is no such record. */
PL_CHECKED enum pl_status shard_add_rowid(struct pl_shard *s, int64_t rowid,
    struct pl_set *out, struct pl_error *err);

/* Whether an object of the file can have that many records from `first` on:
 * PL_EFORMAT when not. */
PL_CHECKED enum pl_status shard_check_range(const struct pl_shard *s,
    int64_t first, int64_t records, struct pl_error *err);

/* Put a statement that gives records from the id ?1 on, in their order, to the
 * record; the id must be its first column.  One under way is stepped on where
 * the record is near.  PL_EFORMAT when there is no such record. */
PL_CHECKED enum pl_status shard_seek(struct pl_shard *s, enum statement which,
    uint32_t rowid, sqlite3_stmt **out, struct pl_error *err);

/* Say why something of the file could not be read: it is damaged only where
 * what was read is wrong, not where the system or SQLite refused. */
void shard_fail(const struct pl_shard *s, enum pl_status rc,
    const struct pl_error *why, struct pl_error *err);

/* Add every rowid that a statement gives in its first column. */
PL_CHECKED enum pl_status shard_collect(struct pl_shard *s,
    enum statement which, struct pl_set *out, struct pl_error *err);

/* Add every record that a MATCH expression finds. */
PL_CHECKED enum pl_status shard_match_text(struct pl_shard *s,
    const struct buf *expression, struct pl_set *out, struct pl_error *err);

#endif
