#include "indexer/parse/ids.h"

#include "schema/record.h"

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

static const struct json_node *
object_or_none(const struct json_node *v)
{
	return json_node_is(v, JSON_OBJECT) ? v : NULL;
}

void
ids_find(const struct json_node *record, const struct json_node *request,
    const struct json_node *response, struct ids *out)
{
	*out = (struct ids){ .place[PLACE_RECORD] = record };
	out->place[PLACE_REQUEST] = object_or_none(request);
	out->place[PLACE_RESPONSE] = object_or_none(response);
	out->place[PLACE_METADATA] =
	    object_or_none(json_node_find(response, "messageMetadata"));
	for (int which = 0; which < IDS; which++)
		for (int i = 0; i < PLACES && out->text[which].n == 0; i++) {
			enum place place = members[which].order[i];
			struct span text = json_node_text(json_node_find(
			    out->place[place], members[which].name));

			if (usable_id((enum id)which, text))
				out->text[which] = text;
		}
}

bool
ids_told(const struct ids *ids, const struct json_node *member)
{
	int which = 0;

	while (which < IDS && !span_is(member->name, members[which].name))
		which++;
	if (which == IDS)
		return false;
	return member->kind == JSON_NULL ||
	    (member->kind == JSON_STRING &&
		(member->text.n == 0 ||
		    span_equal(member->text, ids->text[which])));
}
