/* Objects by their keys, from one archive: what 'raw' and 'objects' read.
 * Neighbouring keys cost least, since a folder is listed once for all that are
 * asked of it in a row. */
#ifndef INDEXER_FETCH_H
#define INDEXER_FETCH_H

#include "indexer/source/source.h"

struct fetch;

/* root is what index.db calls the archive's root. */
PL_CHECKED enum pl_status fetch_open(
    const char *root, bool bundle, struct fetch **out, struct pl_error *err);
void fetch_close(struct fetch *f);

/* Before a batch of keys is read: a bundle gives them in few passes then.  At
 * most FETCH_BATCH_MAX keys; each must outlive its read. */
#define FETCH_BATCH_MAX 4096
void fetch_expect(struct fetch *f, const struct span *keys, size_t count);

/* The bytes of the object of that key as found, replacing what is in *out.
 * PL_ENOTFOUND when the archive does not hold it (any more); else as
 * source_read. */
PL_CHECKED enum pl_status fetch_read(
    struct fetch *f, struct span key, struct buf *out, struct pl_error *err);

#endif
