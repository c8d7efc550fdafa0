#include "query/verify/fields.h"

static void *
place(const struct field *f, void *base)
{
	return (char *)base + f->offset;
}

/* Texts keep their room: there will be another record. */
static void
clear(const struct field *f, void *base)
{
	struct buf *text;

	switch (f->kind) {
	case FIELD_TEXT:
		text = place(f, base);
		text->max = BUF_UNLIMITED; /* the line it is from has one */
		buf_clear(text);
		break;
	case FIELD_NUMBER:
		*(int64_t *)place(f, base) = 0;
		break;
	case FIELD_FLAG:
		*(bool *)place(f, base) = false;
		break;
	}
}

void
fields_release(const struct field *fields, void *base)
{
	for (; fields->name != NULL; fields++) {
		clear(fields, base);
		if (fields->kind == FIELD_TEXT)
			buf_release(place(fields, base));
	}
}

/* Whether the value is of the field's kind. */
static bool
store(const struct field *f, struct json_value v, void *base)
{
	if (v.kind == JSON_NULL)
		return true;
	switch (f->kind) {
	case FIELD_TEXT:
		return json_value_text(v, place(f, base));
	case FIELD_NUMBER:
		return json_value_int(v, place(f, base));
	case FIELD_FLAG:
		*(bool *)place(f, base) = v.kind == JSON_TRUE;
		return v.kind == JSON_TRUE || v.kind == JSON_FALSE;
	}
	return false;
}

static const struct field *
field_named(const struct field *fields, struct span name)
{
	for (; fields->name != NULL; fields++)
		if (span_is(name, fields->name))
			return fields;
	return NULL;
}

enum pl_status
fields_take(const struct field *fields, struct json_value object, void *base,
    struct pl_error *err)
{
	struct json_items items = json_value_items(object);
	struct json_value value;
	struct span name;

	for (const struct field *f = fields; f->name != NULL; f++)
		clear(f, base);
	if (object.kind != JSON_OBJECT)
		return pl_fail(err, PL_EFORMAT, "is no JSON object");
	while (json_value_next(&items, &name, &value)) {
		const struct field *f = field_named(fields, name);

		if (f == NULL)
			continue;
		clear(f, base);
		if (!store(f, value, base))
			return pl_fail(err, PL_EFORMAT,
			    "'%s' has a value of another kind", f->name);
	}
	return PL_OK;
}

enum pl_status
fields_read(const struct field *fields, struct span text, void *base,
    struct pl_error *err)
{
	struct json_value object = { .kind = JSON_NULL };
	enum pl_status rc = json_value_parse(text, &object, err);

	return rc == PL_OK ? fields_take(fields, object, base, err) : rc;
}
