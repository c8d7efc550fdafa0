/* A bundle that somebody else made, or changed: a folder or a packed file.
 * Nothing is unpacked, and no name in it is ever used as a path; of a folder,
 * links are not followed. */
#ifndef QUERY_VERIFY_READER_H
#define QUERY_VERIFY_READER_H

#include "query/package/package.h"
#include "query/verify/lines.h"

/* How many members there may be: their names and hashes are held in memory. */
#define READER_MEMBERS_MAX 5000000
/* Bytes of their names together: a few million objects by their keys.  What is
 * packed well says nothing of how much it becomes. */
#define READER_NAMES_MAX ((size_t)512 << 20)
/* The longest path of a member, and how deep folders may nest. */
#define READER_PATH_MAX  4096
#define READER_DEPTH_MAX 64

struct reader_member {
	char *name; /* owned */
	uint64_t size;
	uint8_t sha256[PL_SHA256_BYTES];
	const char *strange; /* what it is if no regular file, else NULL */
	bool folder;         /* that is what it is */
};

struct reader {
	char *path;                      /* owned */
	int fd;                          /* of the folder or the file */
	const struct package_kind *kind; /* NULL: a folder */
	const struct libarchive *lib;    /* NULL: a folder */
	struct reader_member *members;   /* by name, once listed; owned */
	size_t count, capacity;
	size_t name_bytes; /* of all names together */
	char damage[300];  /* why not all could be listed, else "" */
};

/* PL_EIO where it cannot be opened, PL_EFORMAT where it is nothing that a
 * bundle can be. */
PL_CHECKED enum pl_status reader_open(
    struct reader *r, const char *path, struct pl_error *err);
void reader_close(struct reader *r);

/* Read all of it: the members, sorted. */
PL_CHECKED enum pl_status reader_list(struct reader *r, struct pl_error *err);

/* The bytes of one member, as a source of lines.  PL_ENOTFOUND without
 * such a member. */
struct reader_stream {
	struct reader *reader;
	int fd;                  /* in a folder */
	struct archive *archive; /* in a packed file */
	struct byte_source source;
};
PL_CHECKED enum pl_status reader_stream_open(struct reader_stream *s,
    struct reader *r, const char *name, struct pl_error *err);
void reader_stream_close(struct reader_stream *s);

/* ---- between reader.c, reader_folder.c and reader_packed.c ---- */

/* The next member, to be filled in; NULL where there are too many. */
struct reader_member *reader_add(struct reader *r, const char *name);
void reader_damage(struct reader *r, const char *why);

PL_CHECKED enum pl_status folder_list(struct reader *r, struct pl_error *err);
PL_CHECKED enum pl_status folder_stream(
    struct reader_stream *s, const char *name, struct pl_error *err);
PL_CHECKED enum pl_status packed_list(struct reader *r, struct pl_error *err);
PL_CHECKED enum pl_status packed_stream(
    struct reader_stream *s, const char *name, struct pl_error *err);
void packed_stream_close(struct reader_stream *s);

#endif
