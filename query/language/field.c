#include "query/language/field.h"

#include <assert.h>

/* Shorter names resemble too many words. */
#define NEAREST_LEAST 4

static const char *const names[FIELD_NAMES] = {
	[FIELD_USER] = "user",
	[FIELD_TYPE] = "type",
	[FIELD_FILE] = "file",
	[FIELD_MODEL] = "model",
	[FIELD_ACCOUNT] = "account",
	[FIELD_REGION] = "region",
	[FIELD_CONVERSATION] = "conversation",
	[FIELD_REQUEST] = "request",
	[FIELD_OBJECT] = "object",
	[FIELD_IN] = "in",
	[FIELD_SINCE] = "since",
	[FIELD_UNTIL] = "until",
	[FIELD_ON] = "on",
};

const char *
query_field_name(enum query_field field)
{
	assert(field < FIELDS);
	return names[field];
}

int
field_find(struct span name)
{
	for (int i = 0; i < FIELD_NAMES; i++)
		if (span_is(name, names[i]))
			return i;
	return FIELD_NAMES;
}

/* Whether a and b differ by one insertion, deletion, substitution or swap of
 * neighbours: what is left of them without their common ends tells. */
static bool
one_off(struct span a, struct span b)
{
	while (a.n > 0 && b.n > 0 && a.p[0] == b.p[0]) {
		a = span_of(a.p + 1, a.n - 1);
		b = span_of(b.p + 1, b.n - 1);
	}
	while (a.n > 0 && b.n > 0 && a.p[a.n - 1] == b.p[b.n - 1]) {
		a.n--;
		b.n--;
	}
	if (a.n == 2 && b.n == 2)
		return a.p[0] == b.p[1] && a.p[1] == b.p[0];
	return a.n <= 1 && b.n <= 1 && a.n + b.n > 0;
}

const char *
field_nearest(struct span name)
{
	for (int i = 0; i < FIELD_NAMES; i++) {
		struct span field = span_str(names[i]);

		if (field.n >= NEAREST_LEAST && one_off(name, field))
			return names[i];
	}
	return NULL;
}
