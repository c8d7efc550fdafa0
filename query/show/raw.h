/* show --raw: the bytes of a record as they lie in its object. */
#ifndef QUERY_RAW_H
#define QUERY_RAW_H

#include "query/show/show.h"

/* Write them to standard output.  Only promptlog-index reads archives, so it
 * is run for that; *status is its exit status, and what went wrong it has
 * said. */
PL_CHECKED enum pl_status raw_print(
    const struct copy *copy, int *status, struct pl_error *err);

#endif
