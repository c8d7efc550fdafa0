/* A manifest, read as it streams by: its head, then each record, then each
 * file.  It is taken only in the form in which manifest.h writes it: a record
 * or a file is a line of its own, so that no more than one is in memory. */
#ifndef QUERY_VERIFY_MANIFEST_READ_H
#define QUERY_VERIFY_MANIFEST_READ_H

#include "query/verify/fields.h"
#include "query/verify/lines.h"

/* Bytes before the first record: a query, and what is missing. */
#define MANIFEST_HEAD_MAX ((size_t)256 << 20)

struct manifest_counts {
	int64_t conversations, records, hits, files;
};

struct manifest_record {
	struct buf id, conversation, rule, root, object, object_sha256, digest,
	    original;
	int64_t ordinal;
	int64_t number; /* of its conversation, from 1 */
	bool hit, damaged;
};

struct manifest_file {
	struct buf name, sha256;
	int64_t size;
};

struct manifest_reader {
	struct lines lines;
	/* After begin. */
	struct manifest_counts counts;
	bool complete;
	/* The one last read. */
	struct manifest_record record;
	struct manifest_file file;
	enum {
		MANIFEST_RECORDS,
		MANIFEST_BETWEEN, /* behind the last record */
		MANIFEST_FILES,
		MANIFEST_ENDED
	} place;
};

/* Read up to the first record.  PL_EFORMAT where it is no manifest,
 * PL_EVERSION where it is one of a later version. */
PL_CHECKED enum pl_status manifest_begin(struct manifest_reader *m,
    const struct byte_source *source, struct pl_error *err);
void manifest_end(struct manifest_reader *m);

/* The next record into m->record; PL_END after the last. */
PL_CHECKED enum pl_status manifest_next_record(
    struct manifest_reader *m, struct pl_error *err);
/* After the last record, the next file into m->file; PL_END after the last,
 * with nothing behind it. */
PL_CHECKED enum pl_status manifest_next_file(
    struct manifest_reader *m, struct pl_error *err);

#endif
