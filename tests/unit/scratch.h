/* A folder for the files of a test, gone again at its end. */
#ifndef TESTS_SCRATCH_H
#define TESTS_SCRATCH_H

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char scratch_folder[] = "/tmp/promptlog-test.XXXXXX";

static inline int
scratch_remove_one(
    const char *path, const struct stat *st, int type, struct FTW *where)
{
	(void)st;
	(void)type;
	(void)where;
	return remove(path);
}

/* Remove what is there, folders with all that is in them. */
static inline void
scratch_remove(const char *path)
{
	nftw(path, scratch_remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static inline int
scratch_begin(void **state)
{
	(void)state;
	memcpy(scratch_folder, "/tmp/promptlog-test.XXXXXX",
	    sizeof scratch_folder);
	return mkdtemp(scratch_folder) == NULL;
}

static inline int
scratch_end(void **state)
{
	(void)state;
	scratch_remove(scratch_folder);
	return 0;
}

/* The path of a file in it.  Valid until the fourth call from now. */
static inline const char *
scratch(const char *name)
{
	static char paths[4][512];
	static unsigned next;
	char *path = paths[next++ % 4];

	snprintf(path, sizeof paths[0], "%s/%s", scratch_folder, name);
	return path;
}

static inline void
scratch_write(const char *path, const void *bytes, size_t n)
{
	FILE *f = fopen(path, "wb");

	if (f == NULL || fwrite(bytes, 1, n, f) != n || fclose(f) != 0)
		abort();
}

/* To be freed. */
static inline char *
scratch_read(const char *path, size_t *n)
{
	struct stat st;
	FILE *f = fopen(path, "rb");

	if (f == NULL || fstat(fileno(f), &st) != 0)
		abort();
	char *bytes = malloc((size_t)st.st_size + 1);
	*n = fread(bytes, 1, (size_t)st.st_size, f);
	bytes[*n] = '\0';
	fclose(f);
	return bytes;
}

/* Mode bits, or 0 when it is not there. */
static inline unsigned
scratch_mode(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 ? st.st_mode & 07777 : 0;
}

#endif
