#include "indexer/cut.h"

#include <stdint.h>
#include <stdlib.h>

#include "base/mem.h"
#include "indexer/object.h"

/* One text being cut. */
struct scan {
	const char *p;
	size_t n;
	size_t at;
	unsigned flags; /* of what was passed since they were last cleared */
	size_t fault;
	struct cuts *out;
	struct pl_error *err;
};

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
cut_long_integer(struct span number)
{
	bool negative = number.n > 0 && number.p[0] == '-';

	/* 2^63 has 19 digits, 2^64 has 20. */
	return number.n >= 20 && digits(number, negative) == number.n;
}

static void
set_fault(struct scan *s, size_t at)
{
	if (!(s->flags & CUT_FAULT))
		s->fault = at;
	s->flags |= CUT_FAULT;
}

static enum pl_status
broken_off(struct scan *s)
{
	return pl_fail(
	    s->err, PL_EFORMAT, "JSON ends too early, at byte %zu", s->n);
}

static enum pl_status
unexpected(struct scan *s, const char *wanted)
{
	if (s->at == s->n)
		return broken_off(s);
	unsigned char c = (unsigned char)s->p[s->at];
	if (c > ' ' && c < 0x7F)
		return pl_fail(s->err, PL_EFORMAT,
		    "'%c' instead of %s at byte %zu", c, wanted, s->at);
	return pl_fail(s->err, PL_EFORMAT,
	    "a byte 0x%02x instead of %s at byte %zu", c, wanted, s->at);
}

