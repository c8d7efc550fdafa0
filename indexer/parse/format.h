/* The log types: which members a record of each has, and where they go.  A
 * new type is a file format_<name>.c and a line in formats[]. */
#ifndef INDEXER_FORMAT_H
#define INDEXER_FORMAT_H

#include <json-c/json.h>

#include "indexer/parse/columns.h"
#include "indexer/parse/prompt.h"
#include "schema/record.h"

/* The record being made. */
struct draft {
	struct pl_record *record;
	struct columns *columns;
	struct prompt_pieces *pieces; /* space for splitting a prompt */
	struct buf *scratch;
};

struct field;

/* A member of a record's half.  take() puts the value, which is not null,
 * where it belongs and returns what it had no place for: NULL if nothing, else
 * a value the caller owns, all of it when its type is not the expected one. */
typedef struct json_object *take_function(
    struct draft *d, const struct field *f, struct json_object *value);

struct field {
	const char *name;
	take_function *take;   /* NULL for an object with fields of its own */
	enum pl_column column; /* for take_text */
	enum pl_member member;
	const struct field *inner; /* end with name NULL */
};

struct format {
	enum pl_type type;
	const char *request; /* names of the record's halves */
	const char *response;
	const struct field *request_fields; /* in the order of the columns'
					       parts; end with name NULL */
	const struct field *response_fields;
};

/* Ends with NULL.  What every half may hold (userId, timeStamp, …) is
 * record.c's business. */
extern const struct format *const formats[];

extern const struct format format_chat;
extern const struct format format_inline;
extern const struct format format_dev;
/* Of a record that is none of these. */
extern const struct format format_unknown;

/* The format whose halves the record has, one of them at least; else
 * &format_unknown. */
const struct format *format_find(struct json_object *record);

/* What look like the halves of an unknown record: the only member that is an
 * object and whose name ends in "Request", and in "Response"; NULL for none.
 * The names live as long as the record. */
void format_guess(
    struct json_object *record, const char **request, const char **response);

/* A chat's halves, which /dev shares. */
extern const struct field chat_request_fields[];
extern const struct field chat_response_fields[];

/* A string, into the field's column. */
take_function take_text;

/* An array, each element but nulls by `take`; what they leave is an array with
 * a place for each of them. */
struct json_object *take_each(struct draft *d, const struct field *f,
    struct json_object *array, take_function *take);

/* The members but for those of the given names (ending with NULL), or NULL if
 * there are none. */
struct json_object *rest_without(
    struct json_object *object, const char *const *taken);

/* A JSON string's bytes, none for any other value; valid as long as it. */
struct span string_span(struct json_object *value);

/* A value as JSON, control characters as they are (see pl_json_restore). */
void add_json(struct draft *d, enum pl_column column, enum pl_member member,
    struct json_object *value);

#endif
