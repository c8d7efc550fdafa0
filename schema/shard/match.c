#include "schema/shard/match.h"

#include <assert.h>

static void
add_phrase(struct buf *out, const struct pl_phrase *phrase)
{
	buf_addc(out, '"');
	for (size_t i = 0; i < phrase->count; i++) {
		struct span token = phrase->tokens[i];

		buf_adds(out, i > 0 ? " \xFE" : "\xFE");
		for (size_t k = 0; k < token.n; k++) {
			if (token.p[k] == '"')
				buf_addc(out, '"');
			buf_addc(out, token.p[k]);
		}
	}
	buf_adds(out, phrase->prefix ? "\" *" : "\"");
}

void
match_term(struct buf *out, const struct pl_term *term)
{
	assert(term->phrase_count > 0);
	buf_addc(out, '{');
	for (int c = 0; c < PL_TEXT_COLUMNS; c++)
		if (term->columns & PL_COLUMN_BIT(c))
			buf_addf(
			    out, " %s", pl_column_name((enum pl_column)c));
	buf_adds(out, " } : ");
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
