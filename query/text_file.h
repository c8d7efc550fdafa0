/* A file, or standard input, that the command line names. */
#ifndef QUERY_TEXT_FILE_H
#define QUERY_TEXT_FILE_H

#include "base/buf.h"

/* Append its bytes, standard input's for "-".  What is larger than `most`
 * bytes is cut after one more, so that the caller can tell.  The mark of UTF-8
 * that some editors begin a file with is left out: it is no part of what was
 * written, and the first word would not be what it looks like.  `what` says in
 * a failure what was to be read: "the query". */
PL_CHECKED enum pl_status text_file_read(const char *path, const char *what,
    size_t most, struct buf *out, struct pl_error *err);

#endif
