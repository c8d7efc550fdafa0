#include "indexer/parse/scan.h"

#include <string.h>

#include "indexer/parse/object.h"

/* What a byte begins outside of a string. */
enum lexeme {
	LEX_OTHER, /* nothing */
	LEX_SPACE,
	LEX_WORD, /* a number, true, false, null */
	LEX_QUOTE,
	LEX_OPEN,
	LEX_CLOSE,
	LEX_POINT, /* a comma or a colon */
};

static enum lexeme
lexeme_of(char c)
{
	switch (c) {
	case ' ':
	case '\t':
	case '\r':
	case '\n':
		return LEX_SPACE;
	case '"':
		return LEX_QUOTE;
	case '{':
	case '[':
		return LEX_OPEN;
	case '}':
	case ']':
		return LEX_CLOSE;
	case ',':
	case ':':
		return LEX_POINT;
	case '+':
	case '-':
	case '.':
		return LEX_WORD;
	default:
		return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
			(c >= 'A' && c <= 'Z')
		    ? LEX_WORD
		    : LEX_OTHER;
	}
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static size_t
digits(struct span s, size_t i)
{
	while (i < s.n && is_digit(s.p[i]))
		i++;
	return i;
}

/* RFC 8259, section 6. */
static bool
is_number(struct span s)
{
	size_t i = s.n > 0 && s.p[0] == '-';
	size_t whole = digits(s, i);

	if (whole == i || (s.p[i] == '0' && whole > i + 1))
		return false;
	i = whole;
	if (i < s.n && s.p[i] == '.') {
		size_t end = digits(s, i + 1);
		if (end == i + 1)
			return false;
		i = end;
	}
	if (i < s.n && (s.p[i] == 'e' || s.p[i] == 'E')) {
		i++;
		if (i < s.n && (s.p[i] == '+' || s.p[i] == '-'))
			i++;
		size_t end = digits(s, i);
		if (end == i)
			return false;
		i = end;
	}
	return i == s.n;
}

bool
scan_long_integer(struct span number)
{
	bool negative = number.n > 0 && number.p[0] == '-';

	/* 2^63 has 19 digits, 2^64 has 20. */
	return number.n >= 20 && digits(number, negative) == number.n;
}

static void
set_fault(struct scan *s, size_t at)
{
	if (!(s->flags & SCAN_FAULT))
		s->fault = at;
	s->flags |= SCAN_FAULT;
}

static enum pl_status
broken_off(struct scan *s)
{
	return pl_fail(
	    s->err, PL_EFORMAT, "JSON ends too early, at byte %zu", s->text.n);
}

enum pl_status
scan_unexpected(struct scan *s, const char *wanted)
{
	if (s->at == s->text.n)
		return broken_off(s);
	unsigned char c = (unsigned char)s->text.p[s->at];
	if (c > ' ' && c < 0x7F)
		return pl_fail(s->err, PL_EFORMAT,
		    "'%c' instead of %s at byte %zu", c, wanted, s->at);
	return pl_fail(s->err, PL_EFORMAT,
	    "a byte 0x%02x instead of %s at byte %zu", c, wanted, s->at);
}

void
scan_space(struct scan *s)
{
	while (s->at < s->text.n && lexeme_of(s->text.p[s->at]) == LEX_SPACE)
		s->at++;
}

/* 1 where \ud800 to \udbff begins, 2 for \udc00 to \udfff, else 0. */
static int
surrogate_half(struct span s)
{
	if (s.n < 4 || s.p[0] != '\\' || s.p[1] != 'u' ||
	    (s.p[2] | 0x20) != 'd')
		return 0;
	if (s.p[3] == '8' || s.p[3] == '9')
		return 1;
	char c = (char)(s.p[3] | 0x20);
	return c == 'a' || c == 'b' ? 1 : c >= 'c' && c <= 'f' ? 2 : 0;
}

/* The value of the four digits of an escape; 0x10000 if they are none. */
static uint32_t
escape_value(struct span s)
{
	uint32_t value = 0;

	for (size_t i = 2; i < 6; i++) {
		char c = s.p[i] | 0x20;

		if (is_digit(s.p[i]))
			value = value << 4 | (uint32_t)(s.p[i] - '0');
		else if (c >= 'a' && c <= 'f')
			value = value << 4 | (uint32_t)(c - 'a' + 10);
		else
			return 0x10000;
	}
	return value;
}

uint32_t
scan_pair(struct span text)
{
	if (text.n < SCAN_PAIR_BYTES)
		return 0;
	struct span second =
	    span_of(text.p + SCAN_PAIR_BYTES / 2, SCAN_PAIR_BYTES / 2);
	if (surrogate_half(text) != 1 || surrogate_half(second) != 2)
		return 0;
	uint32_t high = escape_value(text), low = escape_value(second);
	if (high > 0xFFFF || low > 0xFFFF)
		return 0;
	return 0x10000 + ((high & 0x3FF) << 10 | (low & 0x3FF));
}

/* How much of the escape at i surely belongs to the string. */
static size_t
escape_length(struct scan *s, size_t i)
{
	struct span rest = span_of(s->text.p + i, s->text.n - i);
	int half = surrogate_half(rest);

	if (half == 1 && rest.n > 6 &&
	    surrogate_half(span_of(rest.p + 6, rest.n - 6)) == 2) {
		if (scan_is_mistaken(scan_pair(rest)))
			s->flags |= SCAN_PAIR;
		return 8;
	}
	if (half != 0)
		s->flags |= SCAN_SURROGATE;
	return 2;
}

/* Whether each of eight bytes is an ordinary one of a string: no quote, no
 * backslash, no control character.  A byte less than k is told by a borrow
 * into its high bit; bytes from 0x80 on are ordinary. */
static bool
all_ordinary(const char *p)
{
	const uint64_t ones = UINT64_MAX / 0xFF, high = ones << 7;
	uint64_t bytes;

	memcpy(&bytes, p, sizeof bytes);
	uint64_t quote = bytes ^ ones * '"', slash = bytes ^ ones * '\\';
	uint64_t found = ((bytes - ones * 0x20) & ~bytes) |
	    ((quote - ones) & ~quote) | ((slash - ones) & ~slash);
	return (found & high) == 0;
}

enum pl_status
scan_string(struct scan *s)
{
	const char *p = s->text.p;
	size_t n = s->text.n, i = s->at + 1;

	while (i < n && p[i] != '"') {
		if (n - i >= 8 && all_ordinary(p + i)) {
			i += 8;
			continue;
		}
		if (p[i] == '\\') {
			i += escape_length(s, i);
			continue;
		}
		if ((unsigned char)p[i] < 0x20)
			s->flags |= SCAN_CONTROL;
		i++;
	}
	if (i >= n)
		return broken_off(s);
	s->at = i + 1;
	return PL_OK;
}

static void
skip_word(struct scan *s)
{
	size_t begin = s->at;

	while (s->at < s->text.n && lexeme_of(s->text.p[s->at]) == LEX_WORD)
		s->at++;
	struct span word = span_of(s->text.p + begin, s->at - begin);
	if (span_is(word, "null") || span_is(word, "true") ||
	    span_is(word, "false"))
		return;
	if (!is_number(word))
		set_fault(s, begin);
	else if (scan_long_integer(word))
		s->flags |= SCAN_INTEGER;
}

static enum pl_status
too_deep(struct scan *s)
{
	return pl_fail(
	    s->err, PL_ELIMIT, "nested deeper than %d", OBJECT_DEPTH_MAX);
}

enum pl_status
scan_value(struct scan *s, int outer)
{
	uint64_t arrays = 0; /* a bit for each level that is open here */
	int depth = outer;
	enum pl_status rc;

	do {
		scan_space(s);
		if (s->at == s->text.n)
			return broken_off(s);
		char c = s->text.p[s->at];
		switch (lexeme_of(c)) {
		case LEX_QUOTE:
			rc = scan_string(s);
			if (rc != PL_OK)
				return rc;
			break;
		case LEX_WORD:
			skip_word(s);
			break;
		case LEX_OPEN:
			if (depth++ == OBJECT_DEPTH_MAX)
				return too_deep(s);
			arrays = arrays << 1 | (c == '[');
			s->at++;
			break;
		case LEX_CLOSE:
			if (depth == outer || (c == ']') != (arrays & 1))
				return scan_unexpected(s, "a value");
			depth--;
			arrays >>= 1;
			s->at++;
			break;
		case LEX_POINT:
			if (depth == outer)
				return scan_unexpected(s, "a value");
			s->at++;
			break;
		default:
			if (depth == outer)
				return scan_unexpected(s, "a value");
			set_fault(s, s->at++);
		}
	} while (depth > outer);
	return PL_OK;
}
