#include "query/package/stream.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"

#define GATHER_BYTES ((size_t)256 << 10)

void
stream_open(struct stream *s, int fd, const char *path)
{
	*s = (struct stream){ .fd = fd, .path = xstrdup(path) };
	buf_init(&s->out, BUF_UNLIMITED);
	s->hasher = pl_hasher_new();
}

void
stream_close(struct stream *s)
{
	if (s->path == NULL)
		return;
	if (s->fd >= 0)
		close(s->fd);
	buf_release(&s->out);
	pl_hasher_free(s->hasher);
	free(s->path);
	*s = (struct stream){ .fd = -1 };
}

enum pl_status
stream_write_all(
    int fd, struct span bytes, const char *path, struct pl_error *err)
{
	while (bytes.n > 0) {
		ssize_t n = write(fd, bytes.p, bytes.n);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return pl_fail_errno(
			    err, PL_EIO, "cannot write '%s'", path);
		bytes = span_of(bytes.p + n, bytes.n - (size_t)n);
	}
	return PL_OK;
}

static enum pl_status
write_out(struct stream *s, struct pl_error *err)
{
	enum pl_status rc =
	    stream_write_all(s->fd, buf_span(&s->out), s->path, err);

	pl_hasher_add(s->hasher, buf_span(&s->out));
	s->size += s->out.n;
	buf_clear(&s->out);
	return rc;
}

enum pl_status
stream_flow(struct stream *s, struct pl_error *err)
{
	return s->out.n < GATHER_BYTES ? PL_OK : write_out(s, err);
}

enum pl_status
stream_finish(struct stream *s, struct pl_error *err)
{
	enum pl_status rc = write_out(s, err);

	pl_hasher_end(s->hasher, s->sha256);
	return rc;
}
