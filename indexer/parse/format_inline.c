/* GenerateCompletions: code around the cursor, and what was suggested. */
#include "indexer/parse/format.h"

static struct json_object *
take_file(struct draft *d, const struct field *f, struct json_object *value)
{
	d->record->file = string_span(value);
	return take_text(d, f, value);
}

/* A suggestion is a string, or an object whose "content" is one; any other is
 * kept as JSON. */
static struct json_object *
take_completion(
    struct draft *d, const struct field *f, struct json_object *value)
{
	static const char *const content_name[] = { "content", NULL };
	struct json_object *content = NULL;

	if (json_object_is_type(value, json_type_string))
		return take_text(d, f, value);
	if (json_object_is_type(value, json_type_object))
		content = json_object_object_get(value, content_name[0]);
	if (json_object_is_type(content, json_type_string)) {
		columns_add(
		    d->columns, f->column, f->member, string_span(content));
		return rest_without(value, content_name);
	}
	add_json(d, f->column, f->member, value);
	return NULL;
}

static struct json_object *
take_completions(
    struct draft *d, const struct field *f, struct json_object *value)
{
	return take_each(d, f, value, take_completion);
}

static const struct field request_fields[] = {
	{ "leftContext", take_text, PL_COLUMN_CONTEXT, PL_MEMBER_LEFT_CONTEXT,
	    NULL },
	{ "rightContext", take_text, PL_COLUMN_CONTEXT,
	    PL_MEMBER_RIGHT_CONTEXT, NULL },
	{ "fileName", take_file, PL_COLUMN_CONTEXT, PL_MEMBER_FILE_NAME,
	    NULL },
	{ "customizationArn", take_text, PL_COLUMN_EXTRA,
	    PL_MEMBER_CUSTOMIZATION, NULL },
	{ 0 },
};

static const struct field response_fields[] = {
	{ "completions", take_completions, PL_COLUMN_RESPONSE,
	    PL_MEMBER_COMPLETION, NULL },
	{ 0 },
};

const struct format format_inline = {
	.type = PL_TYPE_INLINE,
	.request = "generateCompletionsEventRequest",
	.response = "generateCompletionsEventResponse",
	.request_fields = request_fields,
	.response_fields = response_fields,
};
