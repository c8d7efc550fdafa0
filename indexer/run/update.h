/* A run: archives are compared with the index, day by day, and what is new or
 * changed is put into it. */
#ifndef INDEXER_UPDATE_H
#define INDEXER_UPDATE_H

#include "base/progress.h"
#include "indexer/retain/restore.h"
#include "indexer/run/summary.h"

/* Below this a shard cannot be built. */
#define UPDATE_MEMORY_MIN     ((int64_t)128 << 20)
#define UPDATE_MEMORY_DEFAULT ((int64_t)512 << 20)
#define UPDATE_JOBS_MAX       256

struct update_options {
	const char *index;
	char *const *archives; /* paths; none: those known already */
	size_t archive_count;
	const char *group; /* for a new index, or NULL */
	int64_t lock_wait; /* nanoseconds */
	int64_t memory;    /* bytes, for all jobs together */
	int jobs;
	enum progress_style progress;
	/* Make the shards of these days anew, from the archives that are
	 * known, instead of adding to them; NULL: an update. */
	const struct days *rebuild;
	/* Rebuilding: give up what neither archives nor shards can give. */
	bool lossy;
};

struct update_result {
	struct summary summary;
	bool rebuild;       /* it was one */
	size_t done_before; /* days that an interrupted rebuild had done */
	bool salvaged;      /* index.db was made anew, too */
	struct restored restored; /* then, from receipts */
	/* Shards that something else had changed: a line for each, and
	 * whether any is left as it is. */
	struct buf doubts;
	bool doubted;
	enum pl_run_state state;
	/* Why the run failed, or what it could not do: printed as an error. */
	struct pl_error failure;
};

/* Do it.  A failure before anything was changed is returned; a later one is in
 * the result, with the summary of what was done. */
PL_CHECKED enum pl_status update_run(const struct update_options *options,
    struct update_result *result, struct pl_error *err);

void update_result_release(struct update_result *result);

/* Tell what the run did: the exit status, or a negative one with *err set. */
PL_CHECKED int update_report(const struct update_result *result, bool json,
    bool quiet, struct pl_error *err);

#endif
