/* A sweep: what archives, or a listing, no longer hold, or what is old, is
 * forgotten. */
#ifndef INDEXER_RETAIN_SWEEP_H
#define INDEXER_RETAIN_SWEEP_H

#include "indexer/retain/canary.h"

struct sweep_options {
	const char *index;
	char *const *archives; /* paths; none: all that are known */
	size_t archive_count;
	enum sweep_mode mode;
	int64_t before;      /* SWEEP_BEFORE; INSTANT_NONE lifts the limit */
	const char *listing; /* SWEEP_LISTING: a path */
	struct sweep_limit limit;
	bool except_held; /* what is held stays, and the rest goes */
	bool yes;
	int64_t lock_wait; /* nanoseconds */
	enum progress_style progress;
	int jobs; /* days looked at at once */
};

/* An earlier sweep that was killed, or failed. */
struct earlier_sweep {
	char *receipt; /* owned */
	bool verified; /* what it forgot was, now */
	char *why;     /* why it could not be; owned, or NULL */
	struct verification verification;
};

struct sweep_result {
	struct sweep_plan plan;
	bool done;        /* it was more than a report */
	bool interrupted; /* not all of it */
	int64_t run, started, ended;
	bool afterwards; /* verified by a later sweep */
	struct verification verification;
	struct earlier_sweep *earlier; /* owned */
	size_t earlier_count;
	char *receipt;         /* "receipts/….json", or NULL; owned */
	struct pl_hold *holds; /* that keep some; texts are owned */
	size_t hold_count;
};

PL_CHECKED enum pl_status sweep_run(const struct sweep_options *options,
    struct sweep_result *result, struct pl_error *err);
void sweep_result_release(struct sweep_result *result);

/* Do what a plan says, and take canaries meanwhile.  When a stop is asked for,
 * what was not done leaves the plan. */
PL_CHECKED enum pl_status sweep_forget(struct sweep_result *result,
    struct pl_writer *w, struct canaries *canaries, struct progress *progress,
    struct pl_error *err);

/* Sweeps whose receipt is still as it was begun: with `yes`, what they forgot
 * is verified, and the receipt tells that.  Into result->earlier. */
PL_CHECKED enum pl_status sweep_finish_earlier(
    const struct sweep_options *options, struct sweep_result *result,
    struct pl_writer *w, struct pl_error *err);
/* How often something was found that should be gone, and whether an earlier
 * sweep is still not verified though it should be. */
size_t sweep_found(const struct sweep_result *result);
bool sweep_is_unverified(const struct sweep_result *result);

/* What became of it, for people and for programs. */
void sweep_text(struct buf *out, const struct sweep_options *options,
    const struct sweep_result *result);
void sweep_json(struct buf *out, const struct sweep_options *options,
    const struct sweep_result *result);
/* "2 days gone whole, 1 made anew: 14 objects, 18 records of 3 users" */
void sweep_summary(struct buf *out, const struct sweep_plan *plan);

/* The receipt as it is now: `state` is "begun", "ended" or "interrupted". */
PL_CHECKED enum pl_status receipt_put(struct pl_writer *w,
    const struct sweep_options *options, struct sweep_result *result,
    const char *state, struct pl_error *err);
void receipt_verification(struct json_writer *j, const struct verification *v);
/* Why objects went, by enum sweep_mode. */
extern const char *const receipt_reasons[SWEEP_MODES];

/* More users are not believed of a receipt. */
#define SWEEP_USERS_MAX 10000000
/* Whether a receipt is still as a sweep began it. */
bool receipt_is_begun(struct span document);
/* What it says is to be forgotten into result->plan, by day, and from which
 * options; options->listing is result's.  False when it says something else.
 */
bool receipt_read(struct span document, struct sweep_options *options,
    struct sweep_result *result);

#endif
