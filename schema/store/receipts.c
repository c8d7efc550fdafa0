/* What sweeps forgot, told by the files below receipts/. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"
#include "schema/copy.h"
#include "schema/shard/build.h"
#include "schema/store/writer.h"

/* A receipt names each object that was forgotten: this many take 1 GB. */
#define RECEIPT_BYTES_MAX ((size_t)1 << 30)

static enum pl_status
write_file(const char *path, struct span bytes, struct pl_error *err)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	enum pl_status rc = PL_OK;

	while (fd >= 0 && bytes.n > 0) {
		ssize_t n = write(fd, bytes.p, bytes.n);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			break;
		bytes = span_of(bytes.p + n, bytes.n - (size_t)n);
	}
	if (fd < 0 || bytes.n > 0 || fsync(fd) != 0)
		rc = pl_fail_errno(err, PL_EIO, "cannot write '%s'", path);
	if (fd >= 0)
		close(fd);
	return rc;
}

enum pl_status
pl_writer_put_receipt(struct pl_writer *w, const char *name,
    struct span document, struct pl_error *err)
{
	char *folder = xasprintf("%s/" STORE_RECEIPTS, w->path);
	char *file = xasprintf("%s/%s", folder, name);
	char *temporary = xasprintf("%s" SHARD_TEMPORARY, file);
	enum pl_status rc = writer_make_folder(w, folder, err);

	if (rc == PL_OK && unlink(temporary) != 0 && errno != ENOENT)
		rc = pl_fail_errno(
		    err, PL_EIO, "cannot remove '%s'", temporary);
	if (rc == PL_OK)
		rc = create_private(temporary, err);
	if (rc == PL_OK)
		rc = write_file(temporary, document, err);
	if (rc == PL_OK)
		rc = writer_protect(w, temporary, false, err);
	if (rc == PL_OK && rename(temporary, file) != 0)
		rc = pl_fail_errno(err, PL_EIO, "cannot replace '%s'", file);
	if (rc == PL_OK)
		rc = db_sync_path(folder, err);
	if (rc != PL_OK)
		unlink(temporary);
	free(folder);
	free(file);
	free(temporary);
	return rc;
}

/* What a killed sweep left in the making. */
enum pl_status
writer_clean_receipts(const struct pl_writer *w, struct pl_error *err)
{
	char *folder = xasprintf("%s/" STORE_RECEIPTS, w->path);
	DIR *d = opendir(folder);
	struct dirent *e;
	enum pl_status rc = PL_OK;

	while (d != NULL && rc == PL_OK && (e = readdir(d)) != NULL) {
		char *file = xasprintf("%s/%s", folder, e->d_name);

		if (span_ends(span_str(e->d_name), ".json" SHARD_TEMPORARY) &&
		    unlink(file) != 0)
			rc = pl_fail_errno(
			    err, PL_EIO, "cannot remove '%s'", file);
		free(file);
	}
	if (d != NULL)
		closedir(d);
	free(folder);
	return rc;
}

static enum pl_status
read_file(const char *path, struct buf *out, struct pl_error *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	ssize_t n = fd < 0 ? -1 : 0;
	enum pl_status rc = PL_OK;

	buf_clear(out);
	while (fd >= 0 && rc == PL_OK) {
		rc = buf_reserve(out, 65536, err);
		if (rc != PL_OK)
			break;
		n = read(fd, out->p + out->n, 65536);
		if (n <= 0)
			break;
		out->n += (size_t)n;
	}
	if (rc == PL_OK && n < 0)
		rc = pl_fail_errno(err, PL_EIO, "cannot read '%s'", path);
	if (fd >= 0)
		close(fd);
	return rc;
}

/* The line that a sweep wrote for people: «"summary": "…"». */
static struct span
find_summary(struct span document)
{
	static const char begin[] = "\"summary\": \"";
	const char *p = document.n > 0
	    ? memmem(document.p, document.n, begin, sizeof begin - 1)
	    : NULL;

	if (p == NULL)
		return span_of(NULL, 0);
	p += sizeof begin - 1;
	size_t left = document.n - (size_t)(p - document.p);
	const char *end = memchr(p, '"', left);
	return end != NULL ? span_of(p, (size_t)(end - p)) : span_of(NULL, 0);
}

static int
is_receipt(const struct dirent *e)
{
	return span_ends(span_str(e->d_name), ".json");
}

static int
newest_first(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*b)->d_name, (*a)->d_name);
}

enum pl_status
pl_index_receipts(const struct pl_index *ix, pl_receipt_visitor *visit,
    void *context, struct pl_error *err)
{
	char *folder = xasprintf("%s/" STORE_RECEIPTS, ix->path);
	struct dirent **list = NULL;
	int count = scandir(folder, &list, is_receipt, newest_first);
	struct buf document;
	enum pl_status rc = PL_OK;

	buf_init(&document, RECEIPT_BYTES_MAX);
	if (count < 0 && errno != ENOENT)
		rc = pl_fail_errno(
		    err, PL_EIO, "cannot open the folder '%s'", folder);
	for (int i = 0; i < count; i++) {
		char *below = xasprintf(STORE_RECEIPTS "/%s", list[i]->d_name);
		char *path = xasprintf("%s/%s", ix->path, below);

		if (rc == PL_OK)
			rc = read_file(path, &document, err);
		if (rc == PL_OK)
			visit(context, below,
			    find_summary(buf_span(&document)),
			    buf_span(&document));
		free(below);
		free(path);
		free(list[i]);
	}
	free(list);
	buf_release(&document);
	free(folder);
	return rc;
}

int64_t
pl_writer_run(const struct pl_writer *w)
{
	return w->run;
}
