#include "base/json_value.h"

#include "base/utf8.h"

/* ---- checking ---- */

struct reading {
	const char *begin, *p, *end;
	int depth;
};

/* The next byte, or -1 at the end. */
static int
peek(const struct reading *r)
{
	return r->p < r->end ? (unsigned char)*r->p : -1;
}

static void
pass_space(struct reading *r)
{
	while (r->p < r->end && strchr(" \t\n\r", *r->p) != NULL && *r->p != 0)
		r->p++;
}

static bool
pass(struct reading *r, char c)
{
	if (peek(r) != (unsigned char)c)
		return false;
	r->p++;
	return true;
}

static bool
pass_word(struct reading *r, const char *word)
{
	size_t n = strlen(word);

	if ((size_t)(r->end - r->p) < n || memcmp(r->p, word, n) != 0)
		return false;
	r->p += n;
	return true;
}

static bool
is_digit(int c)
{
	return c >= '0' && c <= '9';
}

static bool
pass_digits(struct reading *r)
{
	const char *from = r->p;

	while (is_digit(peek(r)))
		r->p++;
	return r->p > from;
}

static bool
pass_number(struct reading *r)
{
	pass(r, '-');
	if (!pass(r, '0') && !pass_digits(r))
		return false;
	if (pass(r, '.') && !pass_digits(r))
		return false;
	if (!pass(r, 'e') && !pass(r, 'E'))
		return true;
	if (!pass(r, '+'))
		pass(r, '-');
	return pass_digits(r);
}

static int
hex_digit(int c)
{
	if (is_digit(c))
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool
pass_escape(struct reading *r)
{
	int c = peek(r);

	if (c < 0 || c == 0 || strchr("\"\\/bfnrtu", c) == NULL)
		return false;
	r->p++;
	for (int i = 0; c == 'u' && i < 4; i++) {
		if (hex_digit(peek(r)) < 0)
			return false;
		r->p++;
	}
	return true;
}

static bool
pass_string(struct reading *r)
{
	if (!pass(r, '"'))
		return false;
	while (peek(r) >= 0x20 && peek(r) != '"') {
		bool escape = *r->p++ == '\\';

		if (escape && !pass_escape(r))
			return false;
	}
	return pass(r, '"');
}

static bool pass_value(struct reading *r);

/* The items of an array or an object, behind its bracket. */
static bool
pass_items(struct reading *r, bool named, char bracket)
{
	if (++r->depth > JSON_VALUE_DEPTH)
		return false;
	pass_space(r);
	if (!pass(r, bracket)) {
		do {
			pass_space(r);
			if (named && !pass_string(r))
				return false;
			pass_space(r);
			if (named && !pass(r, ':'))
				return false;
			if (!pass_value(r))
				return false;
		} while (pass(r, ','));
		if (!pass(r, bracket))
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

	pass_space(r);
	if (pass(r, '{'))
		good = pass_items(r, true, '}');
	else if (pass(r, '['))
		good = pass_items(r, false, ']');
	else if (peek(r) == '"')
		good = pass_string(r);
	else
		good = pass_word(r, "true") || pass_word(r, "false") ||
		    pass_word(r, "null") || pass_number(r);
	if (good)
		pass_space(r);
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
	struct reading r = { document.p, document.p, document.p + document.n,
		0 };

	*out = (struct json_value){ JSON_NULL, span_of(NULL, 0) };
	if (document.n == 0)
		return pl_fail(err, PL_EFORMAT, "no JSON: it is empty");
	if (!pass_value(&r) || r.p < r.end)
		return pl_fail(err, PL_EFORMAT, "no JSON at byte %zu",
		    (size_t)(r.p - r.begin) + 1);
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
	struct reading r = { from, from, from + items->rest.n, 0 };

	*name = span_of(NULL, 0);
	if (items->rest.n == 0)
		return false;
	if (items->named) {
		pass_space(&r);
		from = r.p + 1;
		(void)pass_string(&r);
		*name = span_of(from, (size_t)(r.p - from) - 1);
		pass_space(&r);
		pass(&r, ':');
	}
	from = r.p;
	(void)pass_value(&r);
	*out = value_of(span_of(from, (size_t)(r.p - from)));
	pass(&r, ',');
	items->rest = span_of(r.p, (size_t)(r.end - r.p));
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

static uint32_t
hex_value(const char *p)
{
	uint32_t c = 0;

	for (int i = 0; i < 4; i++)
		c = c * 16 + (uint32_t)hex_digit((unsigned char)p[i]);
	return c;
}

/* Append the character of an escape that begins with \u; how many bytes it
 * takes. */
static size_t
add_code(struct buf *out, const char *p, size_t n)
{
	uint32_t c = hex_value(p + 2);
	size_t used = 6;
	char bytes[4];

	if (c >= 0xD800 && c < 0xDC00 && n >= 12 && p[6] == '\\' &&
	    p[7] == 'u') {
		uint32_t low = hex_value(p + 8);

		if (low >= 0xDC00 && low < 0xE000) {
			c = 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
			used = 12;
		}
	}
	if (c >= 0xD800 && c < 0xE000)
		c = UTF8_REPLACEMENT;
	buf_add(out, bytes, utf8_encode(c, bytes));
	return used;
}

bool
json_value_text(struct json_value v, struct buf *out)
{
	static const char letters[] = "bfnrt", meant[] = "\b\f\n\r\t";
	size_t used;

	if (v.kind != JSON_STRING)
		return false;
	for (size_t i = 1; i + 1 < v.text.n; i += used) {
		const char *p = v.text.p + i;
		const char *letter;

		used = p[0] == '\\' ? 2 : 1;
		if (used == 1)
			buf_addc(out, p[0]);
		else if (p[1] == 'u')
			used = add_code(out, p, v.text.n - 1 - i);
		else if ((letter = strchr(letters, p[1])) != NULL)
			buf_addc(out, meant[letter - letters]);
		else
			buf_addc(out, p[1]);
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

		if (!is_digit((unsigned char)v.text.p[i]) ||
		    __builtin_mul_overflow(n, 10, &n) ||
		    __builtin_sub_overflow(n, digit, &n))
			return false;
	}
	if (!negative && n == INT64_MIN)
		return false;
	*out = negative ? n : -n;
	return true;
}
