/* Between source.c and the kinds of sources: a folder tree, a bundle.  Nobody
 * else includes this. */
#ifndef INDEXER_SOURCE_IMPL_H
#define INDEXER_SOURCE_IMPL_H

#include "indexer/parse/arena.h"
#include "indexer/source/source.h"
#include "indexer/source/trouble.h"

/* How many objects one day may hold: they are listed in memory. */
#define SOURCE_DAY_MAX 10000000

struct source_list_builder {
	struct arena keys;
	struct source_object *objects;
	size_t count, capacity;
	struct troubles *troubles; /* borrowed */
};

/* Take a copy of o and of its key. */
void source_list_add(
    struct source_list_builder *b, const struct source_object *o);

/* Hand over, in key order. */
void source_list_finish(
    struct source_list_builder *b, struct source_list *out);

struct source_kind {
	/* Fill in s->self, the days (source_add_day) and the signature. */
	enum pl_status (*open)(struct source *s,
	    uint64_t passed[SOURCE_PASSED], struct pl_error *err);
	/* Takes what a failed open left, and NULL. */
	void (*close)(void *self);
	/* The day is one of source_days.  What is passed over on the way is
	 * counted in passed[]; sorting is the caller's business. */
	enum pl_status (*list)(struct source *s, int64_t day,
	    struct source_list_builder *out, uint64_t passed[SOURCE_PASSED],
	    struct pl_error *err);
	enum pl_status (*load)(struct source *s,
	    const struct source_object *const *objects, size_t count,
	    size_t budget, size_t *loaded, struct pl_error *err);
	enum pl_status (*read)(struct source *s, const struct source_object *o,
	    struct buf *out, struct source_object *seen, struct pl_error *err);
};

extern const struct source_kind source_folder;
extern const struct source_kind source_bundle;

struct source_day {
	int64_t day;
	bool listed; /* what was passed over in it is counted already */
};

struct source {
	const struct source_kind *kind;
	char *root, *scope;
	void *self;              /* the kind's own */
	struct source_day *days; /* ascending once open */
	int64_t *day_starts;     /* the same, for source_days */
	size_t day_count, day_capacity;
	char *signature;
	struct source_tally *tally;
	struct troubles *troubles;
};

/* Days may come in any order and more than once. */
void source_add_day(struct source *s, int64_t day);

/* An instant out of a time's seconds and nanoseconds; 0 where it is out of
 * range. */
int64_t source_instant(int64_t seconds, int64_t nanoseconds);

#endif
