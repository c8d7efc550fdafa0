/* The rows of FTS5's table of pages that are none: the list of segments, and
 * how much there is.  Its source describes them (the structure record and the
 * averages record).  PL_EFORMAT where they are not so. */
#ifndef SCHEMA_SHARD_INDEX_ROWS_H
#define SCHEMA_SHARD_INDEX_ROWS_H

#include "schema/db.h"
#include "schema/shard/text_index.h"

/* As many as FTS5 can name. */
#define SEGMENTS_MAX 2000

/* The list as the row tells it.  FTS5 keeps one of its own for a connection
 * that has searched, and would not see what is added here. */
struct segment_list;
PL_CHECKED enum pl_status segment_list_read(
    struct db *db, struct segment_list **out, struct pl_error *err);
void segment_list_free(struct segment_list *s);

uint64_t segment_list_count(const struct segment_list *s);
/* A number that no segment has, from 1. */
int64_t segment_list_free_id(const struct segment_list *s);
/* Write the list with another segment, the newest, of so many pages. */
PL_CHECKED enum pl_status segment_list_add(struct db *db,
    const struct segment_list *s, int64_t id, int64_t pages,
    struct pl_error *err);

/* How many records there are, and words in each column. */
struct index_totals {
	uint64_t records, words[TEXT_COLUMNS];
};
PL_CHECKED enum pl_status index_totals_add(
    struct db *db, const struct index_totals *more, struct pl_error *err);

#endif
