/* Where the index lies. */
#ifndef BASE_WHERE_H
#define BASE_WHERE_H

#include "base/status.h"

/* The folder of the index, to be freed: `given` (the value of --index) if it
 * is not NULL, else $PROMPTLOG_INDEX, else promptlog in $XDG_DATA_HOME, else
 * in ~/.local/share.  Empty variables count as unset. */
PL_CHECKED enum pl_status pl_where_index(
    const char *given, char **out, struct pl_error *err);

#endif
