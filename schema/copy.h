/* Copies of files: shared blocks where the file system can, else by the
 * kernel, else by hand. */
#ifndef SCHEMA_COPY_H
#define SCHEMA_COPY_H

#include "base/status.h"

/* `to` must not exist; it is removed again after a failure.  It is its owner's
 * alone, whoever may read `from`. */
PL_CHECKED enum pl_status copy_file(
    const char *from, const char *to, struct pl_error *err);

/* A new empty file that only its owner may read or write. */
PL_CHECKED enum pl_status create_private(
    const char *path, struct pl_error *err);

#endif
