#include "schema/shard/match.h"

#include <assert.h>

static void
add_token(struct buf *out, struct span token)
{
	buf_addc(out, '\xFE');
	for (size_t k = 0; k < token.n; k++) {
		if (token.p[k] == '"')
			buf_addc(out, '"');
		buf_addc(out, token.p[k]);
	}
}

static void
add_phrase(struct buf *out, const struct pl_phrase *phrase,
    const struct span *first, size_t firsts)
{
	buf_addc(out, '"');
	for (size_t i = 0; i < firsts; i++)
		add_token(out, first[i]);
	for (size_t i = 1; i < phrase->count; i++) {
		buf_addc(out, ' ');
		add_token(out, phrase->tokens[i]);
	}
	bool whole = phrase->suffix && phrase->count == 1;
	buf_adds(out, phrase->prefix && !whole ? "\" *" : "\"");
}

static void
add_columns(struct buf *out, unsigned columns)
{
	/* No word is in the filter column, whose tokens begin with a byte
	 * that UTF-8 has not.  Unasked, FTS5 need not see in which columns
	 * each record has the word. */
	if ((columns & PL_ALL_TEXT) == PL_ALL_TEXT)
		return;
	buf_addc(out, '{');
	for (int c = 0; c < PL_TEXT_COLUMNS; c++)
		if (columns & PL_COLUMN_BIT(c))
			buf_addf(
			    out, " %s", pl_column_name((enum pl_column)c));
	buf_adds(out, " } : ");
}

void
match_phrase(struct buf *out, unsigned columns, const struct pl_phrase *phrase,
    const struct span *first, size_t firsts)
{
	add_columns(out, columns);
	if (phrase->count > 1) {
		add_phrase(out, phrase, first, firsts);
		return;
	}
	/* Then FTS5 need not look where in a text each word stands. */
	for (size_t i = 0; i < firsts; i++) {
		buf_adds(out, i == 0 ? "(" : " OR ");
		add_phrase(out, phrase, &first[i], 1);
	}
	buf_addc(out, ')');
}

void
match_term(struct buf *out, const struct pl_term *term)
{
	assert(term->phrase_count > 0);
	add_columns(out, term->columns);
	if (term->phrase_count == 1) {
		add_phrase(out, &term->phrases[0], term->phrases[0].tokens, 1);
		return;
	}
	buf_adds(out, "NEAR(");
	for (size_t i = 0; i < term->phrase_count; i++) {
		if (i > 0)
			buf_addc(out, ' ');
		add_phrase(out, &term->phrases[i], term->phrases[i].tokens, 1);
	}
	buf_addf(out, ", %u)", term->distance);
}

void
match_and(struct buf *out)
{
	if (out->n > 0)
		buf_adds(out, " AND ");
}

void
match_filter(struct buf *out, char kind, const int64_t *numbers, size_t count)
{
	buf_adds(out, "{filter} : (");
	for (size_t i = 0; i < count; i++)
		buf_addf(out, "%s\"\xFF%c%lld\"", i > 0 ? " OR " : "", kind,
		    (long long)numbers[i]);
	buf_addc(out, ')');
}
