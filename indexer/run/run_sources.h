/* The archives of a run: found, made known to the index, opened. */
#ifndef INDEXER_RUN_SOURCES_H
#define INDEXER_RUN_SOURCES_H

#include "indexer/run/day.h"

struct run_sources {
	struct run_source *sources;
	size_t count, capacity;
};

/* What the paths stand for; with none, every archive that the index knows.
 * The index is not needed for paths, and not changed for them: *writer may be
 * NULL then. */
PL_CHECKED enum pl_status run_sources_find(struct run_sources *out,
    char *const *paths, size_t count, struct pl_error *err);
/* One more; root and scope are copied. */
void run_sources_add(
    struct run_sources *s, const char *root, const char *scope, bool bundle);
void run_sources_known(struct run_sources *out, const struct pl_writer *w);
/* Scopes that lie within another of the same archive go; the rest is by root.
 */
void run_sources_drop_covered(struct run_sources *s);
void run_sources_release(struct run_sources *s);

/* PL_EGUARD when the index is, or would come to lie, within one of the
 * archives: an archive is only read, and an index is no part of one. */
PL_CHECKED enum pl_status run_sources_guard(
    const struct run_sources *s, const char *index, struct pl_error *err);

/* Give every source its number in the index. */
PL_CHECKED enum pl_status run_sources_register(
    struct run_sources *s, struct pl_writer *w, struct pl_error *err);

/* Open the sources.  One that cannot be opened stays closed, *failure says
 * why, and the others are opened all the same: PL_OK or the first failure. */
PL_CHECKED enum pl_status run_sources_open(
    struct run_sources *s, struct pl_error *failure);

/* Tell the bundles that have not changed since they were last read. */
void run_sources_trust(struct run_sources *s, const struct pl_writer *w);

/* Every day that one of them has, or that the index has of them, ascending;
 * to be freed. */
PL_CHECKED enum pl_status run_sources_days(const struct run_sources *s,
    struct pl_writer *w, int64_t **days, size_t *count, struct pl_error *err);

/* Begin the writer's run, of these archives. */
PL_CHECKED enum pl_status run_sources_begin(
    const struct run_sources *s, struct pl_writer *w, struct pl_error *err);

#endif
