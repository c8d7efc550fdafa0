#include "indexer/mend.h"

#include <string.h>

#include "indexer/scan.h"

static bool
in_number(char c)
{
	return (c >= '0' && c <= '9') || (c != '\0' && strchr("+-.eE", c));
}

/* The string at i, quotes and all; where it ends. */
static size_t
mend_string(struct buf *out, struct span raw, size_t i)
{
	size_t kept = i++;

	while (i < raw.n && raw.p[i] != '"') {
		unsigned char c = (unsigned char)raw.p[i];

		if (c < 0x20) {
			buf_add(out, raw.p + kept, i - kept);
			buf_addf(out, "\\u%04x", c);
			kept = i + 1;
		}
		i += c == '\\' && i + 1 < raw.n ? 2 : 1;
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
mend_json(struct buf *out, struct span raw)
{
	size_t i = 0;

	while (i < raw.n) {
		char c = raw.p[i];

		if (c == '"')
			i = mend_string(out, raw, i);
		else if (c == '-' || (c >= '0' && c <= '9'))
			i = mend_number(out, raw, i);
		else
			buf_addc(out, raw.p[i++]);
	}
}
