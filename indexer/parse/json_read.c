#include "indexer/parse/json_read.h"

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "indexer/parse/mend.h"
#include "indexer/parse/object.h"
#include "indexer/parse/scan.h"

/* A larger buffer is given back after the value it was needed for. */
#define JSON_READ_KEEP ((size_t)4 << 20)

struct json_reader {
	struct json_tokener *tokener;
	struct buf repaired, mended;
	bool ascii; /* json-c takes nothing else; see takes_utf8() */
};

/* json-c 0.18 means to refuse control characters in strings when it is strict,
 * but where char is signed it refuses every byte beyond ASCII. */
static bool
takes_utf8(struct json_tokener *tokener)
{
	static const char text[] = "\"\xC3\xA9\"";

	json_tokener_reset(tokener);
	json_object_put(
	    json_tokener_parse_ex(tokener, text, (int)sizeof text - 1));
	return json_tokener_get_error(tokener) == json_tokener_success;
}

static bool
is_ascii(struct span text)
{
	for (size_t i = 0; i < text.n; i++)
		if ((unsigned char)text.p[i] >= 0x80)
			return false;
	return true;
}

/* Whether there is a character that json-c would mistake if it were escaped.
 */
static bool
has_mistaken(struct span text)
{
	size_t length;

	for (size_t i = 0; i < text.n; i += length) {
		uint32_t c;

		length = utf8_decode(text.p + i, text.n - i, &c);
		if (scan_is_mistaken(c))
			return true;
		if (length == 0)
			length = 1;
	}
	return false;
}

struct json_reader *
json_reader_new(void)
{
	struct json_reader *r = xcalloc(1, sizeof *r);

	/* One level more than is let through: the limit is scan.c's. */
	r->tokener = json_tokener_new_ex(OBJECT_DEPTH_MAX + 1);
	if (r->tokener == NULL)
		abort(); /* out of memory: nothing else can fail here */
	json_tokener_set_flags(r->tokener, JSON_TOKENER_STRICT);
	r->ascii = !takes_utf8(r->tokener);
	buf_init(&r->repaired, BUF_UNLIMITED);
	buf_init(&r->mended, BUF_UNLIMITED);
	return r;
}

void
json_reader_free(struct json_reader *r)
{
	if (r == NULL)
		return;
	json_tokener_free(r->tokener);
	buf_release(&r->repaired);
	buf_release(&r->mended);
	free(r);
}

static void
clear(struct buf *b)
{
	if (b->cap > JSON_READ_KEEP)
		buf_release(b);
	buf_clear(b);
}

struct json_object *
json_read(struct json_reader *r, struct span text, unsigned flags, bool valid,
    bool *repaired)
{
	*repaired = !valid && utf8_valid(text.p, text.n) < text.n;
	if (*repaired) {
		clear(&r->repaired);
		utf8_repair(&r->repaired, text);
		text = buf_span(&r->repaired);
	}
	/* What can be written neither as it is nor escaped is left to a json-c
	 * that is not strict; scan.c has seen to most of the difference. */
	bool lenient = r->ascii && (flags & SCAN_PAIR || has_mistaken(text));
	bool ascii = r->ascii && !lenient;
	if (flags & (SCAN_CONTROL | SCAN_INTEGER | SCAN_PAIR) ||
	    (ascii && !is_ascii(text))) {
		clear(&r->mended);
		mend_json(&r->mended, text, ascii);
		text = buf_span(&r->mended);
	}
	/* json-c counts in int.  Mending makes at most six bytes of one. */
	assert(text.n <= 6 * (OBJECT_INFLATED_MAX + 1));
	static_assert(6 * (OBJECT_INFLATED_MAX + 1) <= INT32_MAX, "int");
	json_tokener_reset(r->tokener);
	json_tokener_set_flags(r->tokener, lenient ? 0 : JSON_TOKENER_STRICT);
	struct json_object *value =
	    json_tokener_parse_ex(r->tokener, text.p, (int)text.n);
	if (json_tokener_get_error(r->tokener) == json_tokener_success)
		return value;
	json_object_put(value);
	return NULL;
}
