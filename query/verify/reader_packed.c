/* A bundle in one file, read through libarchive. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"
#include "query/package/libarchive.h"
#include "query/verify/reader.h"

#define CHUNK ((size_t)256 << 10)

static const char *
why(const struct reader *r, struct archive *a)
{
	const char *text = r->lib->archive_error_string(a);

	return text != NULL ? text : "unknown damage";
}

/* Begin at the first member; NULL where libarchive makes nothing of it. */
static struct archive *
begin(struct reader *r)
{
	const struct libarchive *lib = r->lib;
	struct archive *a = lib->archive_read_new();

	if (a == NULL)
		abort(); /* out of memory */
	lib->archive_read_support_format_tar(a);
	lib->archive_read_support_format_zip(a);
	lib->archive_read_support_filter_gzip(a);
	lib->archive_read_support_filter_zstd(a);
	if (lseek(r->fd, 0, SEEK_SET) == 0 &&
	    lib->archive_read_open_fd(a, r->fd, CHUNK) == ARCHIVE_OK)
		return a;
	reader_damage(r, why(r, a));
	lib->archive_read_free(a);
	return NULL;
}

static const char *
strangeness(const struct libarchive *lib, struct archive_entry *entry)
{
	if (lib->archive_entry_hardlink(entry) != NULL ||
	    lib->archive_entry_filetype(entry) == AE_IFLNK)
		return "a link";
	if (lib->archive_entry_filetype(entry) == AE_IFDIR)
		return "a folder by itself";
	/* No export has one, and its holes may take years to read. */
	if (lib->archive_entry_sparse_count(entry) > 0)
		return "a file with holes";
	return lib->archive_entry_filetype(entry) == AE_IFREG
	    ? NULL
	    : "a special file";
}

static void
hash_member(struct reader *r, struct archive *a, struct reader_member *m)
{
	struct pl_hasher *h = pl_hasher_new();
	char *chunk = xmalloc(CHUNK);
	la_ssize_t n;

	while ((n = r->lib->archive_read_data(a, chunk, CHUNK)) > 0) {
		pl_hasher_add(h, span_of(chunk, (size_t)n));
		m->size += (uint64_t)n;
	}
	if (n < 0)
		reader_damage(r, why(r, a));
	pl_hasher_end(h, m->sha256);
	pl_hasher_free(h);
	free(chunk);
}

enum pl_status
packed_list(struct reader *r, struct pl_error *err)
{
	const struct libarchive *lib = r->lib;
	struct archive *a = begin(r);
	struct archive_entry *entry;
	struct reader_member *m;
	const char *name;
	int result = ARCHIVE_OK;

	(void)err;
	while (a != NULL &&
	    (result = lib->archive_read_next_header(a, &entry)) >=
		ARCHIVE_WARN &&
	    result != ARCHIVE_EOF) {
		name = lib->archive_entry_pathname(entry);
		m = reader_add(r,
		    name != NULL && strlen(name) <= READER_PATH_MAX
			? name
			: "(a name that cannot be read)");
		if (m == NULL)
			break;
		m->strange = strangeness(lib, entry);
		m->folder = m->strange != NULL &&
		    lib->archive_entry_filetype(entry) == AE_IFDIR;
		if (m->strange == NULL)
			hash_member(r, a, m);
	}
	if (a != NULL && result < ARCHIVE_WARN)
		reader_damage(r, why(r, a));
	if (a != NULL)
		lib->archive_read_free(a);
	return PL_OK;
}

static enum pl_status
read_member(
    void *context, char *p, size_t n, size_t *got, struct pl_error *err)
{
	struct reader_stream *s = context;
	la_ssize_t done = s->reader->lib->archive_read_data(s->archive, p, n);

	*got = done > 0 ? (size_t)done : 0;
	if (done < 0)
		return pl_fail(err, PL_EFORMAT, "cannot be read: %s",
		    why(s->reader, s->archive));
	return PL_OK;
}

/* A reader of its own place in the file: several streams may be open. */
static int
own_descriptor(struct reader_stream *s)
{
	char path[64];

	snprintf(path, sizeof path, "/proc/self/fd/%d", s->reader->fd);
	return open(path, O_RDONLY | O_CLOEXEC);
}

enum pl_status
packed_stream(struct reader_stream *s, const char *name, struct pl_error *err)
{
	const struct libarchive *lib = s->reader->lib;
	struct reader own = *s->reader;
	struct archive_entry *entry;

	own.fd = s->fd = own_descriptor(s);
	if (s->fd < 0)
		return pl_fail_errno(
		    err, PL_EIO, "cannot open '%s' again", s->reader->path);
	s->archive = begin(&own);
	s->source = (struct byte_source){ read_member, s };
	while (s->archive != NULL &&
	    lib->archive_read_next_header(s->archive, &entry) == ARCHIVE_OK) {
		const char *found = lib->archive_entry_pathname(entry);

		if (found != NULL && strcmp(found, name) == 0)
			return PL_OK;
	}
	return pl_fail(err, PL_ENOTFOUND, "there is no '%s' in '%s'", name,
	    s->reader->path);
}

void
packed_stream_close(struct reader_stream *s)
{
	s->reader->lib->archive_read_free(s->archive);
}
