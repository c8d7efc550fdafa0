/* Standard output, written so that no failure is lost. */
#ifndef BASE_OUTPUT_H
#define BASE_OUTPUT_H

#include "base/buf.h"
#include "base/status.h"

/* Write what is in the buffer, and empty it. */
PL_CHECKED enum pl_status output_write(struct buf *b, struct pl_error *err);

/* Write out what the C library still holds; PL_EIO if that or anything before
 * it failed. */
PL_CHECKED enum pl_status output_finish(struct pl_error *err);

/* Write a line of the program's own to standard error, after what was written
 * to standard output.  Text of a log must have been escaped. */
void output_note(const struct buf *line);

#endif