static void
skip_space(struct scan *s)
{
	while (s->at < s->n && lexeme_of(s->p[s->at]) == LEX_SPACE)
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

/* How much of the escape at i surely belongs to the string. */
static size_t
escape_length(struct scan *s, size_t i)
{
	struct span rest = span_of(s->p + i, s->n - i);
	int half = surrogate_half(rest);

	if (half == 1 && rest.n > 6 &&
	    surrogate_half(span_of(rest.p + 6, rest.n - 6)) == 2)
		return 8;
	if (half != 0)
		s->flags |= CUT_SURROGATE;
	return 2;
}

static enum pl_status
skip_string(struct scan *s)
{
	const char *p = s->p;
	size_t n = s->n, i = s->at + 1;

	while (i < n && p[i] != '"') {
		if (p[i] == '\\') {
			i += escape_length(s, i);
			continue;
		}
		if ((unsigned char)p[i] < 0x20)
			s->flags |= CUT_CONTROL;
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

	while (s->at < s->n && lexeme_of(s->p[s->at]) == LEX_WORD)
		s->at++;
	struct span word = span_of(s->p + begin, s->at - begin);
	if (span_is(word, "null") || span_is(word, "true") ||
	    span_is(word, "false"))
		return;
	if (!is_number(word))
		set_fault(s, begin);
	else if (cut_long_integer(word))
		s->flags |= CUT_INTEGER;
}

static enum pl_status
too_deep(struct scan *s)
{
	return pl_fail(
	    s->err, PL_ELIMIT, "nested deeper than %d", OBJECT_DEPTH_MAX);
}

/* Skip one value that lies in `outer` objects and arrays. */
static enum pl_status
skip_value(struct scan *s, int outer)
{
	uint64_t arrays = 0; /* a bit for each level that is open here */
	int depth = outer;
	enum pl_status rc;

	do {
		skip_space(s);
		if (s->at == s->n)
			return broken_off(s);
		char c = s->p[s->at];
		switch (lexeme_of(c)) {
		case LEX_QUOTE:
			rc = skip_string(s);
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
				return unexpected(s, "a value");
			depth--;
			arrays >>= 1;
			s->at++;
			break;
		case LEX_POINT:
			if (depth == outer)
				return unexpected(s, "a value");
			s->at++;
			break;
		default:
			if (depth == outer)
				return unexpected(s, "a value");
			set_fault(s, s->at++);
		}
	} while (depth > outer);
	return PL_OK;
}

static enum pl_status
add_cut(struct scan *s, size_t begin, unsigned flags)
{
	struct cuts *out = s->out;

	if (out->count == OBJECT_RECORDS_MAX)
		return pl_fail(s->err, PL_ELIMIT, "holds more than %d records",
		    OBJECT_RECORDS_MAX);
	out->items =
	    xgrow(out->items, out->count, &out->capacity, sizeof *out->items);
	out->items[out->count++] = (struct cut){
		.begin = begin,
		.end = s->at,
		.fault = s->fault,
		.flags = s->flags | flags,
	};
	return PL_OK;
}

/* After an item of an object or array: true if a further one follows, and
 * then at its beginning.  At the end, past the closing bracket. */
static enum pl_status
next_item(struct scan *s, char close, bool *more)
{
	skip_space(s);
	*more = s->at < s->n && s->p[s->at] == ',';
	if (!*more && (s->at == s->n || s->p[s->at] != close))
		return unexpected(
		    s, close == ']' ? "',' or ']'" : "',' or '}'");
	s->at++;
	if (*more)
		skip_space(s);
	return PL_OK;
}

/* Whether the object or array just opened is empty; then past its end. */
static bool
is_empty(struct scan *s, char close)
{
	s->at++;
	skip_space(s);
	if (s->at == s->n || s->p[s->at] != close)
		return false;
	s->at++;
	return true;
}

/* The elements of the array at s->at, itself in `outer` levels. */
static enum pl_status
cut_list(struct scan *s, int outer)
{
	unsigned kept = s->flags; /* of the object around it */
	bool more = !is_empty(s, ']');
	enum pl_status rc = PL_OK;

	while (rc == PL_OK && more) {
		size_t begin = s->at;

		s->flags = 0;
		rc = skip_value(s, outer + 1);
		if (rc == PL_OK)
			rc = add_cut(s, begin, 0);
		if (rc == PL_OK)
			rc = next_item(s, ']', &more);
	}
	s->flags = kept;
	return rc;
}

/* Keep a member that is not `records`, from its name to s->at. */
static void
add_other(struct scan *s, size_t begin)
{
	struct buf *others = &s->out->others;

	buf_addc(others, others->n == 0 ? '{' : ',');
	buf_add(others, s->p + begin, s->at - begin);
}

/* A member of the document's object, from its name on. */
static enum pl_status
cut_member(struct scan *s, bool *listed)
{
	size_t begin = s->at;
	enum pl_status rc;

	if (s->at == s->n || s->p[s->at] != '"')
		return unexpected(s, "a member's name");
	rc = skip_string(s);
	if (rc != PL_OK)
		return rc;
	struct span name = span_of(s->p + begin, s->at - begin);
	skip_space(s);
	if (s->at == s->n || s->p[s->at] != ':')
		return unexpected(s, "':'");
	s->at++;
	skip_space(s);
	bool records = span_is(name, "\"records\"");
	*listed = *listed || records;
	if (records && s->at < s->n && s->p[s->at] == '[')
		return cut_list(s, 1);
	size_t value = s->at;
	rc = skip_value(s, 1);
	if (rc != PL_OK)
		return rc;
	if (records && s->p[value] != 'n')
		s->out->trouble = "'records' is no array";
	if (!records)
		add_other(s, begin);
	return PL_OK;
}

static enum pl_status
cut_object(struct scan *s)
{
	size_t begin = s->at, others = s->out->others.n;
	bool listed = false, more = !is_empty(s, '}');
	enum pl_status rc = PL_OK;

	s->flags = 0;
	while (rc == PL_OK && more) {
		rc = cut_member(s, &listed);
		if (rc == PL_OK)
			rc = next_item(s, '}', &more);
	}
	if (!listed)
		s->out->others.n = others; /* they are the record's own */
	else if (s->flags & CUT_FAULT) {
		s->out->others.n = others;
		s->out->trouble = "a member beside 'records' is no JSON";
	}
	if (rc == PL_OK && !listed)
		rc = add_cut(s, begin, CUT_BARE);
	return rc;
}

static enum pl_status
cut_document(struct scan *s)
{
	switch (s->p[s->at]) {
	case '{':
		return cut_object(s);
	case '[':
		return cut_list(s, 0);
	default:
		return unexpected(s, "'{' or '['");
	}
}

/* White space, and the mark that some put before a document. */
static void
skip_between(struct scan *s)
{
	skip_space(s);
	if (span_starts(span_of(s->p + s->at, s->n - s->at), "\xEF\xBB\xBF"))
		s->at += 3;
	skip_space(s);
}

enum pl_status
cut_records(struct span text, struct cuts *out, struct pl_error *err)
{
	struct scan s = { text.p, text.n, .out = out, .err = err };
	enum pl_status rc = PL_OK;

	out->count = 0;
	out->trouble = NULL;
	buf_clear(&out->others);
	if (text.n > 0)
		skip_between(&s);
	if (s.at == s.n)
		return pl_fail(err, PL_EFORMAT, "empty");
	while (rc == PL_OK && s.at < s.n) {
		rc = cut_document(&s);
		if (rc == PL_OK)
			skip_between(&s);
	}
	if (rc == PL_ELIMIT) {
		out->count = 0;
		buf_clear(&out->others);
	}
	if (out->others.n > 0)
		buf_addc(&out->others, '}');
	return rc;
}

void
cuts_init(struct cuts *c)
{
	*c = (struct cuts){ 0 };
	buf_init(&c->others, BUF_UNLIMITED);
}

void
cuts_release(struct cuts *c)
{
	free(c->items);
	buf_release(&c->others);
	cuts_init(c);
}
