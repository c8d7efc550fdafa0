/* promptlog verify-export: whether a bundle is as it was made. */
#ifndef QUERY_VERIFY_VERIFY_H
#define QUERY_VERIFY_VERIFY_H

#include "query/verify/manifest_read.h"
#include "query/verify/reader.h"

/* Differences that are named; the others are counted. */
#define FINDINGS_NAMED_MAX 1000

/* What differs, for people: "SUBJECT: WHY", a line each, written as they are
 * found. */
struct findings {
	uint64_t count;
	struct buf out; /* what is to be written to standard output */
};
void findings_add(struct findings *f, const char *subject, const char *format,
    ...) __attribute__((format(printf, 3, 4)));

struct verify_options {
	const char *path;
	const char *const *archives; /* given with --archive */
	size_t archive_count;
};

struct verify_result {
	uint64_t files, records;
	uint64_t compared;    /* records, with their originals */
	uint64_t differences; /* those named, and those counted */
	bool has_manifest;    /* its hash is below */
	bool understood;      /* it could be read to its end */
	bool complete;        /* what it says of the answer */
	uint8_t manifest[PL_SHA256_BYTES];
};

/* Check it all and write what differs to standard output.  Fails only where
 * the checks cannot be made; PL_ESTOP when a signal asked to stop. */
PL_CHECKED enum pl_status verify_run(const struct verify_options *options,
    struct verify_result *result, struct pl_error *err);

/* ---- between the files of it ---- */

struct verification {
	const struct verify_options *options;
	struct verify_result *result;
	struct reader reader;
	struct findings findings;
};

/* The listed member of that name, or NULL. */
const struct reader_member *verify_member(
    const struct verification *v, const char *name);
/* A stream of a member that is listed. */
PL_CHECKED enum pl_status verify_stream(struct verification *v,
    const char *name, struct reader_stream *s, struct pl_error *err);
/* What reading a member met: damage is a difference, anything else fails. */
PL_CHECKED enum pl_status verify_damage(struct verification *v,
    const char *name, enum pl_status rc, const struct pl_error *why,
    struct pl_error *err);

/* The files: those of the manifest and those that are there, SHA256SUMS, and
 * what the manifest counts. */
PL_CHECKED enum pl_status verify_files(
    struct verification *v, struct pl_error *err);
/* records.jsonl, line by line, against the manifest. */
PL_CHECKED enum pl_status verify_records(
    struct verification *v, struct pl_error *err);
/* The manifest against what the archives hold. */
PL_CHECKED enum pl_status verify_originals(
    struct verification *v, struct pl_error *err);

#endif
