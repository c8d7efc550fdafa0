#include "query/text_file.h"

#include <stdio.h>

#define CHUNK 4096

static void
drop_mark(struct buf *text, size_t at)
{
	static const char mark[] = { '\xEF', '\xBB', '\xBF' };

	if (text->n - at < sizeof mark ||
	    memcmp(text->p + at, mark, sizeof mark) != 0)
		return;
	text->n -= sizeof mark;
	memmove(text->p + at, text->p + at + sizeof mark, text->n - at + 1);
}

enum pl_status
text_file_read(const char *path, const char *what, size_t most,
    struct buf *out, struct pl_error *err)
{
	bool standard = strcmp(path, "-") == 0;
	FILE *f = standard ? stdin : fopen(path, "r");
	enum pl_status rc = PL_OK;
	size_t n = 1, at = out->n;

	if (f == NULL)
		return pl_fail_errno(
		    err, PL_EIO, "cannot read %s from '%s'", what, path);
	for (size_t read = 0; n > 0 && read <= most; read += n) {
		char bytes[CHUNK];
		size_t left = most + 1 - read;

		n = fread(bytes, 1, left < CHUNK ? left : CHUNK, f);
		buf_add(out, bytes, n);
	}
	if (ferror(f))
		rc = pl_fail_errno(
		    err, PL_EIO, "cannot read %s from '%s'", what, path);
	if (!standard)
		fclose(f);
	drop_mark(out, at);
	return rc;
}
