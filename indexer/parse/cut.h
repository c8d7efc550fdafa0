/* Cuts an object's JSON into its records without understanding them, so that
 * a break costs only what comes after it, and every record's place is known.
 * Whether a record is JSON, the parser that gets it decides. */
#ifndef INDEXER_CUT_H
#define INDEXER_CUT_H

#include "indexer/parse/scan.h"

struct cut {
	size_t begin, end; /* bytes of the element in the text */
	bool faulty;       /* something outside its strings is no JSON */
	size_t fault;      /* the first byte of that in the text */
	bool bare;         /* no element of `records` or of a bare array, but
			      a whole document without `records` */
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

#endif
