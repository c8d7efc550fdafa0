#include "schema/shard/leaf_terms.h"

#include "schema/shard/varint.h"

#define LEAF_HEADER 4
/* Before each term that is a word. */
#define LEAF_WORD '0'

void
leaf_terms_init(struct leaf_terms *t)
{
	buf_init(&t->term, BUF_UNLIMITED);
}

void
leaf_terms_release(struct leaf_terms *t)
{
	buf_release(&t->term);
}

/* The term that begins there, into t->term. */
static bool
read_term(struct leaf_terms *t, struct span page, size_t at, bool first)
{
	struct span from = span_of(page.p + at, page.n - at);
	uint64_t kept = 0, rest;

	if (!first && !varint_get(&from, &kept))
		return false;
	if (!varint_get(&from, &rest) || kept > t->term.n || rest > from.n)
		return false;
	t->term.n = kept;
	buf_add(&t->term, from.p, rest);
	t->end = (size_t)(from.p - page.p) + rest;
	return true;
}

bool
leaf_terms_list(struct leaf_terms *t, struct span page,
    void (*visit)(void *context, struct span term), void *context)
{
	const unsigned char *head = (const unsigned char *)page.p;

	if (page.n < LEAF_HEADER)
		return false;
	size_t end = (size_t)head[2] << 8 | head[3], at = 0;
	uint64_t step;
	if (end < LEAF_HEADER || end > page.n)
		return false;
	struct span places = span_of(page.p + end, page.n - end);
	buf_clear(&t->term);
	for (bool first = true; places.n > 0; first = false) {
		if (!varint_get(&places, &step) || step > end - at)
			return false;
		at += step;
		if (!read_term(t, span_of(page.p, end), at, first))
			return false;
		t->begin = at;
		if (t->term.n > 1 && t->term.p[0] == LEAF_WORD)
			visit(context, span_of(t->term.p + 1, t->term.n - 1));
	}
	return true;
}
