#include "query/match/literal.h"

#include <utf8proc.h>

#include "base/utf8.h"

/* The folded text without the blanks around it; folding has left no other
 * blank than the space. */
static struct span
trimmed(const struct buf *text)
{
	struct span s = buf_span(text);

	while (s.n > 0 && s.p[0] == ' ')
		s = span_of(s.p + 1, s.n - 1);
	while (s.n > 0 && s.p[s.n - 1] == ' ')
		s.n--;
	return s;
}

/* A mark belongs to whatever the text has before it, perhaps a word. */
static bool
begins_with_mark(struct span text)
{
	uint32_t c;

	utf8_decode(text.p, text.n, &c);
	switch (utf8proc_category((int32_t)c)) {
	case UTF8PROC_CATEGORY_MN:
	case UTF8PROC_CATEGORY_MC:
	case UTF8PROC_CATEGORY_ME:
		return true;
	default:
		return false;
	}
}

/* What folded text may be and must be at its ends. */
static void
find_edges(struct literal *l, bool prefix, bool infix)
{
	struct pl_token_scan scan;
	bool begins = false, ends = false;

	pl_token_begin(&scan, buf_span(&l->text));
	while (pl_token_next(&scan)) {
		begins = begins || scan.begin == 0;
		ends = scan.end == l->text.n;
	}
	pl_token_end(&scan);
	l->edge_before = begins && !infix;
	l->edge_after = ends && !infix && !prefix;
	l->first_token_open =
	    begins ? infix : begins_with_mark(buf_span(&l->text));
	l->last_token_open = ends && !l->edge_after;
}

enum pl_status
literal_init(struct literal *out, struct span text, bool prefix, bool infix,
    struct pl_error *err)
{
	struct pl_folded folded;
	enum pl_status rc = PL_OK;

	*out = (struct literal){ 0 };
	buf_init(&out->text, BUF_UNLIMITED);
	pl_folded_init(&folded);
	pl_folded_set(&folded, text);
	buf_addspan(&out->text, trimmed(&folded.text));
	pl_folded_release(&folded);
	if (out->text.n > 0)
		find_edges(out, prefix, infix);
	else
		rc = pl_fail(err, PL_EQUERY,
		    "'%.*s' holds only blanks and invisible characters",
		    (int)(text.n < 200 ? text.n : 200), text.n ? text.p : "");
	return rc;
}

void
literal_release(struct literal *l)
{
	if (l != NULL)
		buf_release(&l->text);
}

bool
literal_find(const struct literal *l, const struct pl_folded *text,
    size_t from, size_t *begin)
{
	const char *p = text->text.p;
	size_t n = text->text.n;

	while (from < n) {
		const char *at =
		    memmem(p + from, n - from, l->text.p, l->text.n);
		if (at == NULL)
			return false;
		*begin = (size_t)(at - p);
		if ((!l->edge_before || text->edge[*begin]) &&
		    (!l->edge_after || text->edge[*begin + l->text.n]))
			return true;
		from = *begin + 1;
	}
	return false;
}

void
literal_narrow(const struct literal *l, unsigned columns, size_t prefix_least,
    struct terms *t)
{
	struct pl_token_scan scan;
	bool first = true;

	pl_token_begin(&scan, buf_span(&l->text));
	while (pl_token_next(&scan) && t->phrase_count < TERMS_NARROW_MAX) {
		bool open_before = first && l->first_token_open;
		bool open_after = l->last_token_open && scan.end == l->text.n;

		first = false;
		if (open_before || scan.folded.n > TERMS_TOKEN_MAX ||
		    (open_after && scan.folded.n < prefix_least)) {
			terms_phrase(t, false);
			continue;
		}
		terms_token(t, scan.folded);
		if (open_after || t->token_count - t->open == TERMS_PHRASE_MAX)
			terms_phrase(t, open_after);
	}
	pl_token_end(&scan);
	terms_phrase(t, false);
	terms_end_each(t, columns);
}
