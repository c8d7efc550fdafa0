#include "indexer/retain/held.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/human.h"
#include "base/mem.h"
#include "indexer/run/holding.h"

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

/* Which holds keep the object; the holds of the plan are the writer's. */
static void
mark(struct sweep_plan *plan, const struct gone_object *o, const bool *keeps,
    bool *held)
{
	for (size_t i = 0; i < plan->held_count; i++) {
		struct sweep_hold *h = &plan->held[i];

		if (!keeps[i])
			continue;
		if (h->objects++ == 0)
			h->key = o->key;
		*held = true;
	}
	plan->held_objects += *held;
}

static enum pl_status
look_at_records(struct sweep_plan *plan, const struct gone_day *day,
    const struct pl_hold *holds, struct pl_shard *shard,
    const uint32_t *rowids, size_t count, bool *keeps, struct pl_error *err)
{
	enum pl_status rc = PL_OK;

	for (size_t i = 0; i < count && rc == PL_OK; i++) {
		struct pl_row row;

		rc = pl_shard_row(shard, rowids[i], &row, err);
		for (size_t k = 0; k < plan->held_count && rc == PL_OK; k++)
			keeps[k] = keeps[k] ||
			    hold_has(&holds[k], row.user, day->day, row.time);
	}
	return rc;
}

static enum pl_status
add_users(struct sweep_plan *plan, struct pl_shard *shard,
    const uint32_t *rowids, size_t count, struct pl_error *err)
{
	enum pl_status rc = PL_OK;

	for (size_t i = 0; i < count && rc == PL_OK; i++) {
		struct span user;

		rc = pl_shard_row_name(
		    shard, rowids[i], PL_NAME_USER, &user, err);
		if (rc == PL_OK && user.n > 0)
			add_user(plan, user);
	}
	return rc;
}

enum pl_status
held_object(struct sweep_plan *plan, const struct gone_day *day,
    const struct gone_object *o, struct pl_writer *w, struct pl_shard *shard,
    bool *stays, struct pl_error *err)
{
	size_t hold_count, count;
	const struct pl_hold *holds = pl_writer_holds(w, &hold_count);
	bool *keeps = xcalloc(hold_count + 1, sizeof *keeps), held = false;
	const uint32_t *rowids;
	enum pl_status rc =
	    pl_shard_object_records(shard, o->row, &rowids, &count, err);

	for (size_t k = 0; k < plan->held_count && rc == PL_OK; k++)
		keeps[k] = count == 0 && hold_has_empty(&holds[k], day->day);
	if (rc == PL_OK && plan->held_count > 0)
		rc = look_at_records(
		    plan, day, holds, shard, rowids, count, keeps, err);
	if (rc == PL_OK)
		mark(plan, o, keeps, &held);
	*stays = held && plan->except_held;
	if (rc == PL_OK && !*stays)
		rc = add_users(plan, shard, rowids, count, err);
	free(keeps);
	return rc;
}

void
held_refuse(struct sweep_plan *plan)
{
	const struct sweep_hold *first = NULL;
	struct buf text, objects;
	size_t count = 0;

	if (plan->except_held || plan->refusal[0] != '\0')
		return;
	buf_init(&text, BUF_UNLIMITED);
	buf_init(&objects, BUF_UNLIMITED);
	human_counted(&objects, plan->held_objects, "object");
	for (size_t i = 0; i < plan->held_count; i++) {
		if (plan->held[i].objects == 0)
			continue;
		if (first == NULL)
			first = &plan->held[i];
		buf_addf(&text, "%s'%.80s'", count++ > 0 ? ", " : "",
		    plan->held[i].name);
	}
	if (count > 0)
		snprintf(plan->refusal, sizeof plan->refusal,
		    "the hold%s %.300s keep%s %s: '%.*s'%s",
		    count > 1 ? "s" : "", text.p, count > 1 ? "" : "s",
		    objects.p, first->key.n < 250 ? (int)first->key.n : 250,
		    first->key.p, plan->held_objects > 1 ? ", ..." : "");
	buf_release(&objects);
	buf_release(&text);
}
