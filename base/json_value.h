/* Reads JSON that stands in memory, strictly (RFC 8259).  A document is
 * checked as a whole once; its values are spans of it then, valid as long as
 * it is, and going through them cannot fail.  Nothing is allocated. */
#ifndef BASE_JSON_VALUE_H
#define BASE_JSON_VALUE_H

#include "base/buf.h"
#include "base/json_lex.h"

/* Objects and arrays within each other; deeper ones are refused. */
#define JSON_VALUE_DEPTH 64

struct json_value {
	enum json_kind kind;
	struct span text; /* as it is written */
};

/* PL_EFORMAT: it is no JSON; the text says at which byte, from 1 on, and names
 * no document. */
PL_CHECKED enum pl_status json_value_parse(
    struct span document, struct json_value *out, struct pl_error *err);

/* The items of an array, the members of an object: none of anything else. */
struct json_items {
	struct span rest;
	bool named;
};
struct json_items json_value_items(struct json_value v);
/* The next one, its name as it is written between its quotes (empty in an
 * array), or false after the last. */
bool json_value_next(
    struct json_items *items, struct span *name, struct json_value *out);

/* The first member of that name, which is compared as it is written; false if
 * there is none, or v is no object. */
bool json_value_find(
    struct json_value v, const char *name, struct json_value *out);

/* Append what a string says, a lone surrogate as U+FFFD; false for what is no
 * string. */
bool json_value_text(struct json_value v, struct buf *out);
/* A whole number; false for what is none, or too large. */
bool json_value_int(struct json_value v, int64_t *out);

#endif
