#include "indexer/parse/format.h"

const struct format *const formats[] = {
	&format_chat,
	&format_inline,
	&format_dev,
	NULL,
};

/* Whether there is such a member, be it null. */
static bool
has(const struct json_node *object, const char *name)
{
	const struct json_node *m = object->first;

	while (m != NULL && !span_is(m->name, name))
		m = m->next;
	return m != NULL;
}

const struct format *
format_find(const struct json_node *record)
{
	for (const struct format *const *f = formats; *f != NULL; f++)
		if (has(record, (*f)->request) || has(record, (*f)->response))
			return *f;
	return &format_unknown;
}

static void
write_string(struct buf *out, struct span text)
{
	buf_addc(out, '"');
	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] == '"' || text.p[i] == '\\')
			buf_addc(out, '\\');
		buf_addc(out, text.p[i]);
	}
	buf_addc(out, '"');
}

static void
write_value(struct buf *out, const struct json_node *v)
{
	static const char *const words[] = { [JSON_NULL] = "null",
		[JSON_FALSE] = "false",
		[JSON_TRUE] = "true" };
	static const char brackets[][2] = {
		[JSON_ARRAY] = { '[', ']' }, [JSON_OBJECT] = { '{', '}' }
	};

	if (v->kind <= JSON_TRUE) {
		buf_adds(out, words[v->kind]);
	} else if (v->kind == JSON_NUMBER) {
		buf_addspan(out, v->text);
	} else if (v->kind == JSON_STRING) {
		write_string(out, v->text);
	} else {
		buf_addc(out, brackets[v->kind][0]);
		for (const struct json_node *m = v->first; m != NULL;
		     m = m->next) {
			if (m != v->first)
				buf_addc(out, ',');
			if (v->kind == JSON_OBJECT) {
				write_string(out, m->name);
				buf_addc(out, ':');
			}
			write_value(out, m);
		}
		buf_addc(out, brackets[v->kind][1]);
	}
}

void
add_json(struct draft *d, enum pl_column column, enum pl_member member,
    const struct json_node *value)
{
	buf_clear(d->scratch);
	write_value(d->scratch, value);
	columns_add(d->columns, column, member, buf_span(d->scratch));
}

const struct json_node *
take_text(
    struct draft *d, const struct field *f, const struct json_node *value)
{
	if (value->kind != JSON_STRING)
		return value;
	columns_add(d->columns, f->column, f->member, value->text);
	return NULL;
}

const struct json_node *
take_each(struct draft *d, const struct field *f,
    const struct json_node *array, take_function *take)
{
	struct json_node *rest;
	bool any = false;

	if (array->kind != JSON_ARRAY)
		return array;
	rest = json_tree_new(d->tree, JSON_ARRAY);
	for (const struct json_node *item = array->first; item != NULL;
	     item = item->next) {
		const struct json_node *left =
		    item->kind != JSON_NULL ? take(d, f, item) : NULL;

		any = any || left != NULL;
		json_tree_add(d->tree, rest, span_of(NULL, 0), left);
	}
	return any ? rest : NULL;
}

const struct json_node *
rest_without(
    struct draft *d, const struct json_node *object, const struct taken *taken)
{
	struct json_node *rest = NULL;

	for (const struct json_node *m = object->first; m != NULL;
	     m = m->next) {
		const struct taken *t = taken;

		while (t->name != NULL &&
		    (!span_is(m->name, t->name) ||
			(m != t->value && m->kind != JSON_NULL)))
			t++;
		if (t->name != NULL)
			continue;
		if (rest == NULL)
			rest = json_tree_new(d->tree, JSON_OBJECT);
		json_tree_add(d->tree, rest, m->name, m);
	}
	return rest;
}
