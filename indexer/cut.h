/* Cuts an object's JSON into its records without understanding them, so that
 * a break costs only what comes after it, and every record's place is known.
 *
 * It follows strings and brackets alone; whether a record is JSON, the parser
 * that gets it decides.  What that parser (json-c) would accept though it is
 * no JSON, or would change in silence, is flagged here. */
#ifndef INDEXER_CUT_H
#define INDEXER_CUT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/status.h"

enum cut_flag {
	CUT_SURROGATE = 1, /* a \ud800 that is no half of a pair */
	CUT_CONTROL = 2,   /* a control character bare in a string */
	CUT_INTEGER = 4,   /* an integer that 64 bits might not hold */
	CUT_FAULT = 8,     /* something outside strings that is no JSON */
	CUT_BARE = 16,     /* not from a `records` array or a bare array, but
			      a whole document without `records` */
};

struct cut {
	size_t begin, end; /* bytes of the element in the text */
	size_t fault;      /* byte of the first fault, with CUT_FAULT */
	unsigned flags;    /* of enum cut_flag */
};

struct cuts {
	struct cut *items;
	size_t count, capacity;
	struct buf others;   /* members beside `records`, as one JSON object;
				empty if there are none */
	const char *trouble; /* something that is left out, else NULL */
};

void cuts_init(struct cuts *c);
void cuts_release(struct cuts *c);

/* Find the records of every document in the text, in order: the elements of
 * `records` (of each, should there be several) or of a bare array, or the
 * document itself.  Documents follow each other with nothing but white space
 * between them.  Replaces what is in *out.
 *
 * PL_EFORMAT: the text breaks off or is no JSON; *out holds the records that
 * are complete before that.  PL_ELIMIT: deeper than OBJECT_DEPTH_MAX or more
 * than OBJECT_RECORDS_MAX records; *out is empty. */
PL_CHECKED enum pl_status cut_records(
    struct span text, struct cuts *out, struct pl_error *err);

/* Whether an integer (digits, perhaps with a minus) might not fit 64 bits. */
bool cut_long_integer(struct span number);

#endif
