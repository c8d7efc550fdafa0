#include "query/language/lex_scan.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/utf8.h"

#define WRITTEN_MAX 60 /* bytes of the query in a message */

enum pl_status
lex_fail(const struct lex *l, size_t at, struct pl_error *err,
    const char *format, ...)
{
	char message[sizeof err->text];
	size_t column = 1;
	va_list args;

	for (size_t i = 0; i < at; i++)
		column += ((unsigned char)l->text.p[i] & 0xC0u) != 0x80;
	va_start(args, format);
	vsnprintf(message, sizeof message, format, args);
	va_end(args);
	return pl_fail(err, PL_EQUERY, "column %zu: %s", column, message);
}

size_t
lex_space(const char *p, size_t n)
{
	uint32_t c;
	size_t length;

	if (n == 0)
		return 0;
	length = utf8_decode(p, n, &c);
	if (c == ' ' || (c >= '\t' && c <= '\r') || c == 0x85 || c == 0xA0 ||
	    c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || c == 0x2028 ||
	    c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000)
		return length;
	return 0;
}

/* The byte `ahead` of the next one, NUL (which no query holds) at the end. */
char
lex_peek(const struct lex *l, size_t ahead)
{
	size_t at = l->next + ahead;

	return at < l->text.n ? l->text.p[at] : '\0';
}

/* The length of the white space at the next byte. */
size_t
lex_gap(const struct lex *l)
{
	return lex_space(l->text.p + l->next, l->text.n - l->next);
}

bool
lex_at_end(const struct lex *l)
{
	return l->next == l->text.n || lex_gap(l) > 0 ||
	    (l->groups > 0 && lex_peek(l, 0) == ')');
}

struct span
lex_written(const struct lex *l, size_t begin)
{
	size_t end = begin;

	while (end < l->text.n &&
	    lex_space(l->text.p + end, l->text.n - end) == 0) {
		uint32_t c;
		size_t length =
		    utf8_decode(l->text.p + end, l->text.n - end, &c);

		if (end + length - begin > WRITTEN_MAX)
			break;
		end += length;
	}
	return span_of(l->text.p + begin, end - begin);
}

/* What follows a delimiter must be a term's end: "a""b" and "a"b are slips. */
enum pl_status
lex_expect_end(const struct lex *l, char delimiter, struct pl_error *err)
{
	if (lex_at_end(l))
		return PL_OK;
	return lex_fail(l, l->next, err,
	    "white space is missing after the closing %c; between a pair of "
	    "them write \\%c for the character itself",
	    delimiter, delimiter);
}

/* From an opening quote to its closing one into the token's text. */
enum pl_status
lex_quoted(struct lex *l, struct pl_error *err)
{
	size_t open = l->next;
	char quote = l->text.p[l->next++];

	while (l->next < l->text.n) {
		char c = l->text.p[l->next++];

		if (c == quote)
			return PL_OK;
		if (c == '\\' &&
		    (lex_peek(l, 0) == quote || lex_peek(l, 0) == '\\'))
			c = l->text.p[l->next++];
		buf_addc(&l->token.text, c);
	}
	return lex_fail(l, open, err,
	    "the text that begins here is not closed: a second %c is missing "
	    "(to search for the character itself, write %s)",
	    quote, quote == '"' ? "'\"'" : "\"'\"");
}

/* To the end of a plain piece of text.  A ) that belongs to a ( of the same
 * piece is part of it, so that getUserById() can stand in a group. */
struct span
lex_run(struct lex *l)
{
	size_t begin = l->next;
	size_t open = 0;

	while (l->next < l->text.n && lex_gap(l) == 0) {
		char c = lex_peek(l, 0);

		if (c == '(')
			open++;
		else if (c == ')' && open > 0)
			open--;
		else if (c == ')' && l->groups > 0)
			break;
		l->next++;
	}
	return span_of(l->text.p + begin, l->next - begin);
}
