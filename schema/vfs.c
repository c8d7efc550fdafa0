/* The contract of each call is SQLite's, https://www.sqlite.org/c3ref/vfs.html
 * and https://www.sqlite.org/c3ref/io_methods.html. */
#include "schema/vfs.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

/* SQLite looks into the header for a change whenever a transaction begins, and
 * every statement outside of one begins one. */
#define HEADER_BYTES 100

/* What lies at the path may be no file: a pipe is not waited for. */
#define READ_FLAGS (O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK)

struct reader_file {
	sqlite3_file base;
	int fd;
	struct stat status;
	size_t header_size; /* less than its bytes: it was not read */
	char header[HEADER_BYTES];
};

static struct reader_file *
reader_of(sqlite3_file *file)
{
	return (struct reader_file *)file;
}

/* ---- a file ---- */

static int
reader_close(sqlite3_file *file)
{
	close(reader_of(file)->fd);
	return SQLITE_OK;
}

/* What lies past the end reads as zeros, as SQLite asks; in a pipe, all does.
 */
static int
reader_read(sqlite3_file *file, void *out, int size, sqlite3_int64 offset)
{
	const struct reader_file *f = reader_of(file);
	size_t left = (size_t)size;
	char *to = out;

	if (offset + size <= (sqlite3_int64)f->header_size) {
		memcpy(out, f->header + offset, left);
		return SQLITE_OK;
	}
	while (left > 0) {
		ssize_t n = pread(f->fd, to, left, offset);

		if (n < 0 && errno == EINTR)
			continue;
		if (n == 0 || (n < 0 && errno == ESPIPE))
			break;
		if (n < 0)
			return SQLITE_IOERR_READ;
		to += n;
		left -= (size_t)n;
		offset += n;
	}
	memset(to, 0, left);
	return left == 0 ? SQLITE_OK : SQLITE_IOERR_SHORT_READ;
}

static int
reader_size(sqlite3_file *file, sqlite3_int64 *size)
{
	*size = reader_of(file)->status.st_size;
	return SQLITE_OK;
}

static int
refuse_write(
    sqlite3_file *file, const void *bytes, int size, sqlite3_int64 offset)
{
	(void)file, (void)bytes, (void)size, (void)offset;
	return SQLITE_READONLY;
}

static int
refuse_truncate(sqlite3_file *file, sqlite3_int64 size)
{
	(void)file, (void)size;
	return SQLITE_READONLY;
}

static int
no_sync(sqlite3_file *file, int flags)
{
	(void)file, (void)flags;
	return SQLITE_OK;
}

static int
no_lock(sqlite3_file *file, int level)
{
	(void)file, (void)level;
	return SQLITE_OK;
}

static int
never_reserved(sqlite3_file *file, int *is)
{
	(void)file;
	*is = 0;
	return SQLITE_OK;
}

static int
no_control(sqlite3_file *file, int operation, void *argument)
{
	(void)file, (void)operation, (void)argument;
	return SQLITE_NOTFOUND;
}

static int
no_traits(sqlite3_file *file)
{
	(void)file;
	return 0;
}

/* Version 1: no shared memory, so that no file can ask for a log of writes. */
static const sqlite3_io_methods reader_methods = {
	.iVersion = 1,
	.xClose = reader_close,
	.xRead = reader_read,
	.xWrite = refuse_write,
	.xTruncate = refuse_truncate,
	.xSync = no_sync,
	.xFileSize = reader_size,
	.xLock = no_lock,
	.xUnlock = no_lock,
	.xCheckReservedLock = never_reserved,
	.xFileControl = no_control,
	.xSectorSize = no_traits,
	.xDeviceCharacteristics = no_traits,
};

/* False with errno set; *f is as it was then. */
static bool
open_file(const char *path, struct reader_file *f)
{
	int fd = open(path, READ_FLAGS), why;
	struct stat status;

	if (fd < 0)
		return false;
	if (fstat(fd, &status) != 0) {
		why = errno;
		close(fd);
		errno = why;
		return false;
	}
	f->fd = fd;
	f->status = status;
	ssize_t n = pread(fd, f->header, sizeof f->header, 0);
	f->header_size = n > 0 ? (size_t)n : 0;
	return true;
}

/* ---- the system ---- */

static int
reader_open(sqlite3_vfs *vfs, const char *path, sqlite3_file *file, int flags,
    int *out_flags)
{
	struct reader_file *f = reader_of(file);

	(void)vfs;
	*f = (struct reader_file){ .fd = -1 };
	if ((flags & SQLITE_OPEN_MAIN_DB) == 0 ||
	    (flags & SQLITE_OPEN_READONLY) == 0)
		return SQLITE_CANTOPEN;
	if (!open_file(path, f))
		return SQLITE_CANTOPEN;
	f->base.pMethods = &reader_methods;
	if (out_flags != NULL)
		*out_flags = SQLITE_OPEN_READONLY;
	return SQLITE_OK;
}

static int
refuse_delete(sqlite3_vfs *vfs, const char *path, int sync)
{
	(void)vfs, (void)path, (void)sync;
	return SQLITE_READONLY;
}

/* Beside a finished file lies no journal. */
static int
nothing_there(sqlite3_vfs *vfs, const char *path, int flags, int *is)
{
	(void)vfs, (void)path, (void)flags;
	*is = 0;
	return SQLITE_OK;
}

/* A path is good as it is: making it absolute asks the system about each
 * folder above the file. */
static int
keep_path(sqlite3_vfs *vfs, const char *path, int size, char *out)
{
	size_t n = strlen(path);

	(void)vfs;
	if (n >= (size_t)size)
		return SQLITE_CANTOPEN;
	memcpy(out, path, n + 1);
	return SQLITE_OK;
}

void
vfs_register(void)
{
	static sqlite3_vfs reader; /* chance, clocks and errno are SQLite's */
	const sqlite3_vfs *own = sqlite3_vfs_find(NULL);

	if (own == NULL)
		return;
	reader = *own;
	reader.zName = VFS_READER;
	reader.pNext = NULL;
	reader.szOsFile = sizeof(struct reader_file);
	reader.xOpen = reader_open;
	reader.xDelete = refuse_delete;
	reader.xAccess = nothing_there;
	reader.xFullPathname = keep_path;
	sqlite3_vfs_register(&reader, 0);
}

/* ---- connections ---- */

static struct reader_file *
file_of(sqlite3 *connection)
{
	sqlite3_file *file = NULL;
	int code = sqlite3_file_control(
	    connection, "main", SQLITE_FCNTL_FILE_POINTER, &file);

	assert(code == SQLITE_OK && file->pMethods == &reader_methods);
	(void)code;
	return reader_of(file);
}

const struct stat *
vfs_stat(sqlite3 *connection)
{
	return &file_of(connection)->status;
}

bool
vfs_turn(sqlite3 *connection, const char *path)
{
	struct reader_file *f = file_of(connection);
	int before = f->fd;

	if (sqlite3_txn_state(connection, "main") != SQLITE_TXN_NONE) {
		errno = EBUSY;
		return false;
	}
	if (!open_file(path, f))
		return false;
	close(before);
	sqlite3_file_control(
	    connection, "main", SQLITE_FCNTL_RESET_CACHE, NULL);
	return true;
}
