/* Blocks of text: bodies of records one after the other, compressed together
 * as one zstd frame with its own checksum. */
#ifndef SCHEMA_BLOCK_H
#define SCHEMA_BLOCK_H

#include <stdint.h>

#include "base/buf.h"
#include "base/status.h"

/* A block is closed when it has passed this many bytes: large enough to
 * compress well, small enough that reading one record costs little. */
#define BLOCK_BYTES ((size_t)256 << 10)
/* The largest a block may claim to be: one body of one object at its limit,
 * with room for the parts. */
#define BLOCK_BYTES_MAX ((size_t)1 << 30)
#define BLOCK_LEVEL     3 /* zstd */

struct block_coder;
struct block_coder *block_coder_new(void);
void block_coder_free(struct block_coder *c);

/* Replace what is in *frame with text, compressed. */
PL_CHECKED enum pl_status block_compress(struct block_coder *c,
    struct span text, struct buf *frame, struct pl_error *err);

/* Replace what is in *text with the frame's, which must have `size` bytes;
 * PL_EFORMAT when it has not, or its checksum differs. */
PL_CHECKED enum pl_status block_inflate(struct block_coder *c,
    struct span frame, size_t size, struct buf *text, struct pl_error *err);

#endif
