/* Lines out of a stream, one in memory at a time. */
#ifndef QUERY_VERIFY_LINES_H
#define QUERY_VERIFY_LINES_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"

/* The longest line: a record whose object is as large as one may be, each of
 * its characters escaped. */
#define LINES_LENGTH_MAX ((size_t)1 << 30)

/* Where the bytes come from: at most n of them to p, *got = 0 at the end. */
struct byte_source {
	enum pl_status (*read)(void *context, char *p, size_t n, size_t *got,
	    struct pl_error *err);
	void *context;
};

struct lines {
	struct byte_source source;
	struct buf text; /* read, from the line last given out on */
	size_t begin;    /* of the next line */
	bool ended;      /* the source has no more */
	uint64_t number; /* of the line last given out, from 1 */
};

void lines_begin(struct lines *l, const struct byte_source *source);
void lines_end(struct lines *l);

/* The next line without its newline, valid until the one after it; PL_END
 * behind the last.  PL_EFORMAT where the last has no newline, PL_ELIMIT where
 * one is too long. */
PL_CHECKED enum pl_status lines_next(
    struct lines *l, struct span *out, struct pl_error *err);

#endif
