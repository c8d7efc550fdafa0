#include "query/package/package.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"

#define BYTES(text)                                                           \
	{                                                                     \
		text, sizeof text - 1                                         \
	}
/* 81 bytes with the hash, which the formats below have as a length. */
#define SEAL_LABEL "promptlog-sha256:"

static const struct package_kind kinds[] = {
	{ .name = "folder" },
	{
	    .name = "zip",
	    .suffix = ".zip",
	    .format = "zip",
	    .options = "zip:compression=deflate,zip:compression-level=6",
	    .magic = BYTES("PK\3\4"),
	    /* The comment, and its length, which was 0. */
	    .seal_cut = 2,
	    .seal_before = BYTES("\x51\0" SEAL_LABEL),
	},
	{
	    .name = "tar.zst",
	    .suffix = ".tar.zst",
	    .format = "paxr",
	    .filter = "zstd",
	    .options = "zstd:compression-level=3",
	    .magic = BYTES("\x28\xB5\x2F\xFD"),
	    .seal_before = BYTES("\x50\x2A\x4D\x18\x51\0\0\0" SEAL_LABEL),
	},
	{
	    .name = "tar.gz",
	    .suffix = ".tar.gz",
	    .format = "paxr",
	    .filter = "gzip",
	    .options = "gzip:compression-level=6,gzip:!timestamp",
	    .magic = BYTES("\x1F\x8B"),
	    /* A member with a comment and nothing else. */
	    .seal_before = BYTES("\x1F\x8B\x08\x10\0\0\0\0\0\xFF" SEAL_LABEL),
	    .seal_after = BYTES("\0\x03\0\0\0\0\0\0\0\0\0"),
	},
};
#define KINDS (sizeof kinds / sizeof *kinds)

const struct package_kind *
package_kind_folder(void)
{
	return &kinds[0];
}

const struct package_kind *
package_kind_for(const char *path)
{
	for (size_t i = 0; i < KINDS; i++)
		if (kinds[i].suffix != NULL &&
		    span_ends(span_str(path), kinds[i].suffix))
			return &kinds[i];
	return &kinds[0];
}

bool
package_looks_packed(const char *path)
{
	static const char *const suffixes[] = { ".zip", ".tar", ".tgz",
		".tzst", ".gz", ".zst", ".xz", ".bz2", ".7z" };
	size_t n = strlen(path);

	for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++) {
		size_t length = strlen(suffixes[i]);

		if (n >= length &&
		    strcasecmp(path + n - length, suffixes[i]) == 0)
			return true;
	}
	return false;
}

const struct package_kind *
package_kind_of(struct span first)
{
	for (size_t i = 0; i < KINDS; i++) {
		struct span magic = kinds[i].magic;

		if (magic.n > 0 && first.n >= magic.n &&
		    memcmp(first.p, magic.p, magic.n) == 0)
			return &kinds[i];
	}
	return NULL;
}

enum pl_status
package_open(struct package *p, const struct package_kind *kind,
    const char *path, bool force, struct pl_error *err)
{
	bool folder = kind->suffix == NULL;
	enum pl_status rc;

	*p = (struct package){ .kind = kind };
	rc = aside_open(&p->aside, path, folder, force, err);
	if (rc == PL_OK && !folder)
		rc = packed_open(
		    kind, p->aside.fd, p->aside.path, &p->packed, err);
	return rc;
}

void
package_close(struct package *p)
{
	packed_close(p->packed);
	aside_close(&p->aside);
	for (size_t i = 0; i < p->count; i++)
		free(p->members[i].name);
	free(p->members);
	*p = (struct package){ 0 };
}

enum pl_status
package_commit(struct package *p, struct pl_error *err)
{
	enum pl_status rc = PL_OK;

	if (p->packed != NULL)
		rc = packed_finish(p->packed, err);
	return rc == PL_OK ? aside_commit(&p->aside, err) : rc;
}

/* Make the folders above a file. */
static enum pl_status
make_folders(char *path, size_t from, struct pl_error *err)
{
	for (char *p = strchr(path + from, '/'); p != NULL;
	     p = strchr(p + 1, '/')) {
		*p = '\0';
		if (mkdir(path, 0700) != 0 && errno != EEXIST)
			return pl_fail_errno(
			    err, PL_EIO, "cannot make the folder '%s'", path);
		*p = '/';
	}
	return PL_OK;
}

