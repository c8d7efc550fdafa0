/* A library to be preloaded: the system as it is on a bad day.
 *
 *	FAULT_COUNT=FILE     write down how many changes to files were made
 *	FAULT_FULL=N         from the N-th change on, the disk is full
 *	FAULT_SIGNAL=S:N[:M] send the process signal S at the N-th change
 *	                     (and once more at the M-th)
 *	FAULT_OPEN=HOW:END   when a file whose name ends in END is opened for
 *	                     reading by openat or openat2: "deny" it, or make
 *	                     it "vanish", or become a "fifo", just before
 *
 * A change is a write, a sync, a rename, a truncation, a new folder. */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static atomic_long changes;
static long full_from, signal_at, signal_again;
static int signal_number;
static const char *open_how, *open_end, *count_file;

__attribute__((constructor)) static void
begin(void)
{
	const char *full = getenv("FAULT_FULL");
	const char *number = getenv("FAULT_SIGNAL");
	const char *name = getenv("FAULT_OPEN");

	if (full != NULL)
		full_from = atol(full);
	if (number != NULL)
		sscanf(number, "%d:%ld:%ld", &signal_number, &signal_at,
		    &signal_again);
	if (name != NULL && strchr(name, ':') != NULL) {
		open_how = name;
		open_end = strchr(name, ':') + 1;
	}
	count_file = getenv("FAULT_COUNT");
}

__attribute__((destructor)) static void
end(void)
{
	FILE *f = count_file != NULL ? fopen(count_file, "w") : NULL;

	if (f == NULL)
		return;
	fprintf(f, "%ld\n", atomic_load(&changes));
	fclose(f);
}

/* One more change: whether it fails. */
static bool
fails(void)
{
	long n = atomic_fetch_add(&changes, 1) + 1;

	if (signal_at > 0 && (n == signal_at || n == signal_again))
		kill(getpid(), signal_number);
	if (full_from == 0 || n < full_from)
		return false;
	errno = ENOSPC;
	return true;
}

static void *
next(const char *name)
{
	void *p = dlsym(RTLD_NEXT, name);

	if (p == NULL)
		abort();
	return p;
}

#define WRAP(type, name, params, args)                                        \
	type name params;                                                     \
	type name params                                                      \
	{                                                                     \
		type(*real) params;                                           \
                                                                              \
		*(void **)&real = next(#name);                                \
                                                                              \
		return fails() ? -1 : real args;                              \
	}

WRAP(ssize_t, write, (int fd, const void *p, size_t n), (fd, p, n))
WRAP(ssize_t, pwrite, (int fd, const void *p, size_t n, off_t at),
    (fd, p, n, at))
WRAP(ssize_t, pwrite64, (int fd, const void *p, size_t n, off64_t at),
    (fd, p, n, at))
WRAP(int, fsync, (int fd), (fd))
WRAP(int, fdatasync, (int fd), (fd))
WRAP(int, ftruncate, (int fd, off_t size), (fd, size))
WRAP(int, ftruncate64, (int fd, off64_t size), (fd, size))
WRAP(int, rename, (const char *from, const char *to), (from, to))
WRAP(int, renameat2,
    (int from_folder, const char *from, int to_folder, const char *to,
	unsigned flags),
    (from_folder, from, to_folder, to, flags))
WRAP(int, syncfs, (int fd), (fd))
WRAP(int, mkdir, (const char *path, mode_t mode), (path, mode))
WRAP(ssize_t, copy_file_range,
    (int in, off64_t *in_at, int out, off64_t *out_at, size_t n,
	unsigned flags),
    (in, in_at, out, out_at, n, flags))

static bool
ends_so(const char *path)
{
	size_t n = strlen(path), end = strlen(open_end);

	return n >= end && strcmp(path + n - end, open_end) == 0;
}

/* What befalls a file before it is opened: whether that is refused. */
static bool
befalls(int folder, const char *path)
{
	if (open_how == NULL || !ends_so(path))
		return false;
	if (open_how[0] == 'd') {
		errno = EACCES;
		return true;
	}
	unlinkat(folder, path, 0);
	if (open_how[0] == 'f')
		mkfifoat(folder, path, 0600);
	return false;
}

int
openat(int folder, const char *path, int flags, ...)
{
	int (*real)(int, const char *, int, ...);
	va_list rest;

	*(void **)&real = next("openat");
	va_start(rest, flags);
	mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, mode_t) : 0;
	va_end(rest);
	if (!(flags & O_PATH) && befalls(folder, path))
		return -1;
	return real(folder, path, flags, mode);
}

/* openat2(2) has no function of its own. */
long
syscall(long number, ...)
{
	long (*real)(long, ...);
	long arg[6];
	va_list rest;

	*(void **)&real = next("syscall");
	va_start(rest, number);
	for (int i = 0; i < 6; i++)
		arg[i] = va_arg(rest, long);
	va_end(rest);
#ifdef SYS_openat2
	if (number == SYS_openat2 &&
	    befalls((int)arg[0], (const char *)arg[1]))
		return -1;
#endif
	return real(number, arg[0], arg[1], arg[2], arg[3], arg[4], arg[5]);
}
