#include "query/match/regex_literals.h"

#include "query/match/narrow.h"

/* One thing of the pattern, before its quantifier. */
enum atom_kind {
	ATOM_BYTE, /* this ASCII character */
	ATOM_EDGE, /* ^ or $ */
	ATOM_GAP,  /* anything, or nothing */
};

struct atom {
	enum atom_kind kind;
	char byte;
};

enum repeat {
	REPEAT_ONCE,
	REPEAT_MORE, /* at least once */
	REPEAT_MAYBE,
};

struct pattern {
	const char *p, *end;
};

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Pass over what a backslash escapes inside a class or a group; false for
 * escapes that reach further. */
static bool
skip_escape(struct pattern *r)
{
	return r->p < r->end && strchr("QEc", *r->p++) == NULL;
}

/* Pass over the rest of a class, after its '['.  One that holds another '['
 * could be read in several ways. */
static bool
skip_class(struct pattern *r)
{
	if (r->p < r->end && *r->p == '^')
		r->p++;
	if (r->p < r->end && *r->p == ']')
		r->p++;
	while (r->p < r->end) {
		char c = *r->p++;

		if (c == ']')
			return true;
		if (c == '[' || (c == '\\' && !skip_escape(r)))
			return false;
	}
	return false;
}

/* Pass over the rest of a group, after its '('.  Only plain groups are known:
 * whatever begins with (? or (* may change what the rest means. */
static bool
skip_group(struct pattern *r)
{
	size_t depth = 1;
	bool began = true;

	while (r->p < r->end && depth > 0) {
		char c = *r->p++;

		if (began && (c == '?' || c == '*')) {
			if (c == '*' || r->p == r->end || *r->p != ':')
				return false;
			r->p++;
		}
		began = c == '(';
		if (c == '(')
			depth++;
		else if (c == ')')
			depth--;
		else if (c == '[' && !skip_class(r))
			return false;
		else if (c == '\\' && !skip_escape(r))
			return false;
	}
	return depth == 0;
}

/* After a backslash. */
static bool
read_escape(struct pattern *r, struct atom *a)
{
	static const char gaps[] = "bBdDsSwWhHvVNRXAzZGK";

	if (r->p == r->end)
		return false;
	char c = *r->p++;
	if (c == 'n' || c == 'r' || c == 't' || c == 'f' || c == 'e') {
		/* Some ASCII character that is no letter or digit. */
		*a = (struct atom){ ATOM_BYTE, '\n' };
		return true;
	}
	if (is_letter(c)) {
		/* \N{…}, \R and the like are known without braces only. */
		*a = (struct atom){ .kind = ATOM_GAP };
		return strchr(gaps, c) != NULL &&
		    !(r->p < r->end && *r->p == '{');
	}
	if (is_digit(c))
		return false;
	*a =
	    (struct atom){ (unsigned char)c < 0x80 ? ATOM_BYTE : ATOM_GAP, c };
	return true;
}

/* The next atom; false when the pattern is beyond us. */
static bool
read_atom(struct pattern *r, struct atom *a)
{
	char c = *r->p++;

	*a = (struct atom){ .kind = ATOM_GAP };
	switch (c) {
	case '|':
	case ')':
		return false;
	case '(':
		return skip_group(r);
	case '[':
		return skip_class(r);
	case '\\':
		return read_escape(r, a);
	case '.':
		return true;
	case '^':
	case '$':
		a->kind = ATOM_EDGE;
		return true;
	default:
		if ((unsigned char)c < 0x80)
			*a = (struct atom){ ATOM_BYTE, c };
		return true;
	}
}

/* Whether {…} at the cursor may be a quantifier in some version of PCRE2, and
 * what it says; passes over it. */
static bool
read_braces(struct pattern *r, enum repeat *repeat)
{
	const char *p = r->p + 1;
	bool plain = p < r->end && is_digit(*p), zero = true;

	while (p < r->end && (is_digit(*p) || *p == ',' || *p == ' '))
		p++;
	if (p == r->end || *p != '}' || p == r->p + 1)
		return false;
	for (const char *d = r->p + 1; is_digit(*d); d++)
		zero = zero && *d == '0';
	*repeat = plain && !zero ? REPEAT_MORE : REPEAT_MAYBE;
	r->p = p + 1;
	return true;
}

static bool
read_quantifier(struct pattern *r, enum repeat *repeat)
{
	switch (*r->p) {
	case '+':
		*repeat = REPEAT_MORE;
		break;
	case '*':
	case '?':
		*repeat = REPEAT_MAYBE;
		break;
	case '{':
		return read_braces(r, repeat);
	default:
		return false;
	}
	r->p++;
	return true;
}

static enum repeat
read_repeat(struct pattern *r)
{
	enum repeat repeat;

	if (r->p == r->end || !read_quantifier(r, &repeat))
		return REPEAT_ONCE;
	if (r->p < r->end && (*r->p == '+' || *r->p == '?'))
		r->p++; /* possessive, lazy */
	return repeat;
}

static void
take_atom(struct narrow *n, const struct atom *a, enum repeat repeat)
{
	if (a->kind == ATOM_GAP || repeat == REPEAT_MAYBE) {
		narrow_gap(n);
	} else if (a->kind == ATOM_EDGE) {
		narrow_edge(n);
	} else {
		narrow_byte(n, a->byte);
		/* More of the same separator separates as well; more of the
		 * same letter is more of the token. */
		if (repeat == REPEAT_MORE &&
		    (is_letter(a->byte) || is_digit(a->byte)))
			narrow_gap(n);
	}
}

/* False when the pattern is beyond us. */
static bool
read_pattern(struct pattern *r, struct narrow *n)
{
	struct atom a;

	while (r->p < r->end) {
		if (!read_atom(r, &a))
			return false;
		take_atom(n, &a, read_repeat(r));
		if (read_repeat(r) != REPEAT_ONCE)
			return false; /* a quantifier of a quantifier */
	}
	return true;
}

void
regex_literals(struct span pattern, unsigned columns, size_t prefix_least,
    struct terms *terms)
{
	struct pattern r = { pattern.p, pattern.p + pattern.n };
	struct narrow n;

	narrow_begin(&n, terms, prefix_least);
	bool known = pattern.n == 0 || read_pattern(&r, &n);
	narrow_end(&n, columns);
	if (!known) {
		terms_release(terms);
		terms_end_each(terms, columns);
	}
}
