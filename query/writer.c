#include "query/writer.h"

#include <errno.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"

#define PROGRAM   "promptlog-index"
#define PATH_MOST 4096 /* bytes; Linux has no longer paths */

extern char **environ;

/* The program beside the running one, to be freed; NULL where there is none
 * that can be run. */
static char *
beside(void)
{
	char self[PATH_MOST];
	ssize_t n = readlink("/proc/self/exe", self, sizeof self);
	const char *slash = n > 0 ? memrchr(self, '/', (size_t)n) : NULL;
	char *path;

	if (slash == NULL || n == (ssize_t)sizeof self)
		return NULL;
	path = xasprintf("%.*s/" PROGRAM, (int)(slash - self), self);
	if (access(path, X_OK) != 0) {
		free(path);
		path = NULL;
	}
	return path;
}

static enum pl_status
fail_start(int error, struct pl_error *err)
{
	errno = error;
	if (error == ENOENT)
		return pl_fail(err, PL_EIO,
		    "'" PROGRAM "' is not installed: it is neither beside"
		    " this program nor in PATH");
	return pl_fail_errno(err, PL_EIO, "cannot run '" PROGRAM "'");
}

enum pl_status
writer_become(char **argv, struct pl_error *err)
{
	char name[] = PROGRAM;
	char *path = beside();

	argv[0] = name;
	if (path != NULL)
		execv(path, argv);
	else
		execvp(PROGRAM, argv);
	free(path);
	return fail_start(errno, err);
}

static enum pl_status
wait_for(pid_t pid, int *status, struct pl_error *err)
{
	int state;

	while (waitpid(pid, &state, 0) < 0) {
		if (errno != EINTR)
			return pl_fail_errno(
			    err, PL_EIO, "cannot wait for '" PROGRAM "'");
	}
	if (!WIFEXITED(state))
		return pl_fail(err, PL_EIO, "'" PROGRAM "' was ended by '%s'",
		    strsignal(WTERMSIG(state)));
	*status = WEXITSTATUS(state);
	return PL_OK;
}

enum pl_status
writer_run(char **argv, int *status, struct pl_error *err)
{
	char name[] = PROGRAM;
	char *path = beside();
	pid_t pid;
	int error;

	*status = 0;
	argv[0] = name;
	if (path != NULL)
		error = posix_spawn(&pid, path, NULL, NULL, argv, environ);
	else
		error = posix_spawnp(&pid, PROGRAM, NULL, NULL, argv, environ);
	free(path);
	if (error != 0)
		return fail_start(error, err);
	return wait_for(pid, status, err);
}
