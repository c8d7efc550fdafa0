/* A bundle in one file, through libarchive.  Members bear no time and no
 * owner, so that the same members make the same bytes. */
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"
#include "query/package/libarchive.h"
#include "query/package/package.h"
#include "query/package/seal.h"

#define CHUNK ((size_t)256 << 10)

struct packed {
	const struct libarchive *lib;
	const struct package_kind *kind;
	const char *path; /* for messages; borrowed */
	int fd;           /* borrowed */
	struct archive *archive;
	struct pl_error why; /* a failed write's */
};

/* Once a write has failed nothing more is written, but libarchive does not
 * hear of it: it leaks what it has when it must give up.  Whoever called it
 * looks at p->why instead. */
static la_ssize_t
on_write(struct archive *a, void *context, const void *bytes, size_t n)
{
	struct packed *p = context;

	(void)a;
	if (p->why.status == PL_OK)
		(void)!stream_write_all(
		    p->fd, span_of(bytes, n), p->path, &p->why);
	return (la_ssize_t)n;
}

/* What came of a call: a failed write, or what libarchive itself refused. */
static enum pl_status
judge(const struct packed *p, bool done, struct pl_error *err)
{
	const char *text = p->lib->archive_error_string(p->archive);

	if (p->why.status != PL_OK)
		return pl_fail(err, p->why.status, "%s", p->why.text);
	if (done)
		return PL_OK;
	return pl_fail(err, PL_EIO, "cannot write '%s': %s", p->path,
	    text != NULL ? text : "libarchive does not say why");
}

/* Warnings too: none is expected, and each could mean other bytes. */
static bool
begin(struct packed *p)
{
	const struct libarchive *lib = p->lib;
	struct archive *a = p->archive;

	return lib->archive_write_set_format_by_name(a, p->kind->format) ==
	    ARCHIVE_OK &&
	    (p->kind->filter == NULL ||
		lib->archive_write_add_filter_by_name(a, p->kind->filter) ==
		    ARCHIVE_OK) &&
	    /* No padding behind what is compressed. */
	    lib->archive_write_set_bytes_in_last_block(a, 1) == ARCHIVE_OK &&
	    lib->archive_write_set_options(a, p->kind->options) ==
	    ARCHIVE_OK &&
	    lib->archive_write_open(a, p, NULL, on_write, NULL) == ARCHIVE_OK;
}

enum pl_status
packed_open(const struct package_kind *kind, int fd, const char *path,
    struct packed **out, struct pl_error *err)
{
	struct packed *p = xcalloc(1, sizeof *p);
	enum pl_status rc;

	*out = NULL;
	p->kind = kind;
	p->path = path;
	p->fd = fd;
	rc = libarchive_load(&p->lib, err);
	if (rc != PL_OK)
		goto done;
	p->archive = p->lib->archive_write_new();
	if (p->archive == NULL)
		abort(); /* out of memory */
	rc = judge(p, begin(p), err);
	if (rc != PL_OK)
		goto done;
	*out = p;
	p = NULL; /* handed over */
done:
	packed_close(p);
	return rc;
}

void
packed_close(struct packed *p)
{
	if (p == NULL)
		return;
	/* What it still holds is of no use where it was not finished. */
	if (p->why.status == PL_OK)
		p->why.status = PL_ESTOP;
	if (p->archive != NULL)
		p->lib->archive_write_free(p->archive);
	free(p);
}

static enum pl_status
add_header(
    struct packed *p, const char *name, uint64_t size, struct pl_error *err)
{
	const struct libarchive *lib = p->lib;
	struct archive_entry *entry = lib->archive_entry_new();
	int result;

	if (entry == NULL)
		abort(); /* out of memory */
	lib->archive_entry_set_pathname(entry, name);
	lib->archive_entry_set_filetype(entry, AE_IFREG);
	lib->archive_entry_set_perm(entry, 0600);
	lib->archive_entry_set_size(entry, (la_int64_t)size);
	/* A zip has local time; before 1980, though, it has none at all. */
	lib->archive_entry_set_mtime(entry, 0, 0);
	result = lib->archive_write_header(p->archive, entry);
	lib->archive_entry_free(entry);
	return judge(p, result == ARCHIVE_OK, err);
}

static enum pl_status
add_bytes(struct packed *p, struct span bytes, struct pl_error *err)
{
	enum pl_status rc = PL_OK;

	while (rc == PL_OK && bytes.n > 0) {
		la_ssize_t n =
		    p->lib->archive_write_data(p->archive, bytes.p, bytes.n);

		rc = judge(p, n > 0, err);
		if (rc == PL_OK)
			bytes = span_of(bytes.p + n, bytes.n - (size_t)n);
	}
	return rc;
}

static enum pl_status
add_file(struct packed *p, int fd, uint64_t size, struct pl_error *err)
{
	char *chunk = xmalloc(CHUNK);
	enum pl_status rc = PL_OK;
	off_t at = 0;

	while (rc == PL_OK && (uint64_t)at < size) {
		ssize_t n = pread(fd, chunk, CHUNK, at);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			rc = pl_fail_errno(err, PL_EIO,
			    "cannot read back a part of '%s'", p->path);
		else
			rc = add_bytes(p, span_of(chunk, (size_t)n), err);
		at += n;
	}
	free(chunk);
	return rc;
}

enum pl_status
packed_add(struct packed *p, const char *name, int fd, uint64_t size,
    struct span bytes, struct pl_error *err)
{
	enum pl_status rc = add_header(p, name, size, err);

	if (rc == PL_OK)
		rc = fd >= 0 ? add_file(p, fd, size, err)
			     : add_bytes(p, bytes, err);
	return rc;
}

enum pl_status
packed_finish(struct packed *p, struct pl_error *err)
{
	bool closed = p->lib->archive_write_close(p->archive) == ARCHIVE_OK;
	enum pl_status rc = judge(p, closed, err);

	if (rc != PL_OK)
		return rc;
	return seal_write(p->kind, p->fd, p->path, err);
}
