/* A bundle of files being written: a folder, a zip or a tar.  A table says
 * what there is. */
#ifndef QUERY_PACKAGE_PACKAGE_H
#define QUERY_PACKAGE_PACKAGE_H

#include "query/package/aside.h"
#include "query/package/stream.h"

/* What a bundle holds: by these names a folder is known for one. */
#define BUNDLE_MANIFEST "manifest.json"
/* As sha256sum(1) has it, of every other file: so that a bundle can be checked
 * where there is no promptlog. */
#define BUNDLE_SUMS      "SHA256SUMS"
#define BUNDLE_README    "README.txt"
#define BUNDLE_RECORDS   "records." /* and a format's suffix */
#define ORIGINALS_FOLDER "originals"
#define TEXTS_FOLDER     "TEXT"
/* What every name in a folder of texts begins and ends with, see texts.h. */
#define TEXTS_PREFIX "PL"
#define TEXTS_SUFFIX ".txt"

struct package_kind {
	const char *name;    /* "zip" */
	const char *suffix;  /* ".zip"; NULL: a folder */
	const char *format;  /* libarchive's name */
	const char *filter;  /* libarchive's name, or NULL */
	const char *options; /* libarchive's: the same bytes each time */
	struct span magic;   /* what such a file begins with */
	/* The seal, see seal.h: bytes at the file's end that it takes the
	 * place of, and what stands before and behind its hash. */
	size_t seal_cut;
	struct span seal_before, seal_after;
};

const struct package_kind *package_kind_folder(void);
/* The kind for a path to be written, by its suffix: the folder where there is
 * none. */
const struct package_kind *package_kind_for(const char *path);
/* Whether people would take such a path for a packed file, of these kinds or
 * of another. */
bool package_looks_packed(const char *path);
/* The kind of a file, by its first bytes; NULL: none. */
const struct package_kind *package_kind_of(struct span first);
#define PACKAGE_MAGIC_MAX 4

struct package_member {
	char *name;
	uint64_t size;
	uint8_t sha256[PL_SHA256_BYTES];
};

struct packed; /* a file's inside, in packed.c */

struct package {
	const struct package_kind *kind;
	struct aside aside;
	struct packed *packed;          /* NULL: a folder */
	struct package_member *members; /* those that are complete; owned */
	size_t count, capacity;
};

PL_CHECKED enum pl_status package_open(struct package *p,
    const struct package_kind *kind, const char *path, bool force,
    struct pl_error *err);

/* A member, written through a stream.  Names are relative paths of plain
 * ASCII (package_name), each used once.  Several may be open at once. */
PL_CHECKED enum pl_status package_begin(struct package *p, const char *name,
    struct stream *s, struct pl_error *err);
/* Its stream is closed in any case. */
PL_CHECKED enum pl_status package_end(struct package *p, const char *name,
    struct stream *s, struct pl_error *err);
/* A member that is in memory. */
PL_CHECKED enum pl_status package_add(struct package *p, const char *name,
    struct span bytes, struct pl_error *err);

/* Finish, and put it in place. */
PL_CHECKED enum pl_status package_commit(
    struct package *p, struct pl_error *err);
/* Remove what was not committed. */
void package_close(struct package *p);

/* Append text as a member's name: bytes that a file system or a reader could
 * take for something else stand as %XX, "." and ".." too.  '/' stays where
 * `folders`. */
void package_name(struct buf *out, struct span text, bool folders);
/* Whether a member can have that name: it is relative, leads nowhere else, and
 * holds nothing but what package_name leaves. */
bool package_is_name(struct span name);

/* ---- between package.c and packed.c ---- */

/* Begin to write into that file, which stays the caller's. */
PL_CHECKED enum pl_status packed_open(const struct package_kind *kind, int fd,
    const char *path, struct packed **out, struct pl_error *err);
/* Add a member: the first `size` bytes of fd, or, where that is -1, `bytes`.
 */
PL_CHECKED enum pl_status packed_add(struct packed *p, const char *name,
    int fd, uint64_t size, struct span bytes, struct pl_error *err);
PL_CHECKED enum pl_status packed_finish(
    struct packed *p, struct pl_error *err);
void packed_close(struct packed *p);

#endif
