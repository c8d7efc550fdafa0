/* A log type that did not exist when this was written. */
#include "indexer/parse/format.h"

const struct format format_unknown = {
	.type = PL_TYPE_UNKNOWN,
};

static const char *
only_half(struct json_object *record, const char *suffix)
{
	const char *found = NULL;

	json_object_object_foreach(record, name, value)
	{
		if (!json_object_is_type(value, json_type_object) ||
		    !span_ends(span_str(name), suffix))
			continue;
		if (found != NULL)
			return NULL;
		found = name;
	}
	return found;
}

void
format_guess(
    struct json_object *record, const char **request, const char **response)
{
	*request = only_half(record, "Request");
	*response = only_half(record, "Response");
}
