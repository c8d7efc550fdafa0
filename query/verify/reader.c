#include "query/verify/reader.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "query/package/libarchive.h"

static enum pl_status
open_file(struct reader *r, struct pl_error *err)
{
	char first[PACKAGE_MAGIC_MAX];
	ssize_t n = pread(r->fd, first, sizeof first, 0);

	if (n < 0)
		return pl_fail_errno(err, PL_EIO, "cannot read '%s'", r->path);
	r->kind = package_kind_of(span_of(first, (size_t)n));
	if (r->kind == NULL)
		return pl_fail(err, PL_EFORMAT,
		    "'%s' is no bundle: neither a folder nor a .zip, .tar.gz "
		    "or .tar.zst",
		    r->path);
	return libarchive_load(&r->lib, err);
}

enum pl_status
reader_open(struct reader *r, const char *path, struct pl_error *err)
{
	struct stat st;

	*r = (struct reader){ .path = xstrdup(path) };
	r->fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (r->fd < 0 || fstat(r->fd, &st) != 0)
		return pl_fail_errno(err, PL_EIO, "cannot open '%s'", path);
	if (S_ISDIR(st.st_mode))
		return PL_OK;
	if (!S_ISREG(st.st_mode))
		return pl_fail(err, PL_EFORMAT,
		    "'%s' is neither a file nor a folder", path);
	return open_file(r, err);
}

void
reader_close(struct reader *r)
{
	if (r->path == NULL)
		return;
	for (size_t i = 0; i < r->count; i++)
		free(r->members[i].name);
	free(r->members);
	if (r->fd >= 0)
		close(r->fd);
	free(r->path);
	*r = (struct reader){ .fd = -1 };
}

struct reader_member *
reader_add(struct reader *r, const char *name)
{
	r->name_bytes += strlen(name) + 1;
	if (r->count == READER_MEMBERS_MAX ||
	    r->name_bytes > READER_NAMES_MAX) {
		reader_damage(r, "it holds too many files");
		return NULL;
	}
	r->members =
	    xgrow(r->members, r->count, &r->capacity, sizeof *r->members);
	struct reader_member *m = &r->members[r->count++];
	*m = (struct reader_member){ .name = xstrdup(name) };
	return m;
}

void
reader_damage(struct reader *r, const char *why)
{
	if (r->damage[0] == '\0')
		snprintf(r->damage, sizeof r->damage, "%s", why);
}

static int
by_name(const void *a, const void *b)
{
	const struct reader_member *x = a, *y = b;

	return strcmp(x->name, y->name);
}

enum pl_status
reader_list(struct reader *r, struct pl_error *err)
{
	enum pl_status rc =
	    r->kind != NULL ? packed_list(r, err) : folder_list(r, err);

	if (r->count > 1)
		qsort(r->members, r->count, sizeof *r->members, by_name);
	return rc;
}

enum pl_status
reader_stream_open(struct reader_stream *s, struct reader *r, const char *name,
    struct pl_error *err)
{
	*s = (struct reader_stream){ .reader = r, .fd = -1 };
	return r->kind != NULL ? packed_stream(s, name, err)
			       : folder_stream(s, name, err);
}

void
reader_stream_close(struct reader_stream *s)
{
	if (s->archive != NULL)
		packed_stream_close(s);
	if (s->fd >= 0)
		close(s->fd);
	*s = (struct reader_stream){ .fd = -1 };
}
