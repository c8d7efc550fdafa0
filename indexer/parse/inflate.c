#include "indexer/parse/inflate.h"

#include <assert.h>
#include <stdbool.h>
#include <stdlib.h>

#include <libdeflate.h>
#define ZLIB_CONST /* zlib reads its input through a pointer to const */
#include <zlib.h>

#include "base/mem.h"
#include "indexer/parse/object.h"

/* The output a first call makes room for, per byte of input, and at least. */
#define INFLATE_RATIO 5
#define INFLATE_LEAST ((size_t)4096)
/* An object that announces more than this per byte of input is inflated piece
 * by piece: memory grows with what comes out, not with what is announced. */
#define INFLATE_TRUSTED ((size_t)32)
/* The end of a gzip member: CRC-32, then the size modulo 2^32 (RFC 1952). */
#define GZIP_TRAILER ((size_t)8)
/* A larger buffer is given back after the object it was needed for. */
#define INFLATE_KEEP ((size_t)8 << 20)

struct inflater {
	struct libdeflate_decompressor *whole; /* what is as it should be */
	z_stream stream;                       /* all else */
	struct buf out;
};

struct inflater *
inflater_new(void)
{
	struct inflater *z = xcalloc(1, sizeof *z);

	z->whole = libdeflate_alloc_decompressor();
	/* 16: gzip and nothing else. */
	if (z->whole == NULL ||
	    inflateInit2(&z->stream, 16 + MAX_WBITS) != Z_OK)
		abort(); /* out of memory: nothing else can fail here */
	/* One byte more than allowed tells "too much" from "just enough". */
	buf_init(&z->out, OBJECT_INFLATED_MAX + 1);
	return z;
}

void
inflater_free(struct inflater *z)
{
	if (z == NULL)
		return;
	libdeflate_free_decompressor(z->whole);
	inflateEnd(&z->stream);
	buf_release(&z->out);
	free(z);
}

static bool
is_gzip(struct span bytes)
{
	return bytes.n >= 2 && (unsigned char)bytes.p[0] == 0x1F &&
	    (unsigned char)bytes.p[1] == 0x8B;
}

static enum pl_status
too_large(struct pl_error *err)
{
	return pl_fail(err, PL_ELIMIT, "inflates to more than %zu bytes",
	    OBJECT_INFLATED_MAX);
}

/* Give the stream more room to write to. */
static enum pl_status
make_room(struct inflater *z, struct pl_error *err)
{
	struct buf *out = &z->out;
	size_t room = out->n < INFLATE_LEAST ? INFLATE_LEAST : out->n;

	if (out->cap > out->n + 1)
		room = out->cap - out->n - 1;
	if (room > out->max - out->n)
		room = out->max - out->n;
	if (room == 0 || buf_reserve(out, room, NULL) != PL_OK)
		return too_large(err);
	z->stream.next_out = (unsigned char *)out->p + out->n;
	z->stream.avail_out = (unsigned)room;
	return PL_OK;
}

/* One gzip member, from stream.next_in on.  `size` is that of all input. */
static enum pl_status
inflate_member(struct inflater *z, size_t size, struct pl_error *err)
{
	z_stream *s = &z->stream;
	int rc;

	do {
		if (make_room(z, err) != PL_OK)
			return PL_ELIMIT;
		unsigned room = s->avail_out;
		rc = inflate(s, Z_NO_FLUSH);
		z->out.n += room - s->avail_out;
		if (z->out.n > OBJECT_INFLATED_MAX)
			return too_large(err);
	} while (rc == Z_OK && (s->avail_in > 0 || s->avail_out == 0));
	if (rc == Z_STREAM_END)
		return PL_OK;
	if (rc == Z_OK || rc == Z_BUF_ERROR)
		return pl_fail(err, PL_EFORMAT,
		    "gzip data ends too early, after %zu bytes", size);
	return pl_fail(err, PL_EFORMAT, "gzip data is damaged at byte %zu: %s",
	    size - s->avail_in, s->msg ? s->msg : "no reason given");
}

static enum pl_status
inflate_members(struct inflater *z, struct span bytes, struct pl_error *err)
{
	z_stream *s = &z->stream;
	struct span rest = bytes;

	while (is_gzip(rest)) {
		if (inflateReset(s) != Z_OK)
			abort();
		s->next_in = (const unsigned char *)rest.p;
		s->avail_in = (unsigned)rest.n;
		enum pl_status rc = inflate_member(z, bytes.n, err);
		if (rc != PL_OK)
			return rc;
		rest = span_of(rest.p + rest.n - s->avail_in, s->avail_in);
	}
	size_t at = bytes.n - rest.n;
	while (at < bytes.n && bytes.p[at] == '\0')
		at++;
	if (at < bytes.n)
		return pl_fail(err, PL_EFORMAT,
		    "gzip data is followed by something else at byte %zu", at);
	return PL_OK;
}

/* The size that the last member announces. */
static size_t
announced(struct span bytes)
{
	const unsigned char *p = (const unsigned char *)bytes.p + bytes.n - 4;

	return (size_t)p[0] | (size_t)p[1] << 8 | (size_t)p[2] << 16 |
	    (size_t)p[3] << 24;
}

/* Whether the bytes were one whole member of the size it announces, as nearly
 * every object is; zlib takes four times as long and knows the rest. */
static bool
inflate_whole(struct inflater *z, struct span bytes)
{
	if (bytes.n < GZIP_TRAILER)
		return false;
	size_t size = announced(bytes), taken, given;
	if (size > OBJECT_INFLATED_MAX || size / INFLATE_TRUSTED > bytes.n ||
	    buf_reserve(&z->out, size, NULL) != PL_OK)
		return false;
	if (libdeflate_gzip_decompress_ex(z->whole, bytes.p, bytes.n, z->out.p,
		size, &taken, &given) != LIBDEFLATE_SUCCESS ||
	    taken != bytes.n)
		return false;
	z->out.n = given;
	return true;
}

enum pl_status
inflate_bytes(struct inflater *z, struct span bytes, struct span *out,
    struct pl_error *err)
{
	assert(bytes.n <= UINT32_MAX);
	*out = span_of(NULL, 0);
	if (!is_gzip(bytes)) {
		if (bytes.n > OBJECT_INFLATED_MAX)
			return pl_fail(err, PL_ELIMIT,
			    "is larger than %zu bytes", OBJECT_INFLATED_MAX);
		*out = bytes;
		return PL_OK;
	}
	if (z->out.cap > INFLATE_KEEP)
		buf_release(&z->out);
	buf_clear(&z->out);
	if (inflate_whole(z, bytes)) {
		*out = buf_span(&z->out);
		return PL_OK;
	}
	size_t guess = bytes.n * INFLATE_RATIO;
	if (guess > OBJECT_INFLATED_MAX)
		guess = OBJECT_INFLATED_MAX;
	if (buf_reserve(&z->out, guess, err) != PL_OK)
		return PL_ELIMIT;
	enum pl_status rc = inflate_members(z, bytes, err);
	if (rc != PL_ELIMIT)
		*out = buf_span(&z->out);
	return rc;
}
