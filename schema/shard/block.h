/* Blocks of text: bodies of records one after the other, compressed together
 * as one zstd frame with its own checksum. */
#ifndef SCHEMA_BLOCK_H
#define SCHEMA_BLOCK_H

#include <stdint.h>

#include "base/buf.h"
#include "base/status.h"

/* A block is closed when it has passed what block_aim gives: large enough to
 * compress well, small enough that reading one record costs little.  What that
 * costs goes by the frame and not by the text, since what repeats is inflated
 * at the speed of a copy.  So it is the frame that should come to this many
 * bytes, and a block of contexts that say the same again and again may hold
 * more text. */
#define BLOCK_FRAME_BYTES ((size_t)24 << 10)
#define BLOCK_BYTES_LEAST ((size_t)64 << 10)
#define BLOCK_BYTES_MOST  ((size_t)512 << 10)
/* The largest a block may claim to be: one body of one object at its limit,
 * with room for the parts. */
#define BLOCK_BYTES_MAX ((size_t)1 << 30)
#define BLOCK_LEVEL     3 /* zstd */

struct block_coder;
struct block_coder *block_coder_new(void);
void block_coder_free(struct block_coder *c);

/* How many bytes of text the next block should hold, after one of `size` bytes
 * that became a frame of `frame` bytes. */
size_t block_aim(size_t size, size_t frame);

/* Replace what is in *frame with text, compressed at a level of zstd's. */
PL_CHECKED enum pl_status block_compress(struct block_coder *c, int level,
    struct span text, struct buf *frame, struct pl_error *err);

/* Replace what is in *text with the frame's, which must have `size` bytes;
 * PL_EFORMAT when it has not, or its checksum differs. */
PL_CHECKED enum pl_status block_inflate(struct block_coder *c,
    struct span frame, size_t size, struct buf *text, struct pl_error *err);

#endif
