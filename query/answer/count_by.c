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
	*c = (struct count_by){ .field = field, .zone = zone };
	intern_init(&c->values);
}

void
count_by_release(struct count_by *c)
{
	intern_release(&c->values);
	free(c->groups);
	*c = (struct count_by){ .field = COUNT_FIELDS };
}

/* The group of a value; the empty one stands for none. */
static struct group *
find_group(struct count_by *c, struct span value)
{
	uint32_t place = intern_add(&c->values, value);

	if (place == c->count) {
		c->groups = xgrow(
		    c->groups, c->count, &c->capacity, sizeof *c->groups);
		c->groups[c->count++] =
		    (struct group){ .value = c->values.items[place],
			    .least = INT64_MAX };
	}
	return &c->groups[place];
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
