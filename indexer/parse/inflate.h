/* gzip, told by its magic bytes; everything else passes through as it is. */
#ifndef INDEXER_INFLATE_H
#define INDEXER_INFLATE_H

#include "base/buf.h"
#include "base/status.h"

/* The decompressor and its output, kept from object to object. */
struct inflater;
struct inflater *inflater_new(void);
void inflater_free(struct inflater *z);

/* Inflate all gzip members of `bytes` one after the other; zero bytes after
 * the last are padding.  *out stays valid until the next call, or as long as
 * `bytes` where those are no gzip.
 *
 * PL_EFORMAT: the data is truncated, damaged, or followed by something else;
 * *out holds what came before.  PL_ELIMIT: it inflates to more than
 * OBJECT_INFLATED_MAX; *out is empty.  Memory grows with what comes out, not
 * with what is announced. */
PL_CHECKED enum pl_status inflate_bytes(struct inflater *z, struct span bytes,
    struct span *out, struct pl_error *err);

#endif
