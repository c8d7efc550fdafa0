/* promptlog status --hours: counts objects by the hour of their delivery. */
#include <stdlib.h>

#include "base/mem.h"
#include "query/status/status.h"

void
hours_release(struct hours *h)
{
	for (size_t i = 0; i < h->count; i++) {
		free(h->groups[i].account);
		free(h->groups[i].region);
		free(h->groups[i].log_type);
		free(h->groups[i].days);
	}
	free(h->groups);
	*h = (struct hours){ 0 };
}

static char *
copy(struct span text)
{
	return xstrndup(text.n > 0 ? text.p : "", text.n);
}

static struct hours_group *
find_group(struct hours *h, const struct pl_place *place)
{
	struct span type = place->log_type;
	struct hours_group *g;

	if (type.n == 0)
		type = span_str(pl_type_name(place->type));
	for (size_t i = 0; i < h->count; i++) {
		g = &h->groups[i];
		if (span_is(place->account, g->account) &&
		    span_is(place->region, g->region) &&
		    span_is(type, g->log_type))
			return g;
	}
	h->groups =
	    xgrow(h->groups, h->count, &h->capacity, sizeof *h->groups);
	g = &h->groups[h->count++];
	*g = (struct hours_group){ .account = copy(place->account),
		.region = copy(place->region),
		.log_type = copy(type) };
	return g;
}

/* Days come nearly in order, so the search begins at the last one. */
static struct hours_day *
find_day(struct hours_group *g, int64_t day)
{
	size_t at = g->count;

	while (at > 0 && g->days[at - 1].day > day)
		at--;
	if (at > 0 && g->days[at - 1].day == day)
		return &g->days[at - 1];
	g->days = xgrow(g->days, g->count, &g->capacity, sizeof *g->days);
	memmove(
	    g->days + at + 1, g->days + at, (g->count - at) * sizeof *g->days);
	g->count++;
	g->days[at] = (struct hours_day){ .day = day };
	return &g->days[at];
}

static enum pl_status
visit_object(void *context, int64_t row, const struct pl_object *object,
    struct pl_error *err)
{
	struct hours_group *g = find_group(context, &object->place);
	int64_t hour = object->place.hour;
	struct hours_day *day;

	(void)row;
	(void)err;
	if (hour == INSTANT_NONE) {
		g->undated++;
		return PL_OK;
	}
	struct civil c = instant_to_civil(hour);
	day = find_day(g, instant_days(c.year, c.month, c.day) * NS_PER_DAY);
	day->objects[c.hour]++;
	day->partly[c.hour] += object->outcome == PL_OUTCOME_PARTLY;
	day->rejected[c.hour] += object->outcome == PL_OUTCOME_REJECTED;
	return PL_OK;
}

static int
compare_groups(const void *left, const void *right)
{
	const struct hours_group *a = left, *b = right;
	int order = strcmp(a->account, b->account);

	if (order == 0)
		order = strcmp(a->region, b->region);
	return order != 0 ? order : strcmp(a->log_type, b->log_type);
}

void
hours_gather(struct hours *h, struct pl_index *ix, struct incompletes *causes)
{
	struct pl_shard *shard = NULL;

	for (size_t i = 0; i < ix->shard_count; i++) {
		struct pl_error why;
		enum pl_status rc =
		    pl_shard_turn(ix, &ix->shards[i], &shard, &why);

		if (rc == PL_OK)
			rc = pl_shard_objects(shard, visit_object, h, &why);
		if (rc != PL_OK)
			incompletes_shard(causes, &ix->shards[i], &why);
	}
	pl_shard_close(shard);
	if (h->count > 1)
		qsort(h->groups, h->count, sizeof *h->groups, compare_groups);
}
