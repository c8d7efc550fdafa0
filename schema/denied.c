#include "schema/denied.h"

#include <errno.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/mem.h"

/* What there is to be told of: the path, or else the folder that lets nobody
 * see into it. */
static const char *
find_refusing(char *path, struct stat *st)
{
	char *slash;

	while (stat(path, st) != 0) {
		slash = strrchr(path, '/');
		if (slash == NULL || slash == path)
			return NULL;
		*slash = '\0';
	}
	return path;
}

enum pl_status
fail_unreadable(struct pl_error *err, const char *path)
{
	int why = errno;
	char *copy, owner[32];
	const char *refusing;
	struct passwd *user;
	struct stat st;

	if (why != EACCES)
		return pl_fail_errno(err, PL_EIO, "cannot read '%s'", path);
	copy = xstrdup(path);
	refusing = find_refusing(copy, &st);
	if (refusing == NULL) {
		free(copy);
		errno = why;
		return pl_fail_errno(err, PL_EIO, "cannot read '%s'", path);
	}
	user = getpwuid(st.st_uid);
	snprintf(owner, sizeof owner, "%lu", (unsigned long)st.st_uid);
	pl_fail(err, PL_EIO,
	    "cannot read '%s': Permission denied: %s belongs to '%s', mode "
	    "%04o; others can read "
	    "an index that was made with 'promptlog-index update --group'",
	    path, strcmp(refusing, path) == 0 ? "it" : "its folder",
	    user != NULL ? user->pw_name : owner,
	    (unsigned)(st.st_mode & 07777));
	free(copy);
	return PL_EIO;
}
