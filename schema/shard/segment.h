/* A segment of the full-text index on its way into the tables of FTS5, byte
 * for byte as FTS5 would write it; its source describes the format.  Words
 * come in ascending order, with their lists (postings.h). */
#ifndef SCHEMA_SHARD_SEGMENT_H
#define SCHEMA_SHARD_SEGMENT_H

#include "schema/db.h"

/* The bytes of a page: FTS5's default, which fits one of SQLite's. */
#define SEGMENT_PAGE_BYTES 4050

/* A list over several pages has an index, whose pages form a tree; with as
 * many levels it has more entries than there can be pages. */
#define SEGMENT_LEVELS 4

/* A page of a list's index in the making. */
struct segment_level {
	int64_t number; /* of the page */
	int64_t record; /* the last in it */
	struct buf page;
};

struct segment {
	struct db *db;
	int64_t id;
	int64_t number;    /* of the page in the making, from 1 */
	struct buf page;   /* its header, words and lists */
	struct buf places; /* its end: where its words begin */
	size_t last_place;
	bool bare;        /* no word begins on it so far */
	bool fresh;       /* nor a word or record */
	struct buf word;  /* the last */
	struct buf key;   /* tells the page of key_page from those before it */
	int64_t key_page; /* not told to the index of pages yet; 0: none */
	int bare_pages;   /* since it */
	struct segment_level levels[SEGMENT_LEVELS];
};

void segment_begin(struct segment *s, struct db *db, int64_t id);
PL_CHECKED enum pl_status segment_word(struct segment *s, struct span word,
    struct span list, struct pl_error *err);
/* Write what is left; *pages is how many there are. */
PL_CHECKED enum pl_status segment_end(
    struct segment *s, int64_t *pages, struct pl_error *err);
void segment_release(struct segment *s);

/* A row of FTS5's table of pages. */
PL_CHECKED enum pl_status segment_put_row(
    struct db *db, int64_t id, struct span bytes, struct pl_error *err);

#endif
