/* One JSON value, read strictly by json-c without losing anything of it. */
#ifndef INDEXER_JSON_READ_H
#define INDEXER_JSON_READ_H

#include <json-c/json.h>

#include "base/buf.h"

/* json-c's parser and the space for mending, kept from value to value. */
struct json_reader;
struct json_reader *json_reader_new(void);
void json_reader_free(struct json_reader *r);

/* The value that the whole text is, owned by the caller; NULL where it is
 * none.  (JSON's null is NULL too.)  json-c's own words for what is wrong are
 * not handed on: they differ between its versions.
 *
 * `flags` of enum scan_flag say what the text needs, and `valid` that it is
 * UTF-8; where it may not be, *repaired tells whether bytes had to be replaced
 * by U+FFFD. */
struct json_object *json_read(struct json_reader *r, struct span text,
    unsigned flags, bool valid, bool *repaired);

#endif
