/* Between verify.c, which looks into the days that a sweep made anew, and
 * verify_files.c, which looks into every file. */
#ifndef INDEXER_RETAIN_VERIFY_H
#define INDEXER_RETAIN_VERIFY_H

#include "indexer/retain/canary.h"

struct verifying {
	const char *index; /* its path */
	struct canaries *canaries;
	const struct sweep_plan *plan;
	struct pl_index *ix;
	struct verification *out;
	struct needles needles; /* of one day, or of all of them */
	const struct gone_day *day;
	const char *where; /* what is looked through */
};

/* What one of several threads does at a time, and what it found: a day that
 * was made anew, a file, or some shards to be asked. */
struct part {
	const struct gone_day *day;
	char *path; /* owned */
	struct verification found;
	enum pl_status rc;
	struct pl_error why;
};

struct parts {
	struct verifying *v;
	struct part *items;
	size_t count, capacity;
};

struct part *parts_add(struct parts *p);
/* Do them all, by as many threads as the plan says. */
void parts_do(
    struct parts *p, void (*work)(void *context, size_t part), void *context);
/* Add what was found to p->v->out; the first failure. */
PL_CHECKED enum pl_status parts_join(struct parts *p, struct pl_error *err);

/* Something was found, each thing once; the text is handed over. */
void verification_add(struct verification *out, char *text);
/* What needles_find calls, with a struct verifying. */
void verify_say(void *context, const struct needle *needle);

PL_CHECKED enum pl_status verify_files(
    struct verifying *v, struct pl_error *err);

#endif
