#include "indexer/parse/format.h"

#include <stdlib.h>
#include <string.h>

const struct format *const formats[] = {
	&format_chat,
	&format_inline,
	&format_dev,
	NULL,
};

const struct format *
format_find(struct json_object *record)
{
	for (const struct format *const *f = formats; *f != NULL; f++)
		if (json_object_object_get_ex(record, (*f)->request, NULL) ||
		    json_object_object_get_ex(record, (*f)->response, NULL))
			return *f;
	return &format_unknown;
}

struct span
string_span(struct json_object *value)
{
	if (!json_object_is_type(value, json_type_string))
		return span_of(NULL, 0);
	return span_of(json_object_get_string(value),
	    (size_t)json_object_get_string_len(value));
}

/* The control character that the escape at p, written by json-c, stands for,
 * and how long the escape is; -1 for one that is no control character's. */
static int
control_escape(const char *p, size_t *length)
{
	static const char letters[] = "btnfr", bytes[] = "\b\t\n\f\r";
	const char *letter = p[1] ? strchr(letters, p[1]) : NULL;

	*length = 2;
	if (letter != NULL)
		return bytes[letter - letters];
	if (p[1] != 'u')
		return -1;
	*length = 6;
	return (int)strtol((char[]){ p[4], p[5], '\0' }, NULL, 16);
}

void
add_json(struct draft *d, enum pl_column column, enum pl_member member,
    struct json_object *value)
{
	struct buf *b = d->scratch;
	size_t n, kept = 0, length;
	const char *p = json_object_to_json_string_length(value,
	    JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE, &n);

	buf_clear(b);
	for (size_t i = 0; i < n; i += length) {
		length = 1;
		if (p[i] != '\\')
			continue;
		int c = control_escape(p + i, &length);
		if (c < 0)
			continue;
		buf_add(b, p + kept, i - kept);
		buf_addc(b, (char)c);
		kept = i + length;
	}
	buf_add(b, p + kept, n - kept);
	columns_add(d->columns, column, member, buf_span(b));
}

struct json_object *
take_text(struct draft *d, const struct field *f, struct json_object *value)
{
	if (!json_object_is_type(value, json_type_string))
		return json_object_get(value);
	columns_add(d->columns, f->column, f->member, string_span(value));
	return NULL;
}

struct json_object *
take_each(struct draft *d, const struct field *f, struct json_object *array,
    take_function *take)
{
	struct json_object *rest;
	bool any = false;

	if (!json_object_is_type(array, json_type_array))
		return json_object_get(array);
	rest = json_object_new_array();
	for (size_t i = 0; i < json_object_array_length(array); i++) {
		struct json_object *item = json_object_array_get_idx(array, i);
		struct json_object *left = item ? take(d, f, item) : NULL;

		any = any || left != NULL;
		json_object_array_add(rest, left);
	}
	if (any)
		return rest;
	json_object_put(rest);
	return NULL;
}

struct json_object *
rest_without(struct json_object *object, const char *const *taken)
{
	struct json_object *rest = NULL;

	json_object_object_foreach(object, name, value)
	{
		const char *const *t = taken;

		while (*t != NULL && strcmp(*t, name) != 0)
			t++;
		if (*t != NULL)
			continue;
		if (rest == NULL)
			rest = json_object_new_object();
		json_object_object_add(rest, name, json_object_get(value));
	}
	return rest;
}
