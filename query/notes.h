/* What an answer says on standard error besides the hits on standard
 * output. */
#ifndef QUERY_NOTES_H
#define QUERY_NOTES_H

#include "query/search/printer.h"

/* Causes of incompleteness that are named; the others are counted. */
#define NOTES_INCOMPLETE_MOST 10

/* "incomplete: …", a line for each cause. */
void notes_add_incomplete(
    struct buf *out, const struct incomplete *list, size_t count);
/* The line of one cause, after a word for what it is a cause of. */
void notes_add_cause(
    struct buf *out, const char *word, const struct incomplete *cause);

/* "as of …, records from … to …": what the answer is an answer about. */
void notes_add_covered(
    struct buf *out, const struct pl_index *ix, const struct query_zone *zone);

/* "only AWSLogs/123456789012/ and 2 other parts, as of …": where an archive is
 * in the index only in part, or a part of it only as it was before the last
 * update; else nothing. */
void notes_add_extent(struct buf *out, const struct pl_index *ix,
    const struct pl_archive *archive, const struct query_zone *zone);

/* "50 of 1,204 hits", and how many copies were left out. */
void notes_add_total(struct buf *out, const struct answer *a);
/* "2 copies left out" and a line's end, with what would list them; nothing for
 * none. */
#define NOTES_COPIES_LISTED " (--duplicates lists them)"
void notes_add_copies(struct buf *out, uint64_t copies, const char *hint);

#endif
