#include "query/language/lex.h"

#include "query/language/lex_scan.h"

void
lex_begin(struct lex *l, struct span text)
{
	*l = (struct lex){ .text = text };
	buf_init(&l->token.text, BUF_UNLIMITED); /* never more than text */
}

void
lex_end(struct lex *l)
{
	buf_release(&l->token.text);
}

static enum pl_status
lex_phrase(struct lex *l, struct pl_error *err)
{
	struct lex_token *t = &l->token;
	enum pl_status rc;

	t->kind = LEX_TERM;
	t->infix = lex_peek(l, 0) == '*';
	if (t->infix)
		l->next++;
	rc = lex_quoted(l, err);
	if (rc != PL_OK)
		return rc;
	if (lex_peek(l, 0) == '*') {
		l->next++;
		t->prefix = !t->infix;
	} else if (t->infix) {
		return lex_fail(l, t->begin, err,
		    "a * before a phrase needs one after it: *\"...\"* is "
		    "found anywhere, also within words");
	}
	return lex_expect_end(l, '"', err);
}

static enum pl_status
lex_exact(struct lex *l, struct pl_error *err)
{
	enum pl_status rc;

	l->token.kind = LEX_EXACT;
	rc = lex_quoted(l, err);
	if (rc != PL_OK)
		return rc;
	if (l->token.text.n == 0)
		return lex_fail(l, l->token.begin, err,
		    "there is nothing between the quotes to search for");
	return lex_expect_end(l, '\'', err);
}

/* \/ stands for /; every other backslash is the pattern's own. */
static enum pl_status
read_pattern(struct lex *l, struct pl_error *err)
{
	struct buf *text = &l->token.text;
	struct span written;

	l->next++;
	while (l->next < l->text.n) {
		char c = l->text.p[l->next++];

		if (c == '/')
			return PL_OK;
		if (c == '\\' && l->next < l->text.n) {
			if (lex_peek(l, 0) != '/')
				buf_addc(text, c);
			c = l->text.p[l->next++];
		}
		buf_addc(text, c);
	}
	written = lex_written(l, l->token.begin);
	return lex_fail(l, l->token.begin, err,
	    "the regular expression that begins here is not closed: a second "
	    "/ is missing (to search for the text itself, write \"%.*s\" in "
	    "quotes)",
	    SPAN_ARG(written));
}

static enum pl_status
lex_regex(struct lex *l, struct pl_error *err)
{
	struct lex_token *t = &l->token;
	struct span written = lex_written(l, t->begin);
	enum pl_status rc;

	t->kind = LEX_REGEX;
	rc = read_pattern(l, err);
	if (rc != PL_OK)
		return rc;
	for (; !lex_at_end(l); l->next++) {
		char c = lex_peek(l, 0);

		if (c == 'i')
			t->flags |= REGEX_CASELESS;
		else if (c == 'm')
			t->flags |= REGEX_MULTILINE;
		else if (c == 's')
			t->flags |= REGEX_DOTALL;
		else
			return lex_fail(l, l->next, err,
			    "only the flags i, m and s may follow a regular "
			    "expression (to search for a text that begins "
			    "with /, write \"%.*s\" in quotes)",
			    SPAN_ARG(written));
	}
	if (t->text.n == 0)
		return lex_fail(l, t->begin, err,
		    "the regular expression is empty (to search for the text "
		    "itself, write \"//\" in quotes)");
	return PL_OK;
}

static enum pl_status
lex_minus(struct lex *l, struct pl_error *err)
{
	struct span written = lex_written(l, l->next);

	l->token.kind = LEX_NOT;
	l->next++;
	if (lex_at_end(l))
		return lex_fail(l, l->token.begin, err,
		    "a - stands right before what it excludes, as in -test "
		    "(to search for the character itself, write \"-\" in "
		    "quotes)");
	if (lex_peek(l, 0) == '-')
		return lex_fail(l, l->token.begin, err,
		    "one - excludes, two mean nothing (to search for the text "
		    "itself, write \"%.*s\" in quotes)",
		    SPAN_ARG(written));
	return PL_OK;
}

