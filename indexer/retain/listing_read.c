/* A listing's file, plain or gzip. */
#include <errno.h>
#include <zlib.h>

#include "indexer/retain/listing.h"

#define PIECE_BYTES ((size_t)256 << 10)

/* Lines of a piece after what was left of the one before. */
static enum pl_status
take_lines(struct listing *l, struct buf *rest, struct pl_error *err)
{
	size_t at = 0;
	const char *end;
	enum pl_status rc = PL_OK;

	while (rc == PL_OK &&
	    (end = memchr(rest->p + at, '\n', rest->n - at)) != NULL) {
		size_t n = (size_t)(end - (rest->p + at));

		rc = listing_line(l, span_of(rest->p + at, n), err);
		at += n + 1;
	}
	memmove(rest->p, rest->p + at, rest->n - at);
	rest->n -= at;
	if (rc == PL_OK && rest->n > LISTING_LINE_MAX)
		rc = listing_line(l, buf_span(rest), err);
	return rc;
}

static enum pl_status
read_all(struct listing *l, gzFile file, const char *path, struct buf *rest,
    struct pl_error *err)
{
	for (;;) {
		enum pl_status rc = buf_reserve(rest, PIECE_BYTES, err);
		int n, code;

		if (rc != PL_OK)
			return rc;
		n = gzread(file, rest->p + rest->n, (unsigned)PIECE_BYTES);
		if (n > 0) {
			rest->n += (size_t)n;
			rc = take_lines(l, rest, err);
			if (rc != PL_OK)
				return rc;
			continue;
		}
		gzerror(file, &code);
		if (n < 0 && code == Z_ERRNO)
			return pl_fail_errno(
			    err, PL_EIO, "cannot read '%s'", path);
		if (n < 0 || code == Z_BUF_ERROR || code == Z_DATA_ERROR)
			return pl_fail(err, PL_EFORMAT,
			    "'%s' is damaged or cut off", path);
		if (rest->n > 0)
			return pl_fail(err, PL_EFORMAT,
			    "'%s' is cut off: its last line does not end",
			    path);
		return PL_OK;
	}
}

enum pl_status
listing_read(struct listing *l, const char *path, struct pl_error *err)
{
	gzFile file = gzopen(path, "rbe");
	struct buf rest;
	enum pl_status rc;

	if (file == NULL)
		return pl_fail_errno(err, PL_EIO, "cannot read '%s'", path);
	buf_init(&rest, BUF_UNLIMITED);
	rc = read_all(l, file, path, &rest, err);
	buf_release(&rest);
	gzclose(file);
	return rc == PL_OK ? listing_end(l, err) : rc;
}
