/* Members of a JSON object into a struct, by a table. */
#ifndef QUERY_VERIFY_FIELDS_H
#define QUERY_VERIFY_FIELDS_H

#include <stddef.h>

#include "base/json_value.h"

struct field {
	const char *name;
	enum { FIELD_TEXT, FIELD_NUMBER, FIELD_FLAG } kind;
	size_t offset; /* of a struct buf, an int64_t, a bool */
};

/* Fill *base in; what the object lacks, or has as null, becomes empty, 0 and
 * false.  PL_EFORMAT where `text` is no JSON object, or a member has a value
 * of another kind. */
PL_CHECKED enum pl_status fields_read(const struct field *fields,
    struct span text, void *base, struct pl_error *err);
PL_CHECKED enum pl_status fields_take(const struct field *fields,
    struct json_value object, void *base, struct pl_error *err);
/* Empty *base, and free what it owns. */
void fields_release(const struct field *fields, void *base);

#endif
