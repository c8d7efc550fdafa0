/* Which files are not trusted, since somebody else changed them. */
#ifndef SCHEMA_STORE_DOUBT_H
#define SCHEMA_STORE_DOUBT_H

#include "schema/store/writer.h"

/* Whether the latest run has no end mark. */
PL_CHECKED enum pl_status doubt_last_run(
    struct pl_writer *w, bool *open, struct pl_error *err);
/* A shard whose file does not look as it is described: *doubted, unless it has
 * the same bytes or, with `open`, is the sound work of the run that did not
 * end. */
PL_CHECKED enum pl_status doubt_shard(struct pl_writer *w,
    const struct pl_shard_info *described, bool open, bool *doubted,
    struct pl_error *err);
/* It was described anew. */
PL_CHECKED enum pl_status doubt_clear(
    struct pl_writer *w, const char *name, struct pl_error *err);
void doubt_release(struct pl_writer *w);

#endif
