/* One writer at a time: a lock on INDEX/lock, which also says who holds it.
 * The kernel lets go of it when its holder ends, however it ends. */
#ifndef SCHEMA_LOCK_H
#define SCHEMA_LOCK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/status.h"

/* Take the lock, waiting at most `wait` nanoseconds: *fd is to be closed.
 * PL_ELOCKED names the holder's pid, host, command and since when; PL_ESTOP
 * when `stop` (or NULL) said so while waiting. */
PL_CHECKED enum pl_status lock_take(const char *path, const char *command,
    int64_t wait, bool (*stop)(void), int *fd, struct pl_error *err);

/* Whether somebody holds it now.  False too where that cannot be told. */
bool lock_is_held(const char *path);

#endif
