#include "schema/copy.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"

#define CHUNK ((size_t)1 << 20)

static enum pl_status
write_all(int fd, const char *p, size_t n)
{
	while (n > 0) {
		ssize_t done = write(fd, p, n);

		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0)
			return PL_EIO;
		p += done;
		n -= (size_t)done;
	}
	return PL_OK;
}

static enum pl_status
copy_by_hand(int in, int out)
{
	char *chunk = xmalloc(CHUNK);
	enum pl_status rc = PL_OK;

	while (rc == PL_OK) {
		ssize_t n = read(in, chunk, CHUNK);

		if (n < 0 && errno == EINTR)
			continue;
		if (n == 0)
			break;
		rc = n < 0 ? PL_EIO : write_all(out, chunk, (size_t)n);
	}
	free(chunk);
	return rc;
}

/* copy_file_range shares blocks on file systems that can (btrfs, XFS).  Those
 * that know nothing of it refuse at the first byte. */
static enum pl_status
copy_bytes(int in, int out)
{
	bool any = false;

	for (;;) {
		ssize_t n =
		    copy_file_range(in, NULL, out, NULL, (size_t)1 << 30, 0);

		if (n > 0) {
			any = true;
			continue;
		}
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && any)
			return PL_EIO;
		/* At the end, or never begun: 0 is also what some virtual
		 * file systems give for a file that is not empty. */
		return copy_by_hand(in, out);
	}
}

/* Whatever the umask, it is for its owner, and nobody else. */
static enum pl_status
open_private(const char *path, int *fd, struct pl_error *err)
{
	*fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (*fd < 0)
		return pl_fail_errno(err, PL_EIO, "cannot create '%s'", path);
	if (fchmod(*fd, 0600) != 0)
		return pl_fail_errno(err, PL_EIO, "cannot protect '%s'", path);
	return PL_OK;
}

enum pl_status
copy_file(const char *from, const char *to, struct pl_error *err)
{
	int in = open(from, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	int out = -1;
	enum pl_status rc;

	if (in < 0) {
		rc = pl_fail_errno(err, PL_EIO, "cannot read '%s'", from);
		goto done;
	}
	rc = open_private(to, &out, err);
	if (rc != PL_OK)
		goto done;
	rc = copy_bytes(in, out);
	if (rc != PL_OK) {
		pl_fail_errno(err, rc, "cannot copy '%s' to '%s'", from, to);
		unlink(to);
	}
done:
	if (in >= 0)
		close(in);
	if (out >= 0)
		close(out);
	return rc;
}

enum pl_status
create_private(const char *path, struct pl_error *err)
{
	int fd;
	enum pl_status rc = open_private(path, &fd, err);

	if (fd >= 0)
		close(fd);
	return rc;
}
