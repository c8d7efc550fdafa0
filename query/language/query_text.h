/* A query as it is given on a command line. */
#ifndef QUERY_QUERY_TEXT_H
#define QUERY_QUERY_TEXT_H

#include "base/option.h"

/* Append it: the operands, joined by spaces, or what --query-file names ("-"
 * for standard input).  PL_EUSAGE where there are both. */
PL_CHECKED enum pl_status query_text_read(struct buf *out,
    const struct option_parser *p, const char *file, struct pl_error *err);

#endif
