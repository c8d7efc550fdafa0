/* The log types: which members a record of each has, and where they go.  A
 * new type is a file format_<name>.c and a line in formats[]. */
#ifndef INDEXER_FORMAT_H
#define INDEXER_FORMAT_H

#include "base/json_tree.h"
#include "indexer/parse/columns.h"
#include "indexer/parse/prompt.h"
#include "schema/record.h"

/* The record being made. */
struct draft {
	struct pl_record *record;
	struct columns *columns;
	struct prompt_pieces *pieces; /* space for splitting a prompt */
	struct json_tree *tree;       /* for what is left */
	struct buf *scratch;
};

struct field;

/* A member of a record's half.  take() puts the value, which is not null,
 * where it belongs and returns what it had no place for: NULL if nothing, all
 * of it when its type is not the expected one. */
typedef const struct json_node *take_function(
    struct draft *d, const struct field *f, const struct json_node *value);

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
const struct format *format_find(const struct json_node *record);

/* What look like the halves of an unknown record: the objects under the only
 * name that ends in "Request", and in "Response", of several the last; NULL
 * for none. */
void format_guess(const struct json_node *record,
    const struct json_node **request, const struct json_node **response);

/* A chat's halves, which /dev shares. */
extern const struct field chat_request_fields[];
extern const struct field chat_response_fields[];

/* A string, into the field's column. */
take_function take_text;

/* An array, each element but nulls by `take`; what they leave is an array with
 * a place for each of them. */
const struct json_node *take_each(struct draft *d, const struct field *f,
    const struct json_node *array, take_function *take);

/* A member that has its place.  Of several of its name it is the last. */
struct taken {
	const char *name;
	const struct json_node *value;
};

/* The members but for those that were taken (the list ends with name NULL) and
 * nulls of their names; NULL if there are none. */
const struct json_node *rest_without(struct draft *d,
    const struct json_node *object, const struct taken *taken);

/* A value as JSON, control characters as they are (see pl_json_restore). */
void add_json(struct draft *d, enum pl_column column, enum pl_member member,
    const struct json_node *value);

#endif
