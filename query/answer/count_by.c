#include "query/answer/count_by.h"

#include <stdlib.h>

#include "base/mem.h"

static const char *const names[COUNT_FIELDS] = {
	[COUNT_USER] = "user",
	[COUNT_DAY] = "day",
	[COUNT_HOUR] = "hour",
	[COUNT_TYPE] = "type",
	[COUNT_MODEL] = "model",
	[COUNT_ACCOUNT] = "account",
	[COUNT_REGION] = "region",
	[COUNT_FILE] = "file",
};

enum count_field
count_field_find(const char *name)
{
	int field = 0;

	while (field < COUNT_FIELDS && strcmp(names[field], name) != 0)
		field++;
	return (enum count_field)field;
}

void
count_by_init(
    struct count_by *c, enum count_field field, const struct query_zone *zone)
{
	*c = (struct count_by){
		.field = field, .zone = zone, .slot_count = 64
	};
	c->slots = xcalloc(c->slot_count, sizeof *c->slots);
}

void
count_by_release(struct count_by *c)
{
	for (size_t i = 0; i < c->count; i++)
		free((char *)c->groups[i].value.p);
	free(c->groups);
	free(c->slots);
	*c = (struct count_by){ .field = COUNT_FIELDS };
}

/* FNV-1a. */
static uint64_t
hash(struct span s)
{
	uint64_t h = UINT64_C(14695981039346656037);

	for (size_t i = 0; i < s.n; i++) {
		h ^= (unsigned char)s.p[i];
		h *= UINT64_C(1099511628211);
	}
	return h;
}

/* The slot that holds the value, or the free one it belongs into. */
static uint32_t *
find_slot(const struct count_by *c, struct span value)
{
	size_t at = (size_t)hash(value) & (c->slot_count - 1);

	while (c->slots[at] != 0 &&
	    !span_equal(c->groups[c->slots[at] - 1].value, value))
		at = (at + 1) & (c->slot_count - 1);
	return &c->slots[at];
}

/* At most half of the slots are taken, so that a free one is always near. */
static void
widen(struct count_by *c)
{
	if (2 * (c->count + 1) <= c->slot_count)
		return;
	free(c->slots);
	c->slot_count *= 2;
	c->slots = xcalloc(c->slot_count, sizeof *c->slots);
	for (size_t i = 0; i < c->count; i++)
		*find_slot(c, c->groups[i].value) = (uint32_t)i + 1;
}

/* A copy to be freed; names may hold NULs. */
static struct span
keep(struct span value)
{
	char *bytes;

	if (value.n == 0)
		return span_of(NULL, 0);
	bytes = xmalloc(value.n);
	memcpy(bytes, value.p, value.n);
	return span_of(bytes, value.n);
}

/* The group of a value; the empty one stands for none. */
static struct group *
find_group(struct count_by *c, struct span value)
{
	uint32_t *slot;

	widen(c);
	slot = find_slot(c, value);
	if (*slot == 0) {
		c->groups = xgrow(
		    c->groups, c->count, &c->capacity, sizeof *c->groups);
		c->groups[c->count] = (struct group){ .least = INT64_MAX };
		c->groups[c->count].value = keep(value);
		*slot = (uint32_t)++c->count;
	}
	return &c->groups[*slot - 1];
}

/* "2025-03-04" or "2025-03-04T11:00+01:00": both are dates of the query
 * language. */
static struct span
time_value(const struct count_by *c, int64_t time, char text[QUERY_ZONE_TEXT])
{
	const size_t day = 10, minute = 16, second = 19;

	if (time == INSTANT_NONE)
		return span_of(NULL, 0);
	query_zone_format(c->zone, time, text);
	if (c->field == COUNT_DAY)
		return span_of(text, day);
	memcpy(text + minute - 2, "00", 2);
	memmove(text + minute, text + second, strlen(text + second) + 1);
	return span_str(text);
}

static struct span
value_of(const struct count_by *c, const struct pl_row *row,
    char text[QUERY_ZONE_TEXT])
{
	switch (c->field) {
	case COUNT_USER:
		return row->user;
	case COUNT_DAY:
	case COUNT_HOUR:
		return time_value(c, row->time, text);
	case COUNT_TYPE:
		return span_str(pl_type_name(row->type));
	case COUNT_MODEL:
		return row->model;
	case COUNT_ACCOUNT:
		return row->account;
	case COUNT_REGION:
		return row->region;
	case COUNT_FILE:
		return row->file;
	case COUNT_FIELDS:
		break;
	}
	return span_of(NULL, 0);
}

void
count_by_add(struct count_by *c, const struct pl_row *row)
{
	char text[QUERY_ZONE_TEXT];
	struct group *g = find_group(c, value_of(c, row, text));

	g->count++;
	if (row->time < g->least)
		g->least = row->time;
}

/* Hits without a value after the others. */
static int
compare_values(const struct group *a, const struct group *b)
{
	if (a->value.n == 0 || b->value.n == 0)
		return (a->value.n == 0) - (b->value.n == 0);
	return span_compare(a->value, b->value);
}

static int
compare_counts(const void *left, const void *right)
{
	const struct group *a = left, *b = right;

	if (a->count != b->count)
		return a->count < b->count ? 1 : -1;
	return compare_values(a, b);
}

static int
compare_times(const void *left, const void *right)
{
	const struct group *a = left, *b = right;

	if (a->value.n == 0 || b->value.n == 0 || a->least == b->least)
		return compare_values(a, b);
	return a->least < b->least ? -1 : 1;
}

struct grouping
count_by_groups(struct count_by *c)
{
	bool by_time = c->field == COUNT_DAY || c->field == COUNT_HOUR;

	if (c->count > 1)
		qsort(c->groups, c->count, sizeof *c->groups,
		    by_time ? compare_times : compare_counts);
	return (struct grouping){ .field = names[c->field],
		.groups = c->groups,
		.count = c->count };
}
