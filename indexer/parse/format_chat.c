/* GenerateAssistantResponse: a question and its answer. */
#include "indexer/parse/format.h"

static struct json_object *
take_prompt(struct draft *d, const struct field *f, struct json_object *value)
{
	struct span prompt = string_span(value);

	if (!json_object_is_type(value, json_type_string))
		return json_object_get(value);
	prompt_split(prompt, d->pieces);
	for (size_t i = 0; i < d->pieces->count; i++) {
		const struct prompt_piece *piece = &d->pieces->pieces[i];

		columns_add(d->columns,
		    piece->typed ? PL_COLUMN_PROMPT : PL_COLUMN_CONTEXT,
		    f->member,
		    span_of(
			prompt.p + piece->begin, piece->end - piece->begin));
	}
	return NULL;
}

static struct json_object *
take_answer(struct draft *d, const struct field *f, struct json_object *value)
{
	if (prompt_router_answer(string_span(value)))
		d->record->flags |= PL_RECORD_ROUTER;
	return take_text(d, f, value);
}

/* A link begins with its title, even where it has none. */
static struct json_object *
take_link(struct draft *d, const struct field *f, struct json_object *link)
{
	static const char *const names[] = { "title", "uri", "snippet", NULL };
	static const enum pl_member members[] = { PL_MEMBER_LINK_TITLE,
		PL_MEMBER_LINK_URI, PL_MEMBER_LINK_SNIPPET };
	const char *taken[4] = { NULL };
	size_t count = 0;

	if (!json_object_is_type(link, json_type_object))
		return json_object_get(link);
	for (size_t i = 0; names[i] != NULL; i++) {
		struct json_object *value =
		    json_object_object_get(link, names[i]);

		columns_add(
		    d->columns, f->column, members[i], string_span(value));
		if (value == NULL ||
		    json_object_is_type(value, json_type_string))
			taken[count++] = names[i];
	}
	return rest_without(link, taken);
}

static struct json_object *
take_links(struct draft *d, const struct field *f, struct json_object *value)
{
	return take_each(d, f, value, take_link);
}

static struct json_object *
take_references(
    struct draft *d, const struct field *f, struct json_object *value)
{
	if (!json_object_is_type(value, json_type_array))
		return json_object_get(value);
	if (json_object_array_length(value) > 0)
		add_json(d, f->column, f->member, value);
	return NULL;
}

const struct field chat_request_fields[] = {
	{ "prompt", take_prompt, PL_COLUMN_PROMPT, PL_MEMBER_PROMPT, NULL },
	{ "customizationArn", take_text, PL_COLUMN_EXTRA,
	    PL_MEMBER_CUSTOMIZATION, NULL },
	{ "chatTriggerType", take_text, PL_COLUMN_EXTRA, PL_MEMBER_TRIGGER,
	    NULL },
	{ 0 },
};

static const struct field metadata_fields[] = {
	{ "utteranceId", take_text, PL_COLUMN_EXTRA, PL_MEMBER_UTTERANCE,
	    NULL },
	{ 0 },
};

const struct field chat_response_fields[] = {
	{ "assistantResponse", take_answer, PL_COLUMN_RESPONSE,
	    PL_MEMBER_ANSWER, NULL },
	{ "followupPrompts", take_text, PL_COLUMN_RESPONSE, PL_MEMBER_FOLLOWUP,
	    NULL },
	{ "supplementaryWebLinksEvent", take_links, PL_COLUMN_RESPONSE,
	    PL_MEMBER_LINK_TITLE, NULL },
	{ "codeReferenceEvents", take_references, PL_COLUMN_RESPONSE,
	    PL_MEMBER_CODE_REFERENCES, NULL },
	{ .name = "messageMetadata", .inner = metadata_fields },
	{ 0 },
};

const struct format format_chat = {
	.type = PL_TYPE_CHAT,
	.request = "generateAssistantResponseEventRequest",
	.response = "generateAssistantResponseEventResponse",
	.request_fields = chat_request_fields,
	.response_fields = chat_response_fields,
};
