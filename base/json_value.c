#include "base/json_value.h"

/* ---- checking ---- */

struct reading {
	struct json_lex lex;
	int depth;
};

static bool
pass_string(struct json_lex *l)
{
	char said[JSON_LEX_ESCAPE_BYTES];
	bool half;

	if (!json_lex_pass(l, '"'))
		return false;
	while (json_lex_peek(l) >= 0x20 && json_lex_peek(l) != '"')
		if (*l->p++ == '\\' && json_lex_escape(l, said, &half) == 0)
			return false;
	return json_lex_pass(l, '"');
}

static bool pass_value(struct reading *r);

/* The items of an array or an object, behind its bracket. */
static bool
pass_items(struct reading *r, bool named, char bracket)
{
	if (++r->depth > JSON_VALUE_DEPTH)
		return false;
	json_lex_space(&r->lex);
	if (!json_lex_pass(&r->lex, bracket)) {
		do {
			json_lex_space(&r->lex);
			if (named && !pass_string(&r->lex))
				return false;
			json_lex_space(&r->lex);
			if (named && !json_lex_pass(&r->lex, ':'))
				return false;
			if (!pass_value(r))
				return false;
		} while (json_lex_pass(&r->lex, ','));
		if (!json_lex_pass(&r->lex, bracket))
			return false;
	}
	r->depth--;
	return true;
}

/* A value and the space around it. */
static bool
pass_value(struct reading *r)
{
	bool good;

	json_lex_space(&r->lex);
	if (json_lex_pass(&r->lex, '{'))
		good = pass_items(r, true, '}');
	else if (json_lex_pass(&r->lex, '['))
		good = pass_items(r, false, ']');
	else if (json_lex_peek(&r->lex) == '"')
		good = pass_string(&r->lex);
	else
		good = json_lex_word(&r->lex, "true") ||
		    json_lex_word(&r->lex, "false") ||
		    json_lex_word(&r->lex, "null") || json_lex_number(&r->lex);
	if (good)
		json_lex_space(&r->lex);
	return good;
}

static enum json_kind
kind_of(struct span text)
{
	switch (text.p[0]) {
	case '{':
		return JSON_OBJECT;
	case '[':
		return JSON_ARRAY;
	case '"':
		return JSON_STRING;
	case 't':
		return JSON_TRUE;
	case 'f':
		return JSON_FALSE;
	case 'n':
		return JSON_NULL;
	default:
		return JSON_NUMBER;
	}
}

static struct span
trim(struct span text)
{
	while (text.n > 0 && strchr(" \t\n\r", text.p[0]) != NULL)
		text = span_of(text.p + 1, text.n - 1);
	while (text.n > 0 && strchr(" \t\n\r", text.p[text.n - 1]) != NULL)
		text.n--;
	return text;
}

static struct json_value
value_of(struct span text)
{
	text = trim(text);
	return (struct json_value){ kind_of(text), text };
}

enum pl_status
json_value_parse(
    struct span document, struct json_value *out, struct pl_error *err)
{
	struct reading r = { { document.p, document.p + document.n }, 0 };

	*out = (struct json_value){ JSON_NULL, span_of(NULL, 0) };
	if (document.n == 0)
		return pl_fail(err, PL_EFORMAT, "no JSON: it is empty");
	if (!pass_value(&r) || r.lex.p < r.lex.end)
		return pl_fail(err, PL_EFORMAT, "no JSON at byte %zu",
		    (size_t)(r.lex.p - document.p) + 1);
	*out = value_of(document);
	return PL_OK;
}

/* ---- going through what was checked ---- */

struct json_items
json_value_items(struct json_value v)
{
	struct json_items items = { .named = v.kind == JSON_OBJECT };

	if (v.kind == JSON_OBJECT || v.kind == JSON_ARRAY)
		items.rest = trim(span_of(v.text.p + 1, v.text.n - 2));
	return items;
}

bool
json_value_next(
    struct json_items *items, struct span *name, struct json_value *out)
{
	const char *from = items->rest.p;

	*name = span_of(NULL, 0);
	if (items->rest.n == 0)
		return false;
	struct reading r = { { from, from + items->rest.n }, 0 };
	if (items->named) {
		json_lex_space(&r.lex);
		from = r.lex.p + 1;
		(void)pass_string(&r.lex);
		*name = span_of(from, (size_t)(r.lex.p - from) - 1);
		json_lex_space(&r.lex);
		json_lex_pass(&r.lex, ':');
	}
	from = r.lex.p;
	(void)pass_value(&r);
	*out = value_of(span_of(from, (size_t)(r.lex.p - from)));
	json_lex_pass(&r.lex, ',');
	items->rest = span_of(r.lex.p, (size_t)(r.lex.end - r.lex.p));
	return true;
}

bool
json_value_find(struct json_value v, const char *name, struct json_value *out)
{
	struct json_items items = json_value_items(v);
	struct span found;

	while (items.named && json_value_next(&items, &found, out))
		if (span_is(found, name))
			return true;
	return false;
}

bool
json_value_text(struct json_value v, struct buf *out)
{
	char said[JSON_LEX_ESCAPE_BYTES];
	bool half;

	if (v.kind != JSON_STRING)
		return false;
	struct json_lex l = { v.text.p + 1, v.text.p + v.text.n - 1 };
	while (l.p < l.end) {
		const char *from = l.p;

		json_lex_plain(&l);
		buf_add(out, from, (size_t)(l.p - from));
		if (json_lex_pass(&l, '\\'))
			buf_add(out, said, json_lex_escape(&l, said, &half));
	}
	return true;
}

bool
json_value_int(struct json_value v, int64_t *out)
{
	bool negative = v.kind == JSON_NUMBER && v.text.p[0] == '-';
	int64_t n = 0;

	*out = 0;
	if (v.kind != JSON_NUMBER)
		return false;
	for (size_t i = negative; i < v.text.n; i++) {
		int digit = v.text.p[i] - '0';

		if (digit < 0 || digit > 9 ||
		    __builtin_mul_overflow(n, 10, &n) ||
		    __builtin_sub_overflow(n, digit, &n))
			return false;
	}
	if (!negative && n == INT64_MIN)
		return false;
	*out = negative ? n : -n;
	return true;
}
