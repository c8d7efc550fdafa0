/* Days opened by several threads, and visited one after the other. */
#ifndef INDEXER_DAYS_VISIT_H
#define INDEXER_DAYS_VISIT_H

#include "indexer/run/day.h"

/* The day is released afterwards. */
typedef enum pl_status day_visitor(
    void *context, struct day *d, struct pl_error *err);

struct days_visit {
	struct pl_writer *writer;
	const struct run_source *sources;
	size_t source_count;
	int jobs;
	day_visitor *visit;
	void *context;
	struct progress *progress;
};

/* Visit the days in their order, one at a time.  Ends with the first failure,
 * of opening or visiting, in that order, or with PL_ESTOP when a stop is asked
 * for. */
PL_CHECKED enum pl_status days_visit(const struct days_visit *v,
    const int64_t *days, size_t count, struct pl_error *err);

#endif
