#include "base/json_lex.h"

#include "base/utf8.h"

bool
json_lex_word(struct json_lex *l, const char *word)
{
	size_t n = strlen(word);

	if ((size_t)(l->end - l->p) < n || memcmp(l->p, word, n) != 0)
		return false;
	l->p += n;
	return true;
}

static bool
pass_digits(struct json_lex *l)
{
	const char *from = l->p;

	while (json_lex_peek(l) >= '0' && json_lex_peek(l) <= '9')
		l->p++;
	return l->p > from;
}

/* RFC 8259, section 6. */
bool
json_lex_number(struct json_lex *l)
{
	json_lex_pass(l, '-');
	if (!json_lex_pass(l, '0') && !pass_digits(l))
		return false;
	if (json_lex_pass(l, '.') && !pass_digits(l))
		return false;
	if (!json_lex_pass(l, 'e') && !json_lex_pass(l, 'E'))
		return true;
	if (!json_lex_pass(l, '+'))
		json_lex_pass(l, '-');
	return pass_digits(l);
}

/* The four digits of an escape; false at what is none. */
static bool
read_digits(struct json_lex *l, uint32_t *value)
{
	*value = 0;
	for (int i = 0; i < 4; i++, l->p++) {
		int c = json_lex_peek(l), letter = c | 0x20;

		if (c >= '0' && c <= '9')
			*value = *value << 4 | (uint32_t)(c - '0');
		else if (letter >= 'a' && letter <= 'f')
			*value = *value << 4 | (uint32_t)(letter - 'a' + 10);
		else
			return false;
	}
	return true;
}

/* The second half of a pair if it comes next, else 0 and nothing is passed. */
static uint32_t
read_low(struct json_lex *l)
{
	struct json_lex ahead = *l;
	uint32_t low;

	if (!json_lex_word(&ahead, "\\u") || !read_digits(&ahead, &low) ||
	    low < 0xDC00 || low > 0xDFFF)
		return 0;
	*l = ahead;
	return low;
}

size_t
json_lex_escape(
    struct json_lex *l, char out[JSON_LEX_ESCAPE_BYTES], bool *half)
{
	static const char meant[UINT8_MAX + 1] = { ['"'] = '"',
		['\\'] = '\\',
		['/'] = '/',
		['b'] = '\b',
		['f'] = '\f',
		['n'] = '\n',
		['r'] = '\r',
		['t'] = '\t' };
	int byte = json_lex_peek(l);
	uint32_t c, low = 0;

	if (byte < 0 || (meant[byte] == 0 && byte != 'u'))
		return 0;
	l->p++;
	out[0] = meant[byte];
	if (byte != 'u')
		return 1;
	if (!read_digits(l, &c))
		return 0;
	if (c >= 0xD800 && c < 0xDC00)
		low = read_low(l);
	if (low != 0) {
		c = 0x10000 + ((c & 0x3FF) << 10 | (low & 0x3FF));
	} else if (c >= 0xD800 && c < 0xE000) {
		*half = true;
		c = UTF8_REPLACEMENT;
	}
	return utf8_encode(c, out);
}
