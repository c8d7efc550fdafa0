/* A log type that did not exist when this was written. */
#include "indexer/parse/format.h"

const struct format format_unknown = {
	.type = PL_TYPE_UNKNOWN,
};

/* Of several of one name it is the last. */
static const struct json_node *
only_half(const struct json_node *record, const char *suffix)
{
	const struct json_node *found = NULL;

	for (const struct json_node *m = record->first; m != NULL;
	     m = m->next) {
		if (m->kind != JSON_OBJECT || !span_ends(m->name, suffix))
			continue;
		if (found != NULL && !span_equal(m->name, found->name))
			return NULL;
		found = m;
	}
	return found;
}

void
format_guess(const struct json_node *record, const struct json_node **request,
    const struct json_node **response)
{
	*request = only_half(record, "Request");
	*response = only_half(record, "Response");
}
