/* What is looked for after a sweep and may not be found: words, stretches of
 * text and ids that only the forgotten records had. */
#ifndef INDEXER_RETAIN_CANARY_H
#define INDEXER_RETAIN_CANARY_H

#include <stdatomic.h>

#include "indexer/retain/needles.h"
#include "indexer/retain/sweep_plan.h"
#include "indexer/retain/word_filter.h"

/* So many objects of a day give canaries, spread over all that are forgotten,
 * and each so many words; where many days go, fewer of each, since all that is
 * looked for is held in memory. */
#define CANARY_OBJECTS       256
#define CANARY_OBJECTS_LEAST 16
#define CANARY_OBJECTS_ALL   8192
#define CANARY_WORDS         4
/* So many words of a column are looked at to find them, and the longest of
 * these may be asked for. */
#define CANARY_TRIED 400
#define CANARY_ASKED 16

/* Where a word may stand. */
#define CANARY_COLUMNS                                                        \
	(PL_COLUMN_BIT(PL_COLUMN_PROMPT) | PL_COLUMN_BIT(PL_COLUMN_CONTEXT) | \
	    PL_COLUMN_BIT(PL_COLUMN_RESPONSE))

struct canary {
	const struct gone_day *day;
	struct span word;  /* as the full-text index would have it */
	struct span bytes; /* as they stood in the text, or a packed id */
	atomic_bool seen;  /* it stands in some file */
	atomic_bool loose; /* another day has it too, and may */
};

/* Zero it first. */
struct canaries {
	struct arena arena;
	struct word_filter common; /* words that are none */
	size_t days;               /* that are to give some; 0: one */
	struct canary *items;
	size_t count, capacity;
	char **users; /* that no shard has any more; borrowed from a plan */
	size_t user_count;
};

/* Words of a shard that stays, which are not worth taking. */
PL_CHECKED enum pl_status canaries_avoid(
    struct canaries *c, struct pl_shard *shard, struct pl_error *err);
/* Take canaries out of a day's shard, before it is replaced or removed. */
PL_CHECKED enum pl_status canaries_take(struct canaries *c,
    const struct gone_day *day, struct pl_shard *shard, struct pl_error *err);
void canaries_release(struct canaries *c);

/* What was looked at, and what was found that should not be. */
struct verification {
	uint64_t days, blocks, terms, files;
	uint64_t words, strings; /* looked for */
	char **found;            /* in sentences; owned */
	size_t found_count, found_capacity;
};
void verification_release(struct verification *v);

/* Look through the index as it is on the disk now. */
PL_CHECKED enum pl_status canaries_verify(struct canaries *c,
    const struct sweep_plan *plan, const char *index, struct verification *out,
    struct pl_error *err);

#endif
