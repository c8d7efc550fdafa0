/* GenerateCompletions: code around the cursor, and what was suggested. */
#include "indexer/parse/format.h"

static const struct json_node *
take_file(
    struct draft *d, const struct field *f, const struct json_node *value)
{
	d->record->file = json_node_text(value);
	return take_text(d, f, value);
}

/* A suggestion is a string, or an object whose "content" is one; any other is
 * kept as JSON. */
static const struct json_node *
take_completion(
    struct draft *d, const struct field *f, const struct json_node *value)
{
	static const char name[] = "content";
	const struct json_node *content = json_node_find(value, name);
	const struct taken taken[] = { { name, content }, { 0 } };

	if (value->kind == JSON_STRING)
		return take_text(d, f, value);
	if (json_node_is(content, JSON_STRING)) {
		columns_add(d->columns, f->column, f->member, content->text);
		return rest_without(d, value, taken);
	}
	add_json(d, f->column, f->member, value);
	return NULL;
}

static const struct json_node *
take_completions(
    struct draft *d, const struct field *f, const struct json_node *value)
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
