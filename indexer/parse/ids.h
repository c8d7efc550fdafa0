/* Who, when and what: the members that any half of a record may hold. */
#ifndef INDEXER_IDS_H
#define INDEXER_IDS_H

#include <json-c/json.h>
#include <stdbool.h>

#include "base/buf.h"

/* Where a record may tell them. */
enum place {
	PLACE_RECORD,
	PLACE_REQUEST,
	PLACE_RESPONSE,
	PLACE_METADATA, /* `messageMetadata` of the response */
	PLACES
};

enum id { ID_USER, ID_TIME, ID_MODEL, ID_REQUEST, ID_CONVERSATION, IDS };

/* All borrowed from the record's tree. */
struct ids {
	struct json_object *place[PLACES]; /* NULL where it is no object */
	struct span text[IDS];             /* empty where nothing tells it */
};

/* Find the places and the ids in them; of several that differ the place that
 * usually has it wins.  request and response name the halves, NULL for none.
 */
void ids_find(struct json_object *record, const char *request,
    const char *response, struct ids *out);

/* Whether a member is one of the ids, and nothing is lost by leaving it out:
 * it is empty, null, or what was found. */
bool ids_told(
    const struct ids *ids, const char *name, struct json_object *value);

#endif
