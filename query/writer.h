/* The other program, promptlog-index, which may not be installed where only
 * queries are made. */
#ifndef QUERY_WRITER_H
#define QUERY_WRITER_H

#include "base/status.h"

/* Become promptlog-index: the one beside this program, else the one in PATH.
 * argv[0] is replaced.  Returns only where that fails. */
PL_CHECKED enum pl_status writer_become(char **argv, struct pl_error *err);

/* Run it with these arguments, with this program's standard output, and put
 * its exit status into *status. */
PL_CHECKED enum pl_status writer_run(
    char **argv, int *status, struct pl_error *err);

#endif
