/* promptlog export: from a query to a file or a bundle. */
#ifndef QUERY_EXPORT_EXPORT_H
#define QUERY_EXPORT_EXPORT_H

#include "base/progress.h"
#include "query/export/format.h"

struct export_options {
	const char *index;                  /* --index, or NULL */
	const char *path;                   /* where it goes */
	const struct export_format *format; /* NULL: a bundle */
	struct buf query;                   /* owned */
	const char *zone;
	bool hits_only;
	bool originals;
	bool force;
	bool quiet;
	enum progress_style progress;
};

/* What was written. */
struct export_result {
	uint64_t conversations, records, hits, copies;
	struct incompletes causes; /* owned */
	struct buf covered;        /* what the index covers, a line; owned */
	struct buf forgotten;      /* what sweeps forgot, in lines; owned */
	/* Of a bundle's manifest. */
	bool has_manifest;
	uint8_t manifest[PL_SHA256_BYTES];
};

/* Do it all.  PL_ESTOP when a signal asked to stop; after any failure nothing
 * is left behind. */
PL_CHECKED enum pl_status export_run(const struct export_options *o,
    struct export_result *result, struct pl_error *err);
void export_result_release(struct export_result *r);

#endif
