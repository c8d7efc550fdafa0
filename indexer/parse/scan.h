/* Follows JSON's strings and brackets, and nothing else. */
#ifndef INDEXER_SCAN_H
#define INDEXER_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/status.h"

/* A text, and how far it has been read.  Each function leaves `at` behind what
 * it passed; on PL_EFORMAT (the text ends, or something else stands there) and
 * PL_ELIMIT *err says why, in bytes of the text. */
struct scan {
	struct span text;
	size_t at;
	bool faulty;  /* something outside strings is no JSON; until cleared */
	size_t fault; /* the first byte of that */
	struct pl_error *err;
};

/* The byte at `at`; 0, which begins nothing, at the end. */
static inline char
scan_peek(const struct scan *s)
{
	return s->at < s->text.n ? s->text.p[s->at] : '\0';
}

void scan_space(struct scan *s);

/* The string whose quote is at `at`. */
PL_CHECKED enum pl_status scan_string(struct scan *s);

/* A value that lies in `outer` objects and arrays, white space before it.
 * PL_ELIMIT: deeper than OBJECT_DEPTH_MAX, with those. */
PL_CHECKED enum pl_status scan_value(struct scan *s, int outer);

/* PL_EFORMAT, naming what is at `at` instead of what was wanted. */
PL_CHECKED enum pl_status scan_unexpected(struct scan *s, const char *wanted);

#endif
