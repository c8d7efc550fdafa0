/* What is made beside the place it is meant for, and put there whole or not
 * at all. */
#ifndef QUERY_PACKAGE_ASIDE_H
#define QUERY_PACKAGE_ASIDE_H

#include <stdbool.h>

#include "base/status.h"

struct aside {
	char *path;  /* where it will be; owned */
	char *made;  /* where it is made, in the same folder; NULL: nowhere */
	bool folder; /* else a file */
	bool force;  /* what is there may be replaced */
	int fd;      /* of the file, open for reading and writing; -1 */
};

/* Look whether it may be put there.  PL_EGUARD: something is there and force
 * is not given, or it is nothing that force replaces: only a regular file
 * gives way to a file, and only an empty folder, an earlier bundle or earlier
 * texts to a folder. */
PL_CHECKED enum pl_status aside_check(
    const char *path, bool folder, bool force, struct pl_error *err);

/* aside_check, and begin: a file of mode 0600 or a folder of mode 0700. */
PL_CHECKED enum pl_status aside_open(struct aside *a, const char *path,
    bool folder, bool force, struct pl_error *err);

/* Remove such a folder, if there is one. */
void aside_remove(const char *path);

/* Bring it to the disk, then into its place, in one step where the file system
 * can.  PL_ESTOP when a signal asked to stop before that. */
PL_CHECKED enum pl_status aside_commit(struct aside *a, struct pl_error *err);
/* The two steps of that, for several that belong together: to the disk, which
 * may take long and fail for want of room; and into its place. */
PL_CHECKED enum pl_status aside_ready(struct aside *a, struct pl_error *err);
PL_CHECKED enum pl_status aside_place(struct aside *a, struct pl_error *err);

/* Remove what was not committed.  Takes what a failed open left, and zeroes.
 */
void aside_close(struct aside *a);

#endif
