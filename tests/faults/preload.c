/* A library to be preloaded: the system as it is on a bad day.
 *
 *	FAULT_COUNT=FILE     write down how many changes to files were made
 *	FAULT_FULL=N         from the N-th change on, the disk is full
 *	FAULT_ONCE=N         the N-th change fails, as on a disk that wears out
 *	FAULT_NAME=FILE      write down which call it was that failed
 *	FAULT_SIGNAL=S:N[:M] send the process signal S at the N-th change
 *	                     (and once more at the M-th)
 *	FAULT_OPEN=HOW:END   when a file whose name ends in END is opened for
 *	                     reading by openat or openat2: "deny" it, or make
 *	                     it "vanish", or become a "fifo", just before
 *	FAULT_LOOK=END       looking at a file whose name ends in END fails
 *	FAULT_LIST=END       no folder can be listed beyond such a name
 *	FAULT_STOP=END       whoever lists such a name sleeps until SIGCONT
 *
 * A change is a write, a sync, a rename, a truncation, a new folder, a
 *removal; a full disk lets nothing fail but what needs room. */
#include <dirent.h>
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
static long full_from, once_at, signal_at, signal_again;
static int signal_number;
static const char *open_how, *open_end, *look_end, *list_end, *stop_end;
static const char *count_file, *name_file;

__attribute__((constructor)) static void
begin(void)
{
	const char *full = getenv("FAULT_FULL");
	const char *once = getenv("FAULT_ONCE");
	const char *number = getenv("FAULT_SIGNAL");
	const char *name = getenv("FAULT_OPEN");

	if (full != NULL)
		full_from = atol(full);
	if (once != NULL)
		once_at = atol(once);
	if (number != NULL)
		sscanf(number, "%d:%ld:%ld", &signal_number, &signal_at,
		    &signal_again);
	if (name != NULL && strchr(name, ':') != NULL) {
		open_how = name;
		open_end = strchr(name, ':') + 1;
	}
	look_end = getenv("FAULT_LOOK");
	list_end = getenv("FAULT_LIST");
	stop_end = getenv("FAULT_STOP");
	count_file = getenv("FAULT_COUNT");
	name_file = getenv("FAULT_NAME");
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

static void
write_name(const char *call)
{
	FILE *f = name_file != NULL ? fopen(name_file, "w") : NULL;

	if (f == NULL)
		return;
	fprintf(f, "%s\n", call);
	fclose(f);
}

/* One more change: whether it fails. */
static bool
fails(const char *call, bool needs_room)
{
	long n = atomic_fetch_add(&changes, 1) + 1;

	if (signal_at > 0 && (n == signal_at || n == signal_again))
		kill(getpid(), signal_number);
	if (n == once_at) {
		write_name(call);
		errno = EIO;
		return true;
	}
	if (full_from == 0 || n < full_from || !needs_room)
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

#define WRAP(needs_room, type, name, params, args)                            \
	type name params;                                                     \
	type name params                                                      \
	{                                                                     \
		type(*real) params;                                           \
                                                                              \
		*(void **)&real = next(#name);                                \
                                                                              \
		return fails(#name, needs_room) ? -1 : real args;             \
	}

WRAP(true, ssize_t, write, (int fd, const void *p, size_t n), (fd, p, n))
WRAP(true, ssize_t, pwrite, (int fd, const void *p, size_t n, off_t at),
    (fd, p, n, at))
WRAP(true, ssize_t, pwrite64, (int fd, const void *p, size_t n, off64_t at),
    (fd, p, n, at))
WRAP(true, int, fsync, (int fd), (fd))
WRAP(true, int, fdatasync, (int fd), (fd))
WRAP(true, int, ftruncate, (int fd, off_t size), (fd, size))
WRAP(true, int, ftruncate64, (int fd, off64_t size), (fd, size))
WRAP(true, int, rename, (const char *from, const char *to), (from, to))
WRAP(true, int, renameat2,
    (int from_folder, const char *from, int to_folder, const char *to,
	unsigned flags),
    (from_folder, from, to_folder, to, flags))
WRAP(true, int, syncfs, (int fd), (fd))
WRAP(true, int, mkdir, (const char *path, mode_t mode), (path, mode))
WRAP(true, ssize_t, copy_file_range,
    (int in, off64_t *in_at, int out, off64_t *out_at, size_t n,
	unsigned flags),
    (in, in_at, out, out_at, n, flags))
WRAP(false, int, unlink, (const char *path), (path))

static bool
ends_so(const char *path, const char *wanted)
{
	size_t n = strlen(path), end = strlen(wanted);

	return n >= end && strcmp(path + n - end, wanted) == 0;
}

/* What befalls a file before it is opened: whether that is refused. */
static bool
befalls(int folder, const char *path)
{
	if (open_how == NULL || !ends_so(path, open_end))
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

int
fstatat(int folder, const char *path, struct stat *st, int flags)
{
	int (*real)(int, const char *, struct stat *, int);

	*(void **)&real = next("fstatat");
	if (look_end != NULL && ends_so(path, look_end)) {
		errno = EIO;
		return -1;
	}
	return real(folder, path, st, flags);
}

struct dirent *
readdir(DIR *folder)
{
	static _Thread_local DIR *broken;
	struct dirent *(*real)(DIR *), *entry;

	*(void **)&real = next("readdir");
	if (folder == broken) {
		broken = NULL;
		errno = EIO;
		return NULL;
	}
	entry = real(folder);
	if (entry == NULL)
		return NULL;
	if (list_end != NULL && ends_so(entry->d_name, list_end))
		broken = folder;
	if (stop_end != NULL && ends_so(entry->d_name, stop_end))
		kill(getpid(), SIGSTOP);
	return entry;
}

/* The same for whoever asks for many entries at once. */
ssize_t
getdents64(int folder, void *entries, size_t size)
{
	static _Thread_local int broken = -1;
	ssize_t (*real)(int, void *, size_t);
	ssize_t n;

	*(void **)&real = next("getdents64");
	if (folder == broken) {
		broken = -1;
		errno = EIO;
		return -1;
	}
	n = real(folder, entries, size);
	for (ssize_t at = 0; at < n;) {
		struct dirent64 *entry = (void *)((char *)entries + at);

		at += entry->d_reclen;
		if (stop_end != NULL && ends_so(entry->d_name, stop_end))
			kill(getpid(), SIGSTOP);
		if (list_end != NULL && ends_so(entry->d_name, list_end)) {
			broken = folder;
			return at;
		}
	}
	return n;
}
