#include "query/match/narrow.h"

void
narrow_begin(struct narrow *n, struct terms *terms, size_t prefix_least)
{
	*n = (struct narrow){ .terms = terms, .prefix_least = prefix_least };
	buf_init(&n->run, BUF_UNLIMITED);
}

static bool
usable(const struct narrow *n, bool whole)
{
	return !n->run_is_open && n->run.n <= TERMS_TOKEN_MAX &&
	    (whole || n->run.n >= n->prefix_least) &&
	    n->terms->phrase_count < TERMS_NARROW_MAX;
}

/* The run has ended, as a whole token or as the beginning of one. */
static void
take_run(struct narrow *n, bool whole)
{
	struct terms *t = n->terms;

	if (n->run.n == 0)
		return;
	if (usable(n, whole)) {
		terms_token(t, buf_span(&n->run));
		if (!whole || t->token_count - t->open == TERMS_PHRASE_MAX)
			terms_phrase(t, !whole);
	} else {
		/* The tokens on its two sides are not adjacent. */
		terms_phrase(t, false);
		if (n->run.n >= n->prefix_least &&
		    n->run.n <= TERMS_TOKEN_MAX &&
		    t->part_count < TERMS_NARROW_MAX)
			terms_part(t, buf_span(&n->run));
	}
	buf_clear(&n->run);
}

static bool
is_alnum(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
	    (c >= 'A' && c <= 'Z');
}

void
narrow_byte(struct narrow *n, char c)
{
	if (!is_alnum(c)) {
		narrow_edge(n);
		return;
	}
	if (n->run.n == 0)
		n->run_is_open = !n->after_edge;
	if (c >= 'A' && c <= 'Z')
		c = (char)(c - 'A' + 'a');
	buf_addc(&n->run, c);
	n->after_edge = false;
}

void
narrow_edge(struct narrow *n)
{
	take_run(n, true);
	n->after_edge = true;
}

void
narrow_gap(struct narrow *n)
{
	take_run(n, false);
	terms_phrase(n->terms, false);
	n->after_edge = false;
}

void
narrow_end(struct narrow *n, unsigned columns)
{
	narrow_gap(n);
	terms_end_each(n->terms, columns);
	buf_release(&n->run);
}
