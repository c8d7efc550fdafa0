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
add_phrase(struct buf *out, const struct pl_phrase *phrase)
{
	buf_addc(out, '"');
	for (size_t i = 0; i < phrase->count; i++) {
		if (i > 0)
			buf_addc(out, ' ');
		add_token(out, phrase->tokens[i]);
	}
	buf_adds(out, phrase->prefix ? "\" *" : "\"");
}

void
match_word(struct buf *out, struct span token)
{
	buf_addc(out, '"');
	add_token(out, token);
	buf_addc(out, '"');
}

void
match_columns(struct buf *out, unsigned columns)
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
match_term(struct buf *out, const struct pl_term *term)
{
	assert(term->phrase_count > 0);
	match_columns(out, term->columns);
	if (term->phrase_count == 1) {
		add_phrase(out, &term->phrases[0]);
		return;
	}
	buf_adds(out, "NEAR(");
	for (size_t i = 0; i < term->phrase_count; i++) {
		if (i > 0)
			buf_addc(out, ' ');
		add_phrase(out, &term->phrases[i]);
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
