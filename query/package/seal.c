#include "query/package/seal.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"

#define CHUNK    ((size_t)1 << 20)
#define HEX      ((size_t)PL_SHA256_TEXT - 1)
#define SEAL_MAX 256

static size_t
length_of(const struct package_kind *kind)
{
	return kind->seal_before.n + HEX + kind->seal_after.n;
}

/* Up to n bytes from that place on, less only at the end of the file. */
static ssize_t
read_at(int fd, char *p, size_t n, off_t at)
{
	size_t done = 0;

	while (done < n) {
		ssize_t got = pread(fd, p + done, n - done, at + (off_t)done);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -1;
		if (got == 0)
			break;
		done += (size_t)got;
	}
	return (ssize_t)done;
}

static enum pl_status
hash_until(int fd, off_t end, const char *path, char out[PL_SHA256_TEXT],
    struct pl_error *err)
{
	struct pl_hasher *h = pl_hasher_new();
	uint8_t hash[PL_SHA256_BYTES];
	char *chunk = xmalloc(CHUNK);
	enum pl_status rc = PL_OK;

	for (off_t at = 0; rc == PL_OK && at < end;) {
		size_t want =
		    end - at < (off_t)CHUNK ? (size_t)(end - at) : CHUNK;
		ssize_t n = read_at(fd, chunk, want, at);

		if (n <= 0)
			rc = pl_fail_errno(
			    err, PL_EIO, "cannot read '%s'", path);
		else
			pl_hasher_add(h, span_of(chunk, (size_t)n));
		at += n;
	}
	pl_hasher_end(h, hash);
	pl_sha256_text(hash, out);
	pl_hasher_free(h);
	free(chunk);
	return rc;
}

enum pl_status
seal_write(const struct package_kind *kind, int fd, const char *path,
    struct pl_error *err)
{
	char hash[PL_SHA256_TEXT];
	struct stat st;
	struct buf seal;
	enum pl_status rc;

	if (fstat(fd, &st) != 0 || st.st_size < (off_t)kind->seal_cut ||
	    ftruncate(fd, st.st_size - (off_t)kind->seal_cut) != 0)
		return pl_fail_errno(err, PL_EIO, "cannot write '%s'", path);
	st.st_size -= (off_t)kind->seal_cut;
	rc = hash_until(fd, st.st_size, path, hash, err);
	if (rc != PL_OK)
		return rc;
	buf_init(&seal, BUF_UNLIMITED);
	buf_addspan(&seal, kind->seal_before);
	buf_adds(&seal, hash);
	buf_addspan(&seal, kind->seal_after);
	if (lseek(fd, st.st_size, SEEK_SET) < 0)
		rc = pl_fail_errno(err, PL_EIO, "cannot write '%s'", path);
	else
		rc = stream_write_all(fd, buf_span(&seal), path, err);
	buf_release(&seal);
	return rc;
}

enum pl_status
seal_check(const struct package_kind *kind, int fd, const char *path,
    enum seal_state *out, struct pl_error *err)
{
	char hash[PL_SHA256_TEXT], seal[SEAL_MAX];
	size_t n = length_of(kind);
	struct stat st;
	struct span found, hex;
	enum pl_status rc;

	*out = SEAL_MISSING;
	if (fstat(fd, &st) != 0)
		return pl_fail_errno(err, PL_EIO, "cannot read '%s'", path);
	if (st.st_size < (off_t)n)
		return PL_OK;
	if (read_at(fd, seal, n, st.st_size - (off_t)n) != (ssize_t)n)
		return pl_fail_errno(err, PL_EIO, "cannot read '%s'", path);
	found = span_of(seal, n);
	hex = span_of(seal + kind->seal_before.n, HEX);
	if (memcmp(found.p, kind->seal_before.p, kind->seal_before.n) != 0 ||
	    !span_equal(
		span_of(hex.p + HEX, kind->seal_after.n), kind->seal_after))
		return PL_OK;
	rc = hash_until(fd, st.st_size - (off_t)n, path, hash, err);
	if (rc == PL_OK)
		*out = span_is(hex, hash) ? SEAL_WHOLE : SEAL_BROKEN;
	return rc;
}
