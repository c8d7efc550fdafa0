#include "indexer/retain/held.h"

#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

#include "base/mem.h"

/* The users are kept in order: there are few. */
static void
add_user(struct sweep_plan *plan, struct span user)
{
	size_t low = 0, high = plan->user_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = span_compare(span_str(plan->users[middle]), user);

		if (order == 0)
			return;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	plan->users = xgrow(plan->users, plan->user_count,
	    &plan->user_capacity, sizeof *plan->users);
	memmove(plan->users + low + 1, plan->users + low,
	    (plan->user_count - low) * sizeof *plan->users);
	plan->users[low] = xstrndup(user.p, user.n);
	plan->user_count++;
}

/* Capitals or not: whoever writes an id down may choose either, and to hold
 * too much is the lesser harm. */
bool
held_user(const struct pl_hold *hold, struct span user)
{
	struct span held = pl_user_uuid(span_str(hold->user));
	struct span id = pl_user_uuid(user);

	return hold->user[0] == '\0' ||
	    (held.n == id.n && strncasecmp(held.p, id.p, id.n) == 0);
}

/* A record is of the day of its key, and of the day of its time. */
static bool
is_of_days(const struct pl_hold *hold, int64_t day, int64_t time)
{
	return days_have(&hold->days, day) ||
	    (time != INSTANT_NONE && days_have(&hold->days, time));
}

static void
refuse(struct sweep_plan *plan, const struct pl_hold *hold, struct span key)
{
	if (plan->refusal[0] == '\0')
		snprintf(plan->refusal, sizeof plan->refusal,
		    "the hold '%.80s' keeps '%.*s'", hold->name,
		    key.n < 250 ? (int)key.n : 250, key.p);
}

/* An object that gave no record is of nobody: only a hold on its day, for
 * everyone, keeps it. */
static void
hold_empty(struct sweep_plan *plan, int64_t day, const struct gone_object *o,
    const struct pl_hold *holds, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (holds[i].user[0] == '\0' && days_have(&holds[i].days, day))
			refuse(plan, &holds[i], o->key);
}

enum pl_status
held_object(struct sweep_plan *plan, const struct gone_day *day,
    const struct gone_object *o, struct pl_writer *w, struct pl_shard *shard,
    struct pl_error *err)
{
	size_t hold_count, count;
	const struct pl_hold *holds = pl_writer_holds(w, &hold_count);
	const uint32_t *rowids;
	enum pl_status rc =
	    pl_shard_object_records(shard, o->row, &rowids, &count, err);

	if (rc == PL_OK && count == 0)
		hold_empty(plan, day->day, o, holds, hold_count);
	for (size_t i = 0; i < count && rc == PL_OK; i++) {
		struct pl_row row;

		rc = pl_shard_row(shard, rowids[i], &row, err);
		if (rc != PL_OK)
			break;
		if (row.user.n > 0)
			add_user(plan, row.user);
		for (size_t k = 0; k < hold_count; k++)
			if (held_user(&holds[k], row.user) &&
			    is_of_days(&holds[k], day->day, row.time))
				refuse(plan, &holds[k], o->key);
	}
	return rc;
}
