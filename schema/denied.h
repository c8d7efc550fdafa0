/* Why a file of the index cannot be read. */
#ifndef SCHEMA_DENIED_H
#define SCHEMA_DENIED_H

#include "base/status.h"

/* PL_EIO after access(2) or open(2) refused `path`, from errno: whose the file
 * is, and its mode, where that is why. */
enum pl_status fail_unreadable(struct pl_error *err, const char *path);

#endif
