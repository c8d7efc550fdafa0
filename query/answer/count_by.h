/* --by: hits counted by what they have in common. */
#ifndef QUERY_COUNT_BY_H
#define QUERY_COUNT_BY_H

#include "query/answer/intern.h"
#include "query/search/printer.h"

enum count_field {
	COUNT_USER,
	COUNT_DAY,
	COUNT_HOUR,
	COUNT_TYPE,
	COUNT_MODEL,
	COUNT_ACCOUNT,
	COUNT_REGION,
	COUNT_FILE,
	COUNT_FIELDS
};
/* The names as an option's choices, in the enum's order. */
#define COUNT_CHOICES "user|day|hour|type|model|account|region|file"
/* The field of that name, or COUNT_FIELDS. */
enum count_field count_field_find(const char *name);

struct count_by {
	enum count_field field;
	const struct query_zone *zone; /* for days and hours */
	struct intern values;          /* the groups', in the same places */
	struct group *groups;          /* owned */
	size_t count, capacity;
};

void count_by_init(
    struct count_by *c, enum count_field field, const struct query_zone *zone);
void count_by_release(struct count_by *c);

void count_by_add(struct count_by *c, const struct pl_row *row);

/* Put the groups in order, and hand them out until release: most hits first,
 * then by value; days and hours by time; hits without a value last among
 * equals.  Nothing can be added any more. */
struct grouping count_by_groups(struct count_by *c);

#endif
