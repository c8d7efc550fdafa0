/* The other program, promptlog-index, which may not be installed where only
 * queries are made. */
#ifndef QUERY_WRITER_H
#define QUERY_WRITER_H

#include <stdio.h>
#include <sys/types.h>

#include "base/status.h"

/* Become promptlog-index: the one beside this program, else the one in PATH.
 * argv[0] is replaced.  Returns only where that fails. */
PL_CHECKED enum pl_status writer_become(char **argv, struct pl_error *err);

/* Run it with these arguments, with this program's standard output, and put
 * its exit status into *status. */
PL_CHECKED enum pl_status writer_run(
    char **argv, int *status, struct pl_error *err);

/* Run it beside this program, talking to it: `to` is its standard input,
 * `from` its standard output.  A write to it after it ended is an error, not
 * a signal, if the caller ignores SIGPIPE. */
struct writer_child {
	pid_t pid; /* 0: none */
	FILE *to, *from;
};
PL_CHECKED enum pl_status writer_begin(
    char **argv, struct writer_child *child, struct pl_error *err);
/* Close both ends and wait; its exit status in *status. */
PL_CHECKED enum pl_status writer_end(
    struct writer_child *child, int *status, struct pl_error *err);

#endif
