#include "schema/shard/block.h"

#include <stdlib.h>
#include <zstd.h>

#include "base/mem.h"

struct block_coder {
	ZSTD_CCtx *compress; /* made when first needed */
	ZSTD_DCtx *inflate;
};

struct block_coder *
block_coder_new(void)
{
	return xcalloc(1, sizeof(struct block_coder));
}

void
block_coder_free(struct block_coder *c)
{
	if (c == NULL)
		return;
	ZSTD_freeCCtx(c->compress);
	ZSTD_freeDCtx(c->inflate);
	free(c);
}

size_t
block_aim(size_t size, size_t frame)
{
	size_t aim = frame == 0
	    ? 0
	    : (size_t)((uint64_t)BLOCK_FRAME_BYTES * size / frame);

	if (aim < BLOCK_BYTES_LEAST)
		return BLOCK_BYTES_LEAST;
	return aim < BLOCK_BYTES_MOST ? aim : BLOCK_BYTES_MOST;
}

enum pl_status
block_compress(struct block_coder *c, int level, struct span text,
    struct buf *frame, struct pl_error *err)
{
	if (c->compress == NULL) {
		c->compress = ZSTD_createCCtx();
		if (c->compress == NULL)
			return pl_fail(err, PL_EIO, "zstd has no memory");
		ZSTD_CCtx_setParameter(c->compress, ZSTD_c_checksumFlag, 1);
	}
	ZSTD_CCtx_setParameter(c->compress, ZSTD_c_compressionLevel, level);
	buf_clear(frame);
	enum pl_status rc =
	    buf_reserve(frame, ZSTD_compressBound(text.n), err);
	if (rc != PL_OK)
		return rc;
	size_t n = ZSTD_compress2(c->compress, frame->p, frame->cap - 1,
	    text.n ? text.p : "", text.n);
	if (ZSTD_isError(n))
		return pl_fail(err, PL_EIO, "cannot compress a block: %s",
		    ZSTD_getErrorName(n));
	frame->n = n;
	return PL_OK;
}

enum pl_status
block_inflate(struct block_coder *c, struct span frame, size_t size,
    struct buf *text, struct pl_error *err)
{
	enum pl_status rc;

	if (c->inflate == NULL) {
		c->inflate = ZSTD_createDCtx();
		if (c->inflate == NULL)
			return pl_fail(err, PL_EIO, "zstd has no memory");
	}
	buf_clear(text);
	if (size > BLOCK_BYTES_MAX)
		return pl_fail(
		    err, PL_EFORMAT, "a block claims %zu bytes", size);
	/* Before memory is asked for: the frame must claim as much. */
	if (ZSTD_getFrameContentSize(frame.p, frame.n) != size)
		return pl_fail(err, PL_EFORMAT,
		    "a block has not the %zu bytes it should have", size);
	rc = buf_reserve(text, size + 1, err);
	if (rc != PL_OK)
		return rc;
	size_t n =
	    ZSTD_decompressDCtx(c->inflate, text->p, size, frame.p, frame.n);
	if (ZSTD_isError(n))
		return pl_fail(err, PL_EFORMAT, "a block is damaged: %s",
		    ZSTD_getErrorName(n));
	if (n != size)
		return pl_fail(err, PL_EFORMAT,
		    "a block has %zu bytes instead of %zu", n, size);
	text->n = n;
	text->p[n] = '\0';
	return PL_OK;
}
