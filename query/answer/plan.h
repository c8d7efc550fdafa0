/* A tree made ready to be answered: terms tokenized, regexes compiled, users
 * resolved, children in the order in which they are worth being asked. */
#ifndef QUERY_PLAN_H
#define QUERY_PLAN_H

#include "query/answer/hits.h"
#include "query/match/literal.h"
#include "query/match/regex.h"
#include "query/match/terms.h"
#include "query/match/users.h"

/* What answering a leaf came to, summed over the shards: for --explain. */
struct plan_counts {
	uint64_t shards;   /* in which it was asked at all */
	uint64_t narrowed; /* of them, through tokens */
	uint64_t verified; /* records whose text was read */
	uint64_t hits;     /* records it is true of, among those asked for */
};

struct plan {
	const struct node *node; /* borrowed */
	struct plan **children;  /* owned; the cheapest first */
	size_t child_count;
	bool positive; /* not below a NOT */
	unsigned cost; /* greater is dearer */
	/* WORDS, NEAR: what answers.  LITERAL, EXACT, REGEX: what every record
	 * must match, perhaps nothing. */
	struct terms terms;
	struct literal literal; /* LITERAL */
	struct regex *regex;    /* REGEX; owned */
	struct names names;     /* FIELD: the values; of users, the ids */
	struct plan_counts counts;
};

/* PL_EQUERY where a regex is wrong, a user is none or several, or a term holds
 * nothing to search for. */
PL_CHECKED enum pl_status plan_make(struct pl_index *ix,
    const struct node *query, enum hits_plan how, struct plan **out,
    struct pl_error *err);
void plan_free(struct plan *p);

/* Add the counts of a plan that was made of the same tree in the same way. */
void plan_add_counts(struct plan *to, const struct plan *from);

/* Whether a leaf is answered by reading the text. */
bool plan_is_verified(const struct plan *p);

/* Call visit with each leaf that is not below a NOT. */
void plan_positive_leaves(struct plan *p,
    void (*visit)(void *context, struct plan *leaf), void *context);

/* The range of times that every hit lies in, least <= time < below;
 * INSTANT_NONE and INT64_MAX where it is open. */
void plan_time_range(const struct plan *p, int64_t *least, int64_t *below);

#endif
