/* GenerateAssistantResponse: a question and its answer. */
#include "indexer/parse/format.h"

static const struct json_node *
take_prompt(
    struct draft *d, const struct field *f, const struct json_node *value)
{
	struct span prompt = json_node_text(value);

	if (value->kind != JSON_STRING)
		return value;
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

static const struct json_node *
take_answer(
    struct draft *d, const struct field *f, const struct json_node *value)
{
	if (prompt_router_answer(json_node_text(value)))
		d->record->flags |= PL_RECORD_ROUTER;
	return take_text(d, f, value);
}

/* A link begins with its title, even where it has none. */
static const struct json_node *
take_link(struct draft *d, const struct field *f, const struct json_node *link)
{
	static const char *const names[] = { "title", "uri", "snippet" };
	static const enum pl_member members[] = { PL_MEMBER_LINK_TITLE,
		PL_MEMBER_LINK_URI, PL_MEMBER_LINK_SNIPPET };
	struct taken taken[4] = { 0 };
	size_t count = 0;

	if (link->kind != JSON_OBJECT)
		return link;
	for (size_t i = 0; i < 3; i++) {
		const struct json_node *value = json_node_find(link, names[i]);

		columns_add(
		    d->columns, f->column, members[i], json_node_text(value));
		if (value == NULL || value->kind == JSON_STRING)
			taken[count++] = (struct taken){ names[i], value };
	}
	return rest_without(d, link, taken);
}

static const struct json_node *
take_links(
    struct draft *d, const struct field *f, const struct json_node *value)
{
	return take_each(d, f, value, take_link);
}

static const struct json_node *
take_references(
    struct draft *d, const struct field *f, const struct json_node *value)
{
	if (value->kind != JSON_ARRAY)
		return value;
	if (value->first != NULL)
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
