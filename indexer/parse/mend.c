#include "indexer/parse/mend.h"

#include <string.h>

#include "base/utf8.h"
#include "indexer/parse/scan.h"

static bool
in_number(char c)
{
	return (c >= '0' && c <= '9') || (c != '\0' && strchr("+-.eE", c));
}

static void
add_escape(struct buf *out, uint32_t c)
{
	if (c > 0xFFFF) {
		buf_addf(out, "\\u%04x", 0xD800 + ((c - 0x10000) >> 10));
		c = 0xDC00 + (c & 0x3FF);
	}
	buf_addf(out, "\\u%04x", c);
}

static void
add_character(struct buf *out, uint32_t c)
{
	char bytes[4];

	buf_add(out, bytes, utf8_encode(c, bytes));
}

/* The string at i, quotes and all; where it ends. */
static size_t
mend_string(struct buf *out, struct span raw, size_t i, bool ascii)
{
	size_t kept = i++;

	while (i < raw.n && raw.p[i] != '"') {
		struct span rest = span_of(raw.p + i, raw.n - i);
		uint32_t c = (unsigned char)raw.p[i];
		bool pair =
		    c == '\\' && !ascii && scan_is_mistaken(scan_pair(rest));
		size_t length = c == '\\' && rest.n > 1 ? 2 : 1;

		if (pair)
			length = SCAN_PAIR_BYTES;
		else if (ascii && c >= 0x80)
			length = utf8_decode(rest.p, rest.n, &c);
		if (pair || c < 0x20 || (c >= 0x80 && ascii && length > 0)) {
			buf_add(out, raw.p + kept, i - kept);
			kept = i + length;
			if (pair)
				add_character(out, scan_pair(rest));
			else
				add_escape(out, c);
		}
		/* Nothing is decoded only in what a backslash parted, which
		 * is no JSON either way. */
		i += length > 0 ? length : 1;
	}
	if (i < raw.n)
		i++;
	buf_add(out, raw.p + kept, i - kept);
	return i;
}

static size_t
mend_number(struct buf *out, struct span raw, size_t i)
{
	size_t begin = i;

	while (i < raw.n && in_number(raw.p[i]))
		i++;
	struct span number = span_of(raw.p + begin, i - begin);
	buf_addspan(out, number);
	if (scan_long_integer(number))
		buf_adds(out, ".0");
	return i;
}

void
mend_json(struct buf *out, struct span raw, bool ascii)
{
	size_t i = 0;

	while (i < raw.n) {
		char c = raw.p[i];

		if (c == '"')
			i = mend_string(out, raw, i, ascii);
		else if (c == '-' || (c >= '0' && c <= '9'))
			i = mend_number(out, raw, i);
		else
			buf_addc(out, raw.p[i++]);
	}
}
