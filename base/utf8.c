#include "base/utf8.h"

#include <string.h>

size_t
utf8_decode(const char *text, size_t n, uint32_t *c)
{
	const unsigned char *p = (const unsigned char *)text;
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	size_t length;
	uint32_t value;

	*c = UTF8_REPLACEMENT;
	if (p[0] < 0x80) {
		*c = p[0];
		return 1;
	}
	if (p[0] >= 0xC2 && p[0] < 0xE0) {
		length = 2;
		value = p[0] & 0x1Fu;
	} else if (p[0] >= 0xE0 && p[0] < 0xF0) {
		length = 3;
		value = p[0] & 0x0Fu;
	} else if (p[0] >= 0xF0 && p[0] < 0xF5) {
		length = 4;
		value = p[0] & 0x07u;
	} else {
		return 0;
	}
	if (n < length)
		return 0;
	for (size_t i = 1; i < length; i++) {
		if ((p[i] & 0xC0u) != 0x80)
			return 0;
		value = value << 6 | (p[i] & 0x3Fu);
	}
	if (value < least[length] || value > 0x10FFFF ||
	    (value >= 0xD800 && value < 0xE000))
		return 0;
	*c = value;
	return length;
}

size_t
utf8_encode(uint32_t c, char out[4])
{
	if (c < 0x80) {
		out[0] = (char)c;
		return 1;
	}
	if (c < 0x800) {
		out[0] = (char)(0xC0 | c >> 6);
		out[1] = (char)(0x80 | (c & 0x3F));
		return 2;
	}
	if (c < 0x10000) {
		out[0] = (char)(0xE0 | c >> 12);
		out[1] = (char)(0x80 | (c >> 6 & 0x3F));
		out[2] = (char)(0x80 | (c & 0x3F));
		return 3;
	}
	out[0] = (char)(0xF0 | c >> 18);
	out[1] = (char)(0x80 | (c >> 12 & 0x3F));
	out[2] = (char)(0x80 | (c >> 6 & 0x3F));
	out[3] = (char)(0x80 | (c & 0x3F));
	return 4;
}

#define HIGH_BITS  0x8080808080808080u
#define ASCII_STEP ((size_t)64)

/* How many bytes of ASCII it begins with, in whole steps, which compilers make
 * a few instructions of. */
static size_t
ascii_steps(const char *p, size_t n)
{
	uint64_t words[ASCII_STEP / 8], seen = 0;
	size_t i = 0;

	for (; n - i >= sizeof words; i += sizeof words) {
		memcpy(words, p + i, sizeof words);
		for (size_t k = 0; k < ASCII_STEP / 8; k++)
			seen |= words[k];
		if ((seen & HIGH_BITS) != 0)
			break;
	}
	return i;
}

bool
utf8_is_ascii(const char *p, size_t n)
{
	size_t i = ascii_steps(p, n);
	unsigned char byte = 0;

	if (n - i >= ASCII_STEP)
		return false;
	for (; i < n; i++)
		byte |= (unsigned char)p[i];
	return byte < 0x80;
}

size_t
utf8_valid(const char *p, size_t n)
{
	size_t i = ascii_steps(p, n);

	while (i < n) {
		uint64_t word;
		uint32_t c;

		/* Eight bytes of ASCII at a time: most of a log. */
		if (n - i >= sizeof word) {
			memcpy(&word, p + i, sizeof word);
			if ((word & HIGH_BITS) == 0) {
				i += sizeof word;
				continue;
			}
		}
		size_t length = utf8_decode(p + i, n - i, &c);
		if (length == 0)
			return i;
		i += length;
	}
	return n;
}

size_t
utf8_repair(struct buf *b, struct span text)
{
	size_t replaced = 0;

	while (text.n > 0) {
		size_t good = utf8_valid(text.p, text.n);

		buf_add(b, text.p, good);
		if (good == text.n)
			break;
		buf_adds(b, "\xEF\xBF\xBD");
		replaced++;
		text = span_of(text.p + good + 1, text.n - good - 1);
	}
	return replaced;
}

bool
utf8_hidden(uint32_t c)
{
	static const struct range {
		uint32_t first, last;
	} hidden[] = {
		{ 0x0000, 0x001F },   /* C0 */
		{ 0x007F, 0x009F },   /* DEL, C1 */
		{ 0x00AD, 0x00AD },   /* soft hyphen */
		{ 0x034F, 0x034F },   /* combining grapheme joiner */
		{ 0x061C, 0x061C },   /* Arabic letter mark */
		{ 0x115F, 0x1160 },   /* Hangul fillers */
		{ 0x17B4, 0x17B5 },   /* Khmer inherent vowels */
		{ 0x180B, 0x180F },   /* Mongolian separators */
		{ 0x200B, 0x200F },   /* zero width, left and right marks */
		{ 0x2028, 0x202E },   /* separators, embeddings, overrides */
		{ 0x2060, 0x206F },   /* word joiner, isolates */
		{ 0x3164, 0x3164 },   /* Hangul filler */
		{ 0xFEFF, 0xFEFF },   /* byte order mark */
		{ 0xFFA0, 0xFFA0 },   /* half-width Hangul filler */
		{ 0xFFF9, 0xFFFB },   /* annotations */
		{ 0x1D173, 0x1D17A }, /* musical formatting */
		{ 0xE0000, 0xE0FFF }, /* tags, variation selectors of Han */
	};

	if (c >= 0x20 && c < 0x7F)
		return false;
	for (size_t i = 0; i < sizeof hidden / sizeof *hidden; i++) {
		if (c <= hidden[i].last)
			return c >= hidden[i].first;
	}
	return false;
}
