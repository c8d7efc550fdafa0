/* A folder tree as a source, between planning (folder_plan.c) and listing and
 * reading (folder.c). */
#ifndef INDEXER_FOLDER_H
#define INDEXER_FOLDER_H

#include <stdatomic.h>

#include "indexer/parse/arena.h"
#include "indexer/source/source_impl.h"

/* How many folders of days are remembered: 100 accounts with 3 log types in 10
 * regions for 3 years are 3.3 million. */
#define FOLDER_DAYS_MAX 10000000

struct folder_item {
	int64_t day;
	struct span key; /* in the arena: ends with a NUL */
};

struct folder_items {
	struct folder_item *items; /* by day, then by key */
	size_t count, capacity;
};

struct folder {
	int root;                  /* for what is below it; -1: none */
	struct folder_items days;  /* folders */
	struct folder_items loose; /* objects outside of them */
	struct arena keys;
	atomic_bool no_noatime; /* the files are another user's */
};

/* Find the folders of days and the loose objects within the scope. */
PL_CHECKED enum pl_status folder_plan(
    struct source *s, uint64_t passed[SOURCE_PASSED], struct pl_error *err);

#endif
