#include "indexer/parse/ids.h"

#include "indexer/parse/format.h"

/* For each its name, and the places in the order in which they are asked. */
static const struct {
	const char *name;
	enum place order[PLACES];
} members[IDS] = {
	[ID_USER] = { "userId",
	    { PLACE_REQUEST, PLACE_RESPONSE, PLACE_METADATA, PLACE_RECORD } },
	[ID_TIME] = { "timeStamp",
	    { PLACE_REQUEST, PLACE_RESPONSE, PLACE_METADATA, PLACE_RECORD } },
	[ID_MODEL] = { "modelId",
	    { PLACE_REQUEST, PLACE_RESPONSE, PLACE_METADATA, PLACE_RECORD } },
	[ID_REQUEST] = { "requestId",
	    { PLACE_RESPONSE, PLACE_METADATA, PLACE_REQUEST, PLACE_RECORD } },
	[ID_CONVERSATION] = { "conversationId",
	    { PLACE_METADATA, PLACE_RESPONSE, PLACE_REQUEST, PLACE_RECORD } },
};

static bool
usable_id(enum id which, struct span text)
{
	if (which != ID_REQUEST)
		return text.n > 0;
	for (size_t i = 0; i < text.n; i++)
		if ((unsigned char)text.p[i] < 0x20 || text.p[i] == 0x7F)
			return false;
	return text.n > 0 && text.n <= PL_REQUEST_MAX;
}

static struct json_object *
member(struct json_object *object, const char *name)
{
	struct json_object *value = NULL;

	if (object != NULL && name != NULL)
		json_object_object_get_ex(object, name, &value);
	return value;
}

static struct json_object *
member_object(struct json_object *object, const char *name)
{
	struct json_object *value = member(object, name);

	return json_object_is_type(value, json_type_object) ? value : NULL;
}

void
ids_find(struct json_object *record, const char *request, const char *response,
    struct ids *out)
{
	*out = (struct ids){ .place[PLACE_RECORD] = record };
	out->place[PLACE_REQUEST] = member_object(record, request);
	out->place[PLACE_RESPONSE] = member_object(record, response);
	out->place[PLACE_METADATA] =
	    member_object(out->place[PLACE_RESPONSE], "messageMetadata");
	for (int which = 0; which < IDS; which++)
		for (int i = 0; i < PLACES && out->text[which].n == 0; i++) {
			enum place place = members[which].order[i];
			struct span text = string_span(
			    member(out->place[place], members[which].name));

			if (usable_id((enum id)which, text))
				out->text[which] = text;
		}
}

bool
ids_told(const struct ids *ids, const char *name, struct json_object *value)
{
	int which = 0;

	while (which < IDS && strcmp(members[which].name, name) != 0)
		which++;
	if (which == IDS)
		return false;
	struct span text = string_span(value);
	return value == NULL ||
	    (json_object_is_type(value, json_type_string) &&
		(text.n == 0 || span_equal(text, ids->text[which])));
}
