/* Who, when and what: the members that any half of a record may hold. */
#ifndef INDEXER_IDS_H
#define INDEXER_IDS_H

#include "base/json_tree.h"

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
	const struct json_node *place[PLACES]; /* NULL: it is no object */
	struct span text[IDS];                 /* empty: nothing tells it */
};

/* Find the places and the ids in them; of several that differ the place that
 * usually has it wins.  request and response are its halves, NULL for none. */
void ids_find(const struct json_node *record, const struct json_node *request,
    const struct json_node *response, struct ids *out);

/* Whether the member is one of the ids, and nothing is lost by leaving it out:
 * it is empty, null, or what was found. */
bool ids_told(const struct ids *ids, const struct json_node *member);

#endif
