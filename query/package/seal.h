/* The seal at the end of a packed bundle: the SHA-256 of every byte before it,
 * at a place where readers of the format pass over it: a zip's comment, the
 * comment of an empty gzip member, a frame that zstd skips.  The members' own
 * hashes do not cover what a format keeps beside them, and its own checksums
 * not all of it; with the seal no byte can change unnoticed. */
#ifndef QUERY_PACKAGE_SEAL_H
#define QUERY_PACKAGE_SEAL_H

#include "query/package/package.h"

/* Append it to a file that is complete otherwise. */
PL_CHECKED enum pl_status seal_write(const struct package_kind *kind, int fd,
    const char *path, struct pl_error *err);

enum seal_state { SEAL_WHOLE, SEAL_MISSING, SEAL_BROKEN };
PL_CHECKED enum pl_status seal_check(const struct package_kind *kind, int fd,
    const char *path, enum seal_state *out, struct pl_error *err);

#endif
