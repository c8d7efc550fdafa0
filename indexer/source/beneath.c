#include "indexer/source/beneath.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>
#ifdef SYS_openat2
#include <linux/openat2.h>
#endif

/* openat2(2) is strict: with O_PATH nothing is opened that could block. */
static int
guarded(int flags)
{
	return flags | O_NOFOLLOW | O_CLOEXEC |
	    (flags & O_PATH ? 0 : O_NONBLOCK);
}

static void
close_keeping_errno(int fd)
{
	int saved = errno;

	close(fd);
	errno = saved;
}

/* Copy the first part of *path, past which *path moves; false at the end. */
static bool
next_part(const char **path, char part[NAME_MAX + 1])
{
	const char *p = *path + strspn(*path, "/");
	size_t n = strcspn(p, "/");

	*path = p + n;
	if (n > NAME_MAX) /* no such name can exist; openat will say so */
		n = NAME_MAX;
	memcpy(part, p, n);
	part[n] = '\0';
	return n > 0;
}

int
beneath_walk(int root, const char *path, int flags)
{
	char part[NAME_MAX + 1], next[NAME_MAX + 1];
	int fd = root;

	if (!next_part(&path, part))
		return openat(root, ".", guarded(flags));
	for (;;) {
		bool more = next_part(&path, next);
		int how = more ? O_PATH | O_DIRECTORY : flags;
		int below = -1;

		if (strcmp(part, "..") == 0)
			errno = EXDEV;
		else
			below = openat(fd, part, guarded(how));
		if (fd != root)
			close_keeping_errno(fd);
		if (below < 0 || !more)
			return below;
		fd = below;
		memcpy(part, next, sizeof part);
	}
}

int
beneath_open(int root, const char *path, int flags)
{
#ifdef SYS_openat2
	struct open_how how = {
		.flags = (unsigned)(guarded(flags)),
		.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS,
	};
	long fd =
	    syscall(SYS_openat2, root, *path ? path : ".", &how, sizeof how);

	/* Not there, forbidden by a sandbox (some say EPERM), disturbed by a
	 * rename, too long: the other way may still do. */
	if (fd >= 0 ||
	    (errno != ENOSYS && errno != EPERM && errno != EAGAIN &&
		errno != ENAMETOOLONG))
		return (int)fd;
#endif
	return beneath_walk(root, path, flags);
}
