/* Checks: the index against itself, against the archives, and by asking it. */
#ifndef INDEXER_RETAIN_CHECK_H
#define INDEXER_RETAIN_CHECK_H

#include "base/days.h"
#include "base/progress.h"
#include "indexer/parse/object.h"
#include "indexer/source/source.h"
#include "schema/check.h"
#include "schema/writer.h"

struct check_options {
	const char *index;
	struct days days;
	bool archive;       /* compare with the archives, too */
	bool recall;        /* ask for what a sample of their objects holds */
	double recall_part; /* of 1 */
	uint64_t seed;
	enum progress_style progress;
};

/* Something that is wrong, and the command that mends it. */
struct finding {
	char *where; /* a file below the index, or an object's key */
	char *what;
	char *mend;
};

struct check_result {
	struct finding *findings; /* owned */
	size_t count, capacity;
	uint64_t shards, records, bytes; /* checked */
	uint64_t kept_out; /* objects that sweeps forgot for good */
	uint64_t compared; /* objects, with the archives */
	uint64_t recalled, recalled_records; /* the sample */
	bool interrupted;
};

/* Where the archives are compared, and asked for. */
struct checking {
	const struct check_options *options;
	struct check_result *result;
	struct pl_index *ix;
	struct progress *progress;
};

/* Add one; `what` is copied, the other two are handed over. */
void check_add(struct checking *c, char *where, const char *what, char *mend);
/* "promptlog-index rebuild --days 2025-01-06"; to be freed. */
char *check_mend_day(int64_t day);

PL_CHECKED enum pl_status check_run(const struct check_options *options,
    struct check_result *result, struct pl_error *err);
void check_result_release(struct check_result *result);

/* What the archives hold, against what the index says they do. */
PL_CHECKED enum pl_status check_archives(
    struct checking *c, struct pl_error *err);

/* Whether an object is drawn: the same for the same seed, whatever else there
 * is. */
bool recall_draws(const struct check_options *options, struct span key);
/* Read the records of an object of that day and ask the shard for each, by its
 * own words. */
PL_CHECKED enum pl_status recall_object(struct checking *c,
    struct object_parser *parser, struct pl_shard *shard, int64_t row,
    struct span key, int64_t day, struct span bytes, struct pl_error *err);

void check_text(struct buf *out, const struct check_options *options,
    const struct check_result *result);
void check_json(struct buf *out, const struct check_options *options,
    const struct check_result *result);

#endif
