#include "query/match/literal.h"

#include <stdlib.h>
#include <utf8proc.h>

#include "base/utf8.h"
#include "query/match/narrow.h"

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
	out->plain = utf8_is_ascii(out->text.p, out->text.n) &&
	    memchr(out->text.p, ' ', out->text.n) == NULL;
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
literal_space_init(struct literal_space *space)
{
	pl_folded_init(&space->folded);
	buf_init(&space->lower, BUF_UNLIMITED);
}

void
literal_space_release(struct literal_space *space)
{
	pl_folded_release(&space->folded);
	buf_release(&space->lower);
}

#define LOWER_STEP ((size_t)64)

static void
lower_step(char *restrict to, const char *restrict from, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)from[i];

		to[i] = (char)(c | (c >= 'A' && c <= 'Z') << 5);
	}
}

/* The text with ASCII capitals as small letters; a step of known length is a
 * few instructions. */
static struct span
lowered(struct buf *space, struct span text)
{
	size_t i = 0;

	buf_clear(space);
	if (buf_reserve(space, text.n, NULL) != PL_OK)
		abort(); /* it has no limit */
	for (; text.n - i >= LOWER_STEP; i += LOWER_STEP)
		lower_step(space->p + i, text.p + i, LOWER_STEP);
	lower_step(space->p + i, text.p + i, text.n - i);
	return span_of(space->p, text.n);
}

static bool
is_word_byte(unsigned char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

/* Whether a plain literal stands in a text, without folding that: an ASCII
 * character between two others folds to itself.  *sure is false where it
 * stands nowhere so, but may where something else is, which folding would
 * show. */
static bool
plain_holds(
    const struct literal *l, struct span text, struct buf *space, bool *sure)
{
	struct span lower = lowered(space, text);
	const char *past = lower.p + lower.n, *at = lower.p;

	*sure = true;
	for (; (at = memmem(at, (size_t)(past - at), l->text.p, l->text.n)) !=
	     NULL;
	     at++) {
		const char *end = at + l->text.n;
		unsigned char before =
		    at > lower.p ? (unsigned char)at[-1] : 0;
		unsigned char after = end < past ? (unsigned char)*end : 0;

		if (before < 0x80 && after < 0x80 &&
		    (!l->edge_before || !is_word_byte(before)) &&
		    (!l->edge_after || !is_word_byte(after)))
			return true;
	}
	*sure = utf8_is_ascii(text.p, text.n);
	return false;
}

bool
literal_holds(
    const struct literal *l, struct span text, struct literal_space *space)
{
	bool sure = false;
	size_t begin;

	if (l->plain && text.n > 0 &&
	    plain_holds(l, text, &space->lower, &sure))
		return true;
	if (sure)
		return false;
	pl_folded_set(&space->folded, text);
	return literal_find(l, &space->folded, 0, &begin);
}

void
literal_narrow(const struct literal *l, unsigned columns, size_t prefix_least,
    struct terms *terms)
{
	struct pl_token_scan scan;
	struct narrow n;
	bool begins = !l->first_token_open;

	narrow_begin(&n, terms, prefix_least);
	pl_token_begin(&scan, buf_span(&l->text));
	while (pl_token_next(&scan)) {
		bool ends = !l->last_token_open || scan.end < l->text.n;

		narrow_word(&n, scan.folded, begins, ends);
		begins = true;
	}
	pl_token_end(&scan);
	narrow_end(&n, columns);
}
