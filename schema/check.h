/* Whether an index is what it should be: nothing here trusts a file, and
 * nothing is changed. */
#ifndef SCHEMA_CHECK_H
#define SCHEMA_CHECK_H

#include "schema/reader.h"

/* Called with each thing that is wrong, in a sentence without its end; the
 * text is valid during the call and may hold bytes of the file. */
typedef void pl_check_visitor(void *context, const char *what);

/* How many findings are told of one file; more are counted in a last one. */
#define PL_CHECK_FINDINGS_MAX 20

/* index.db itself: SQLite's own check, and files of shards that it does not
 * know. */
PL_CHECKED enum pl_status pl_check_index(struct pl_index *ix,
    pl_check_visitor *visit, void *context, struct pl_error *err);

/* One shard: its file's SHA-256, SQLite's and FTS5's own checks, that each
 * record's text can be read and lies in its block with nothing before, between
 * or after, that the full-text index holds the words of each record as they
 * stand in its text and nothing else, on the pages on which they are looked
 * for, that the list of words is that of the full-text index, that what is
 * marked as a copy is one and nothing else is, and that index.db says of it
 * what it says itself.  The file is held in memory meanwhile. */
PL_CHECKED enum pl_status pl_check_shard(struct pl_index *ix,
    const struct pl_shard_info *info, pl_check_visitor *visit, void *context,
    struct pl_error *err);

/* Every block of a shard, inflated, and every term of its full-text index, as
 * it stands on the pages, to look for what should not be there.  Valid during
 * the call. */
typedef void pl_text_visitor(void *context, struct span text);
PL_CHECKED enum pl_status pl_shard_blocks(struct pl_shard *s,
    pl_text_visitor *visit, void *context, struct pl_error *err);
PL_CHECKED enum pl_status pl_shard_terms(struct pl_shard *s,
    pl_text_visitor *visit, void *context, struct pl_error *err);

#endif
