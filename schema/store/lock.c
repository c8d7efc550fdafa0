#include "schema/store/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

#include "base/instant.h"

/* flock() has no time limit of its own; this is how often it is asked. */
#define ASK_AGAIN_NS 50000000

/* From a clock that nobody sets. */
static int64_t
uptime(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * NS_PER_SECOND + now.tv_nsec;
}

static enum pl_status
name_holder(int fd, const char *path, struct pl_error *err)
{
	char holder[256];
	ssize_t n = pread(fd, holder, sizeof holder - 1, 0);

	if (n <= 0)
		return pl_fail(
		    err, PL_ELOCKED, "'%s' is held by another writer", path);
	holder[n] = '\0';
	holder[strcspn(holder, "\n")] = '\0';
	return pl_fail(err, PL_ELOCKED,
	    "another writer is at work on this index: %s; try again later, "
	    "or wait longer with --lock-wait",
	    holder);
}

static enum pl_status
sign(int fd, const char *command, const char *path, struct pl_error *err)
{
	char host[128] = "";
	char since[INSTANT_TEXT];
	char holder[320];

	gethostname(host, sizeof host - 1);
	instant_format(instant_now() / NS_PER_SECOND * NS_PER_SECOND, since);
	int n = snprintf(holder, sizeof holder,
	    "'%s' of process %ld on host '%s', since %s\n", command,
	    (long)getpid(), host, since);
	if (ftruncate(fd, 0) != 0 || pwrite(fd, holder, (size_t)n, 0) != n)
		return pl_fail_errno(err, PL_EIO, "cannot write '%s'", path);
	return PL_OK;
}

static enum pl_status
wait_for(int fd, const char *path, int64_t wait, bool (*stop)(void),
    struct pl_error *err)
{
	const struct timespec pause = { .tv_nsec = ASK_AGAIN_NS };
	int64_t begun = uptime();

	while (flock(fd, LOCK_EX | LOCK_NB) != 0) {
		if (errno != EWOULDBLOCK && errno != EINTR)
			return pl_fail_errno(
			    err, PL_EIO, "cannot lock '%s'", path);
		if (stop != NULL && stop())
			return pl_fail(err, PL_ESTOP,
			    "stopped while waiting for another writer");
		if (uptime() - begun >= wait)
			return name_holder(fd, path, err);
		nanosleep(&pause, NULL);
	}
	return PL_OK;
}

enum pl_status
lock_take(const char *path, const char *command, int64_t wait,
    bool (*stop)(void), int *fd, struct pl_error *err)
{
	int got = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	enum pl_status rc;

	*fd = -1;
	if (got < 0)
		return pl_fail_errno(err, PL_EIO, "cannot open '%s'", path);
	rc = wait_for(got, path, wait, stop, err);
	if (rc == PL_OK)
		rc = sign(got, command, path, err);
	if (rc != PL_OK) {
		close(got);
		return rc;
	}
	*fd = got;
	return PL_OK;
}

bool
lock_is_held(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	bool held = fd >= 0 && flock(fd, LOCK_SH | LOCK_NB) != 0 &&
	    errno == EWOULDBLOCK;

	/* Had it been free, closing lets go of it at once. */
	if (fd >= 0)
		close(fd);
	return held;
}
