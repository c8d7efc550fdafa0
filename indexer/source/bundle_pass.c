#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "indexer/source/bundle.h"

#define READ_BYTES ((size_t)256 << 10)

static const char *
why(struct archive *a)
{
	const char *text = archive_error_string(a);

	return text != NULL && *text != '\0' ? text : "unknown damage";
}

/* Only what is accepted: support for "all" would take a text file for an
 * mtree, and start programs for exotic compressions. */
static struct archive *
reader(void)
{
	struct archive *a = archive_read_new();

	if (a == NULL)
		return NULL;
	archive_read_support_format_tar(a);
	archive_read_support_format_zip(a);
	archive_read_support_filter_gzip(a);
	archive_read_support_filter_zstd(a);
	archive_read_support_filter_xz(a);
	archive_read_support_filter_bzip2(a);
	/* One tar behind another is read to the end, and so is what is no tar
	 * at all: a cut shall not look like an end. */
	archive_read_set_format_option(
	    a, "tar", "read_concatenated_archives", "1");
	return a;
}

enum pl_status
bundle_pass_begin(struct bundle_pass *p, const char *path, locale_t names,
    struct pl_error *err)
{
	memset(p, 0, sizeof *p);
	p->outside = uselocale(names);
	p->fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (p->fd < 0 || fstat(p->fd, &p->stat) != 0)
		return pl_fail_errno(err, PL_EIO, "cannot open '%s'", path);
	if (!S_ISREG(p->stat.st_mode))
		return pl_fail(err, PL_EFORMAT, "no regular file");
	p->a = reader();
	if (p->a == NULL)
		return pl_fail(err, PL_EFORMAT, "out of memory");
	if (archive_read_open_fd(p->a, p->fd, READ_BYTES) == ARCHIVE_OK)
		return PL_OK;
	/* For what it does not know at all libarchive has an errno, for a
	 * compression that breaks off it has none and says so with -1. */
	p->torn = archive_errno(p->a) < 0;
	return pl_fail(err, PL_EFORMAT, "%s", why(p->a));
}

void
bundle_pass_end(struct bundle_pass *p)
{
	archive_read_free(p->a);
	if (p->fd >= 0)
		close(p->fd);
	uselocale(p->outside);
}

/* Whether a zip ends with its directory, sought where libarchive seeks it. */
static bool
has_directory(const struct bundle_pass *p)
{
	static const char mark[] = { 'P', 'K', 5, 6 };
	char tail[16 << 10];
	off_t size = p->stat.st_size;
	off_t at = size > (off_t)sizeof tail ? size - (off_t)sizeof tail : 0;
	ssize_t n = pread(p->fd, tail, sizeof tail, at);

	return n > 0 && memmem(tail, (size_t)n, mark, sizeof mark) != NULL;
}

/* libarchive takes the end of the file for the end of a bundle, though it may
 * have been cut between two members.  A whole tar ends with empty blocks,
 * which were read if the position moved; a whole zip ends with a directory,
 * and one without is read by its members' headers. */
static enum pl_status
at_end(struct bundle_pass *p, int64_t before)
{
	int format = archive_format(p->a) & ARCHIVE_FORMAT_BASE_MASK;

	p->ended = format == ARCHIVE_FORMAT_ZIP
	    ? has_directory(p)
	    : archive_filter_bytes(p->a, 0) > before;
	return PL_END;
}

enum pl_status
bundle_pass_next(struct bundle_pass *p, struct pl_error *err)
{
	/* What is left of the last member is skipped on its own, so that a
	 * header's damage is told from a member's. */
	if (p->next > 0 && archive_read_data_skip(p->a) == ARCHIVE_FATAL)
		return pl_fail(err, PL_EFORMAT, "%s", why(p->a));
	while (p->damage < BUNDLE_DAMAGE_MAX) {
		int64_t before = archive_filter_bytes(p->a, 0);
		int rc = archive_read_next_header(p->a, &p->entry);

		if (rc == ARCHIVE_EOF)
			return at_end(p, before);
		if (rc == ARCHIVE_OK || rc == ARCHIVE_WARN) {
			p->index = p->next++;
			return PL_OK;
		}
		if (p->damage++ == 0)
			snprintf(p->damage_text, sizeof p->damage_text, "%s",
			    why(p->a));
		if (rc != ARCHIVE_RETRY)
			break;
	}
	return pl_fail(err, PL_EFORMAT, "%s", why(p->a));
}

enum pl_status
bundle_pass_read(
    struct bundle_pass *p, size_t limit, struct buf *out, struct pl_error *err)
{
	size_t begin = out->n;

	for (;;) {
		const void *block;
		size_t n;
		la_int64_t offset;
		int rc = archive_read_data_block(p->a, &block, &n, &offset);

		if (rc == ARCHIVE_EOF)
			return PL_OK;
		if (rc == ARCHIVE_RETRY)
			continue;
		if (rc != ARCHIVE_OK)
			return pl_fail(err, PL_EFORMAT, "%s", why(p->a));
		size_t have = out->n - begin;
		/* A sparse member's holes come as a jump of the offset. */
		if (offset < 0 || (size_t)offset < have ||
		    (size_t)offset > limit || n > limit - (size_t)offset)
			return pl_fail(err, PL_ELIMIT,
			    "more than the %zu bytes there should be", limit);
		size_t hole = (size_t)offset - have;
		enum pl_status status = buf_reserve(out, hole + n, err);
		if (status != PL_OK)
			return status;
		memset(out->p + out->n, 0, hole);
		out->n += hole;
		status = buf_append(out, block, n, err);
		if (status != PL_OK)
			return status;
	}
}

const char *
bundle_pass_path(const struct bundle_pass *p)
{
	const char *path = archive_entry_pathname_utf8(p->entry);

	/* Bytes that are no UTF-8 come only as they are. */
	return path != NULL ? path : archive_entry_pathname(p->entry);
}
