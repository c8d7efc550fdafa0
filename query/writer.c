#include "query/writer.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
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

/* Start it; its process id in *pid. */
static enum pl_status
start(char **argv, const posix_spawn_file_actions_t *files,
    const posix_spawnattr_t *attributes, pid_t *pid, struct pl_error *err)
{
	char name[] = PROGRAM;
	char *path = beside();
	int error;

	argv[0] = name;
	if (path != NULL)
		error =
		    posix_spawn(pid, path, files, attributes, argv, environ);
	else
		error = posix_spawnp(
		    pid, PROGRAM, files, attributes, argv, environ);
	free(path);
	return error == 0 ? PL_OK : fail_start(error, err);
}

enum pl_status
writer_run(char **argv, int *status, struct pl_error *err)
{
	pid_t pid;
	enum pl_status rc;

	*status = 0;
	rc = start(argv, NULL, NULL, &pid, err);
	return rc == PL_OK ? wait_for(pid, status, err) : rc;
}

/* A child that ends when nobody listens, as it would by itself. */
static enum pl_status
start_between(
    char **argv, int input, int output, pid_t *pid, struct pl_error *err)
{
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attributes;
	sigset_t usual;
	enum pl_status rc;

	sigemptyset(&usual);
	sigaddset(&usual, SIGPIPE);
	posix_spawn_file_actions_init(&files);
	posix_spawn_file_actions_adddup2(&files, input, STDIN_FILENO);
	posix_spawn_file_actions_adddup2(&files, output, STDOUT_FILENO);
	posix_spawnattr_init(&attributes);
	posix_spawnattr_setsigdefault(&attributes, &usual);
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
	rc = start(argv, &files, &attributes, pid, err);
	posix_spawnattr_destroy(&attributes);
	posix_spawn_file_actions_destroy(&files);
	return rc;
}

enum pl_status
writer_begin(char **argv, struct writer_child *child, struct pl_error *err)
{
	int down[2], up[2];
	enum pl_status rc;

	*child = (struct writer_child){ .pid = 0 };
	if (pipe2(down, O_CLOEXEC) != 0)
		return pl_fail_errno(err, PL_EIO, "cannot make a pipe");
	if (pipe2(up, O_CLOEXEC) != 0) {
		rc = pl_fail_errno(err, PL_EIO, "cannot make a pipe");
		close(down[0]);
		close(down[1]);
		return rc;
	}
	rc = start_between(argv, down[0], up[1], &child->pid, err);
	close(down[0]);
	close(up[1]);
	if (rc != PL_OK) {
		close(down[1]);
		close(up[0]);
		child->pid = 0;
		return rc;
	}
	child->to = fdopen(down[1], "w");
	child->from = fdopen(up[0], "r");
	if (child->to == NULL || child->from == NULL)
		abort(); /* out of memory */
	return PL_OK;
}

enum pl_status
writer_end(struct writer_child *child, int *status, struct pl_error *err)
{
	pid_t pid = child->pid;

	*status = 0;
	if (pid == 0)
		return PL_OK;
	fclose(child->to);
	fclose(child->from);
	*child = (struct writer_child){ .pid = 0 };
	return wait_for(pid, status, err);
}
