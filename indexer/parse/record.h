/* One element of `records`, from JSON to what is kept of it. */
#ifndef INDEXER_RECORD_H
#define INDEXER_RECORD_H

#include "base/buf.h"
#include "base/status.h"
#include "indexer/parse/cut.h"
#include "schema/record.h"

/* What was wrong with an object, in words: the first, and how many. */
struct notes {
	char first[320];
	uint32_t count;
};
void notes_add(struct notes *n, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Buffers kept from record to record. */
struct record_parser;
struct record_parser *record_parser_new(void);
void record_parser_free(struct record_parser *p);

/* Where a record stands. */
struct record_source {
	struct span text; /* the whole object, inflated */
	const struct cut *cut;
	uint32_t ordinal;
	struct span others; /* members beside `records` to keep with this
			       record, as one JSON object; empty for none */
	const struct pl_place *place;
};

/* Read the record that was cut.  *out's spans are valid until the next call.
 * What cannot be kept in its place (a time nobody can read, an unknown type)
 * is kept in another, and noted.
 *
 * PL_EFORMAT: it is no record, notes say why. */
PL_CHECKED enum pl_status record_parse(struct record_parser *p,
    const struct record_source *source, struct pl_record *out,
    struct notes *notes);

#endif