/* Whether this capital word stands here as a word of its own. */
static bool
keyword_ends(const struct lex *l, size_t length)
{
	size_t at = l->next + length;
	char c;

	if (at >= l->text.n || lex_space(l->text.p + at, l->text.n - at) > 0)
		return true;
	c = l->text.p[at];
	return c == '(' || c == ')' || c == '"';
}

static bool
lex_keyword(struct lex *l)
{
	static const struct {
		const char *word;
		enum lex_kind kind;
	} keywords[] = {
		{ "AND", LEX_AND },
		{ "OR", LEX_OR },
		{ "NOT", LEX_NOT },
		{ "NEAR", LEX_NEAR },
	};
	struct span rest = span_of(l->text.p + l->next, l->text.n - l->next);

	for (size_t i = 0; i < sizeof keywords / sizeof keywords[0]; i++) {
		size_t length = strlen(keywords[i].word);

		if (!span_starts(rest, keywords[i].word) ||
		    !keyword_ends(l, length))
			continue;
		l->token.kind = keywords[i].kind;
		l->token.distance = LEX_NEAR_DEFAULT;
		l->next += length;
		return true;
	}
	return false;
}

/* NEAR/n */
static enum pl_status
lex_near(struct lex *l, struct pl_error *err)
{
	struct lex_token *t = &l->token;
	size_t digits = 0;

	t->kind = LEX_NEAR;
	l->next += strlen("NEAR/");
	for (; lex_peek(l, 0) >= '0' && lex_peek(l, 0) <= '9';
	     l->next++, digits++)
		if (t->distance <= QUERY_NEAR_MAX)
			t->distance = t->distance * 10 +
			    (unsigned)(lex_peek(l, 0) - '0');
	if (digits > 0 && t->distance <= QUERY_NEAR_MAX && keyword_ends(l, 0))
		return PL_OK;
	return lex_fail(l, t->begin, err,
	    "NEAR/ takes a number of words from 0 to %d, as in NEAR/5 (to "
	    "search for the text itself, put it in quotes)",
	    QUERY_NEAR_MAX);
}

/* The length of a name and its colon at the next byte, where a value stands
 * right after it.  "::" and "://" are text: std::vector, file:///etc. */
static size_t
field_head(const struct lex *l)
{
	size_t n = 0;

	while ((lex_peek(l, n) >= 'a' && lex_peek(l, n) <= 'z') ||
	    (lex_peek(l, n) >= 'A' && lex_peek(l, n) <= 'Z'))
		n++;
	if (n == 0 || lex_peek(l, n) != ':')
		return 0;
	n++;
	if (l->next + n == l->text.n || lex_peek(l, n) == ':' ||
	    lex_peek(l, n) == ')' ||
	    (lex_peek(l, n) == '/' && lex_peek(l, n + 1) == '/'))
		return 0;
	if (lex_space(l->text.p + l->next + n, l->text.n - l->next - n) > 0)
		return 0;
	return n;
}

static enum pl_status
lex_field(struct lex *l, size_t head, struct pl_error *err)
{
	struct lex_token *t = &l->token;
	enum pl_status rc = PL_OK;
	char quote;

	t->kind = LEX_FIELD;
	l->next += head;
	quote = lex_peek(l, 0);
	if (quote == '(')
		return lex_fail(l, l->next, err,
		    "a field takes one value; for one of several repeat it, "
		    "as in type:chat type:dev");
	if (quote != '"' && quote != '\'') {
		buf_addspan(&t->text, lex_run(l));
		return PL_OK;
	}
	rc = lex_quoted(l, err);
	if (rc == PL_OK && t->text.n == 0)
		rc = lex_fail(l, t->begin, err, "the field has no value");
	if (rc == PL_OK)
		rc = lex_expect_end(l, quote, err);
	return rc;
}

