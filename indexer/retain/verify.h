/* Between verify.c, which looks into the days that a sweep made anew, and
 * verify_files.c, which looks into every file. */
#ifndef INDEXER_RETAIN_VERIFY_H
#define INDEXER_RETAIN_VERIFY_H

#include "indexer/retain/canary.h"

struct verifying {
	struct canaries *canaries;
	const struct sweep_plan *plan;
	struct pl_index *ix;
	struct verification *out;
	struct needles needles; /* of one day, or of all of them */
	const struct gone_day *day;
	const char *where; /* what is looked through */
};

/* Something was found, each thing once; the text is handed over. */
void verification_add(struct verification *out, char *text);
/* What needles_find calls, with a struct verifying. */
void verify_say(void *context, const struct needle *needle);

PL_CHECKED enum pl_status verify_files(
    struct verifying *v, const char *index, struct pl_error *err);

#endif
