#include "indexer/parse/inflate.h"

#include <assert.h>
#include <stdbool.h>
#include <stdlib.h>

#define ZLIB_CONST /* zlib reads its input through a pointer to const */
#include <zlib.h>

#include "base/mem.h"
#include "indexer/parse/object.h"

/* The output a first call makes room for, per byte of input, and at least. */
#define INFLATE_RATIO 5
#define INFLATE_LEAST ((size_t)4096)
/* A larger buffer is given back after the object it was needed for. */
#define INFLATE_KEEP ((size_t)8 << 20)

struct inflater {
	z_stream stream;
	struct buf out;
};

struct inflater *
inflater_new(void)
{
	struct inflater *z = xcalloc(1, sizeof *z);

	/* 16: gzip and nothing else. */
	if (inflateInit2(&z->stream, 16 + MAX_WBITS) != Z_OK)
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