static enum pl_status
lex_plain(struct lex *l, struct pl_error *err)
{
	struct lex_token *t = &l->token;
	struct span word = lex_run(l);

	t->kind = LEX_TERM;
	if (word.n > 2 && span_starts(word, "*") && span_ends(word, "*")) {
		t->infix = true;
		word = span_of(word.p + 1, word.n - 2);
	} else if (word.n > 1 && span_ends(word, "*")) {
		t->prefix = true;
		word.n--;
	}
	if (memchr(word.p, '*', word.n) != NULL)
		return lex_fail(l, t->begin, err,
		    "a * may end a word (pay*) or stand around it (*pay*); "
		    "for anything between two parts write a regular "
		    "expression (/pay.*roll/), for the character itself put "
		    "the term in quotes; the empty query finds everything");
	buf_addspan(&t->text, word);
	return PL_OK;
}

/* A plain term, unless a field's name begins it. */
static enum pl_status
lex_word(struct lex *l, struct pl_error *err)
{
	size_t head = field_head(l);
	struct span name;
	const char *meant;

	if (head == 0)
		return lex_plain(l, err);
	name = span_of(l->text.p + l->next, head - 1);
	l->token.field = field_find(name);
	if (l->token.field != FIELD_NAMES)
		return lex_field(l, head, err);
	meant = field_nearest(name);
	if (meant != NULL) {
		struct span written = lex_written(l, l->next);

		return lex_fail(l, l->next, err,
		    "there is no field '%.*s:', is '%s:' meant? (to search "
		    "for the text itself, write \"%.*s\" in quotes)",
		    SPAN_ARG(name), meant, SPAN_ARG(written));
	}
	return lex_plain(l, err);
}

static enum pl_status
lex_close(struct lex *l, struct pl_error *err)
{
	if (l->groups == 0)
		return lex_fail(l, l->next, err,
		    "there is no open group that this ) could close (to "
		    "search for the character itself, put it in quotes)");
	l->groups--;
	l->next++;
	l->token.kind = LEX_CLOSE;
	return PL_OK;
}

/* Word processors make these of a straight quote; taken as text they would
 * find nothing. */
static bool
at_curly_quote(const struct lex *l)
{
	struct span rest = span_of(l->text.p + l->next, l->text.n - l->next);

	return span_starts(rest, "\u201C") || span_starts(rest, "\u201D") ||
	    span_starts(rest, "\u201E");
}

static enum pl_status
lex_atom(struct lex *l, struct pl_error *err)
{
	struct span rest = span_of(l->text.p + l->next, l->text.n - l->next);

	switch (rest.p[0]) {
	case '(':
		l->groups++;
		l->next++;
		l->token.kind = LEX_OPEN;
		return PL_OK;
	case ')':
		return lex_close(l, err);
	case '"':
		return lex_phrase(l, err);
	case '\'':
		return lex_exact(l, err);
	case '/':
		return lex_regex(l, err);
	case '-':
		return lex_minus(l, err);
	}
	if (span_starts(rest, "*\""))
		return lex_phrase(l, err);
	if (at_curly_quote(l))
		return lex_fail(l, l->next, err,
		    "a phrase takes straight quotes: \"customer list\"");
	if (span_starts(rest, "NEAR/"))
		return lex_near(l, err);
	if (lex_keyword(l))
		return PL_OK;
	return lex_word(l, err);
}

enum pl_status
lex_next(struct lex *l, struct pl_error *err)
{
	struct lex_token *t = &l->token;
	enum pl_status rc = PL_OK;

	for (size_t n; (n = lex_gap(l)) > 0;)
		l->next += n;
	buf_clear(&t->text);
	*t = (struct lex_token){ .text = t->text, .begin = l->next };
	if (l->next < l->text.n)
		rc = lex_atom(l, err);
	t->end = l->next;
	return rc;
}
