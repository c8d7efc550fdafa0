/* A file being written from its beginning to its end: gathered, counted,
 * hashed on the way. */
#ifndef QUERY_PACKAGE_STREAM_H
#define QUERY_PACKAGE_STREAM_H

#include "schema/sha256.h"

struct stream {
	int fd;         /* owned; -1: none */
	char *path;     /* for messages; owned */
	struct buf out; /* append what is to be written here */
	struct pl_hasher *hasher;
	uint64_t size; /* bytes written */
	/* After stream_finish. */
	uint8_t sha256[PL_SHA256_BYTES];
};

/* Take a file that is open for writing. */
void stream_open(struct stream *s, int fd, const char *path);
/* Closes the file; what was not written is lost. */
void stream_close(struct stream *s);

/* Write out what was gathered, if it has become much. */
PL_CHECKED enum pl_status stream_flow(struct stream *s, struct pl_error *err);
/* Write out the rest, and make the hash. */
PL_CHECKED enum pl_status stream_finish(
    struct stream *s, struct pl_error *err);

/* Write all of it. */
PL_CHECKED enum pl_status stream_write_all(
    int fd, struct span bytes, const char *path, struct pl_error *err);

#endif