static enum pl_status
create_in_folder(
    struct package *p, const char *name, int *fd, struct pl_error *err)
{
	char *path = xasprintf("%s/%s", p->aside.made, name);
	enum pl_status rc = make_folders(path, strlen(p->aside.made) + 1, err);

	if (rc == PL_OK) {
		*fd =
		    open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
		if (*fd < 0)
			rc = pl_fail_errno(err, PL_EIO,
			    "cannot create '%s' in '%s'", name, p->aside.path);
	}
	free(path);
	return rc;
}

/* A file without a name, beside the one that it will become part of: an
 * archive must know a member's size before its first byte. */
static enum pl_status
create_spool(struct package *p, int *fd, struct pl_error *err)
{
	char *path = xasprintf("%s.part-XXXXXX", p->aside.path);
	enum pl_status rc = PL_OK;

	*fd = mkostemp(path, O_CLOEXEC);
	if (*fd >= 0)
		unlink(path);
	else
		rc = pl_fail_errno(err, PL_EIO, "cannot create '%s'", path);
	free(path);
	return rc;
}

enum pl_status
package_begin(struct package *p, const char *name, struct stream *s,
    struct pl_error *err)
{
	int fd = -1;
	enum pl_status rc = p->packed != NULL
	    ? create_spool(p, &fd, err)
	    : create_in_folder(p, name, &fd, err);

	*s = (struct stream){ .fd = -1 };
	if (rc == PL_OK)
		stream_open(s, fd, p->aside.path);
	return rc;
}

static void
note_member(struct package *p, const char *name, uint64_t size,
    const uint8_t sha256[PL_SHA256_BYTES])
{
	struct package_member *m;

	p->members =
	    xgrow(p->members, p->count, &p->capacity, sizeof *p->members);
	m = &p->members[p->count++];
	m->name = xstrdup(name);
	m->size = size;
	memcpy(m->sha256, sha256, PL_SHA256_BYTES);
}

enum pl_status
package_end(struct package *p, const char *name, struct stream *s,
    struct pl_error *err)
{
	enum pl_status rc = stream_finish(s, err);

	if (rc == PL_OK && p->packed != NULL)
		rc = packed_add(
		    p->packed, name, s->fd, s->size, span_of(NULL, 0), err);
	if (rc == PL_OK)
		note_member(p, name, s->size, s->sha256);
	stream_close(s);
	return rc;
}

enum pl_status
package_add(struct package *p, const char *name, struct span bytes,
    struct pl_error *err)
{
	uint8_t sha256[PL_SHA256_BYTES];
	int fd = -1;
	enum pl_status rc;

	pl_sha256(bytes, sha256);
	if (p->packed != NULL) {
		rc = packed_add(p->packed, name, -1, bytes.n, bytes, err);
	} else {
		rc = create_in_folder(p, name, &fd, err);
		if (rc == PL_OK)
			rc = stream_write_all(fd, bytes, p->aside.path, err);
	}
	if (fd >= 0)
		close(fd);
	if (rc == PL_OK)
		note_member(p, name, bytes.n, sha256);
	return rc;
}

static bool
is_plain(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
	    (c >= 'a' && c <= 'z') || c == '-' || c == '_' || c == '.' ||
	    c == '=' || c == '+' || c == '@' || c == ',';
}

/* One component of a path. */
static void
add_component(struct buf *out, struct span part)
{
	bool dots = span_is(part, ".") || span_is(part, "..");

	for (size_t i = 0; i < part.n; i++) {
		if (is_plain(part.p[i]) && !dots)
			buf_addc(out, part.p[i]);
		else
			buf_addf(out, "%%%02X", (unsigned char)part.p[i]);
	}
}

void
package_name(struct buf *out, struct span text, bool folders)
{
	for (size_t begin = 0, end; begin <= text.n; begin = end + 1) {
		for (end = begin;
		     end < text.n && !(folders && text.p[end] == '/');)
			end++;
		if (begin > 0)
			buf_addc(out, '/');
		add_component(out, span_of(text.p + begin, end - begin));
	}
}

bool
package_is_name(struct span name)
{
	size_t begin = 0;

	for (size_t i = 0; i <= name.n; i++) {
		struct span part = span_of(name.p + begin, i - begin);

		if (i < name.n && name.p[i] != '/') {
			if (!is_plain(name.p[i]) && name.p[i] != '%')
				return false;
			continue;
		}
		if (part.n == 0 || span_is(part, ".") || span_is(part, ".."))
			return false;
		begin = i + 1;
	}
	return true;
}
