/* The full-text index of a shard in the making: words are gathered in memory
 * and written as segments of FTS5's, which searches find as though it had
 * taken the texts itself. */
#ifndef SCHEMA_SHARD_TEXT_INDEX_H
#define SCHEMA_SHARD_TEXT_INDEX_H

#include "schema/db.h"

/* In the order of the table's columns. */
enum text_column {
	TEXT_CONTEXT,
	TEXT_RESPONSE,
	TEXT_PROMPT,
	TEXT_FILTER,
};
#define TEXT_COLUMNS (TEXT_FILTER + 1)

struct text_index;
/* A segment is written when words take so many bytes of memory.  db must
 * outlive it, and not be searched: FTS5 would remember what segments there
 * were. */
struct text_index *text_index_new(struct db *db, size_t bytes);
void text_index_free(struct text_index *t);

/* A record follows, of a greater number than any before it. */
PL_CHECKED enum pl_status text_index_begin(
    struct text_index *t, int64_t record, struct pl_error *err);
/* The words of a text, or one as it stands, go to a column of the record;
 * columns ascend. */
void text_index_text(
    struct text_index *t, enum text_column column, struct span text);
void text_index_word(
    struct text_index *t, enum text_column column, struct span word);

/* Write all that is in memory, once, and merge what are many segments. */
PL_CHECKED enum pl_status text_index_end(
    struct text_index *t, struct pl_error *err);

#endif
