/* The days of a run, built by several threads. */
#ifndef INDEXER_BATCH_H
#define INDEXER_BATCH_H

#include "indexer/run/absents.h"
#include "indexer/run/day.h"

/* What an object in hand takes beside its shard, most of the time: its bytes,
 * inflated, parsed.  One at the limits takes more while it is in hand. */
#define BATCH_OBJECT_BYTES ((size_t)16 << 20)
/* What is taken from a bundle at once, at least. */
#define BATCH_LOAD_MIN ((size_t)16 << 20)
/* What an object of an open day takes, beside its bytes: its key, twice, where
 * it lies, and how it compares. */
#define BATCH_ENTRY_BYTES ((size_t)512)

struct batch_run {
	struct pl_writer *writer;
	const struct run_source *sources;
	size_t source_count;
	int jobs;
	int64_t memory; /* bytes, for all of it */
	struct absents *absents;
	struct summary *summary;
	bool rebuild; /* remember each day that is done */
};

/* Build the days.  Folders are listed and read by the thread that builds the
 * day.  Where a bundle takes part, days are taken together, as many as their
 * bytes fit into memory, so that few passes over the bundle serve them all.
 *
 * A day that must be left as it is, since its shard cannot be had, does not
 * keep the others from being built; any other failure ends the run.  Either is
 * returned, the first of them, one that ends the run before the others. */
PL_CHECKED enum pl_status batch_run_days(struct batch_run *run,
    const int64_t *days, size_t count, enum progress_style style,
    struct pl_error *err);

#endif
