#include "indexer/parse/scan.h"

#include "base/json_lex.h"
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

static void
set_fault(struct scan *s, size_t at)
{
	if (!s->faulty)
		s->fault = at;
	s->faulty = true;
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

enum pl_status
scan_string(struct scan *s)
{
	struct json_lex l = { s->text.p + s->at + 1, s->text.p + s->text.n };

	/* What follows a backslash belongs to the string. */
	for (json_lex_plain(&l); json_lex_pass(&l, '\\'); json_lex_plain(&l))
		if (l.p < l.end)
			l.p++;
	if (!json_lex_pass(&l, '"'))
		return broken_off(s);
	s->at = (size_t)(l.p - s->text.p);
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
	struct json_lex number = { word.p, word.p + word.n };
	if (!json_lex_number(&number) || number.p < number.end)
		set_fault(s, begin);
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
