#include "base/json.h"

#include <assert.h>
#include <inttypes.h>

#include "base/instant.h"
#include "base/utf8.h"

void
json_begin(struct json_writer *w, struct buf *out, bool pretty)
{
	*w = (struct json_writer){ .out = out, .pretty = pretty };
}

static void
new_line(struct json_writer *w)
{
	if (!w->pretty)
		return;
	buf_addc(w->out, '\n');
	for (int i = 0; i < w->depth; i++)
		buf_adds(w->out, "  ");
}

/* What stands before a value or a key.  Values at the top follow each other
 * without a comma: each is a document of its own. */
static void
before_item(struct json_writer *w)
{
	if (w->after_key) {
		w->after_key = false;
		return;
	}
	if (w->depth == 0)
		return;
	if (w->any[w->depth])
		buf_addc(w->out, ',');
	w->any[w->depth] = true;
	new_line(w);
}

static void
begin_level(struct json_writer *w, char bracket)
{
	before_item(w);
	buf_addc(w->out, bracket);
	assert(w->depth + 1 < JSON_WRITER_DEPTH);
	w->depth++;
	w->any[w->depth] = false;
}

static void
end_level(struct json_writer *w, char bracket)
{
	assert(w->depth > 0 && !w->after_key);
	bool any = w->any[w->depth];
	w->depth--;
	if (any)
		new_line(w);
	buf_addc(w->out, bracket);
}

void
json_object(struct json_writer *w)
{
	begin_level(w, '{');
}

void
json_object_end(struct json_writer *w)
{
	end_level(w, '}');
}

void
json_array(struct json_writer *w)
{
	begin_level(w, '[');
}

void
json_array_end(struct json_writer *w)
{
	end_level(w, ']');
}

void
json_escape(struct buf *out, uint32_t c)
{
	static const char letters[] = "\"\"\\\\\bb\ff\nn\rr\tt";

	for (const char *p = letters; *p != '\0'; p += 2) {
		if ((uint32_t)(unsigned char)*p != c)
			continue;
		buf_addc(out, '\\');
		buf_addc(out, p[1]);
		return;
	}
	if (c >= 0x10000) {
		buf_addf(out, "\\u%04" PRIx32, 0xD800 + ((c - 0x10000) >> 10));
		c = 0xDC00 + ((c - 0x10000) & 0x3FF);
	}
	buf_addf(out, "\\u%04" PRIx32, c);
}

/* Characters that could act on a terminal or hide from a reader are escaped
 * too, so that JSON may be looked at: it loses nothing by it. */
static bool
needs_escape(uint32_t c)
{
	return c == '"' || c == '\\' || utf8_hidden(c);
}

static void
add_quoted(struct buf *out, struct span text)
{
	size_t written = 0;
	size_t length;

	buf_addc(out, '"');
	for (size_t i = 0; i < text.n; i += length) {
		uint32_t c = (unsigned char)text.p[i];

		length = 1;
		if (c >= ' ' && c < 0x7F && c != '"' && c != '\\')
			continue;
		length = utf8_decode(text.p + i, text.n - i, &c);
		if (length > 0 && !needs_escape(c))
			continue;
		buf_add(out, text.p + written, i - written);
		if (length == 0) {
			buf_adds(out, "\xEF\xBF\xBD");
			length = 1;
		} else {
			json_escape(out, c);
		}
		written = i + length;
	}
	buf_add(out, text.p + written, text.n - written);
	buf_addc(out, '"');
}

void
json_key(struct json_writer *w, const char *name)
{
	assert(w->depth > 0 && !w->after_key);
	before_item(w);
	add_quoted(w->out, span_str(name));
	buf_adds(w->out, w->pretty ? ": " : ":");
	w->after_key = true;
}

void
json_span(struct json_writer *w, struct span value)
{
	before_item(w);
	add_quoted(w->out, value);
}

void
json_string(struct json_writer *w, const char *value)
{
	if (value == NULL)
		json_null(w);
	else
		json_span(w, span_str(value));
}

void
json_int(struct json_writer *w, int64_t value)
{
	before_item(w);
	buf_addf(w->out, "%" PRId64, value);
}

void
json_bool(struct json_writer *w, bool value)
{
	before_item(w);
	buf_adds(w->out, value ? "true" : "false");
}

void
json_null(struct json_writer *w)
{
	before_item(w);
	buf_adds(w->out, "null");
}

void
json_raw(struct json_writer *w, struct span value)
{
	before_item(w);
	buf_addspan(w->out, value);
}

void
json_instant(struct json_writer *w, int64_t instant)
{
	char text[INSTANT_TEXT];

	if (instant == INSTANT_NONE) {
		json_null(w);
		return;
	}
	instant_format(instant, text);
	json_string(w, text);
}

void
json_key_span(struct json_writer *w, const char *name, struct span v)
{
	json_key(w, name);
	json_span(w, v);
}

void
json_key_string(struct json_writer *w, const char *name, const char *v)
{
	json_key(w, name);
	json_string(w, v);
}

void
json_key_int(struct json_writer *w, const char *name, int64_t v)
{
	json_key(w, name);
	json_int(w, v);
}

void
json_key_bool(struct json_writer *w, const char *name, bool v)
{
	json_key(w, name);
	json_bool(w, v);
}

void
json_key_instant(struct json_writer *w, const char *name, int64_t v)
{
	json_key(w, name);
	json_instant(w, v);
}
