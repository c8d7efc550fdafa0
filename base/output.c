#include "base/output.h"

#include <stdio.h>

enum pl_status
output_write(struct buf *b, struct pl_error *err)
{
	enum pl_status rc = PL_OK;

	if (b->n > 0 && fwrite(b->p, 1, b->n, stdout) != b->n)
		rc = pl_fail_errno(
		    err, PL_EIO, "cannot write to standard output");
	buf_clear(b);
	return rc;
}

enum pl_status
output_finish(struct pl_error *err)
{
	if (fflush(stdout) != 0)
		return pl_fail_errno(
		    err, PL_EIO, "cannot write to standard output");
	if (ferror(stdout))
		return pl_fail(
		    err, PL_EIO, "could not write all to standard output");
	return PL_OK;
}

void
output_note(const struct buf *line)
{
	/* Should this fail, the caller meets it again in output_finish. */
	(void)fflush(stdout);
	if (line->n > 0)
		fwrite(line->p, 1, line->n, stderr);
}
