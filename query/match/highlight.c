#include "query/match/highlight.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "query/match/exact.h"

void
highlight_init(struct highlight *h)
{
	*h = (struct highlight){ 0 };
	words_init(&h->words);
	pl_folded_init(&h->folded);
}

void
highlight_release(struct highlight *h)
{
	if (h == NULL)
		return;
	free(h->spans);
	words_release(&h->words);
	pl_folded_release(&h->folded);
	*h = (struct highlight){ 0 };
}

/* One leaf in one column. */
struct search {
	struct highlight *h;
	const struct pl_record *record;
	enum pl_column column;
	size_t most;  /* spans of one leaf in one column */
	size_t found; /* of them so far */
};

static void
add(struct search *s, size_t begin, size_t end)
{
	struct highlight *h = s->h;

	h->spans = xgrow(h->spans, h->count, &h->capacity, sizeof *h->spans);
	h->spans[h->count++] = (struct hit_span){
		.column = s->column,
		.begin = (uint32_t)begin,
		.end = (uint32_t)end,
	};
	s->found++;
}

/* One phrase of a term, where the others are near. */
static void
find_phrase(struct search *s, const struct pl_term *term, size_t phrase)
{
	const struct words *w = &s->h->words;
	size_t length = term->phrases[phrase].count, first = 0;
	size_t *next = xcalloc(term->phrase_count, sizeof *next);

	s->found = 0; /* of this phrase */
	while (s->found < s->most &&
	    words_find(w, &term->phrases[phrase], first, w->count, &first)) {
		if (words_are_near(w, term, phrase, first, next))
			add(s, w->items[first].begin,
			    w->items[first + length - 1].end);
		first++;
	}
	free(next);
}

static void
find_term(struct search *s, const struct pl_term *term, struct span text)
{
	struct words *w = &s->h->words;

	if (!s->h->has_words)
		words_set(w, text);
	s->h->has_words = true;
	for (size_t i = 0; i < term->phrase_count; i++)
		find_phrase(s, term, i);
}

static void
find_literal(struct search *s, const struct literal *l, struct span text)
{
	struct pl_folded *f = &s->h->folded;
	size_t begin = 0;

	if (!s->h->has_folded)
		pl_folded_set(f, text);
	s->h->has_folded = true;
	while (s->found < s->most && literal_find(l, f, begin, &begin)) {
		add(s, f->origin[begin], f->origin[begin + l->text.n]);
		begin += l->text.n;
	}
}

static void
find_exact(struct search *s, struct span bytes, struct span text)
{
	size_t begin = 0;

	while (bytes.n > 0 && s->found < s->most &&
	    exact_find(bytes, text, begin, &begin)) {
		add(s, begin, begin + bytes.n);
		begin += bytes.n;
	}
}

/* Empty matches are passed over: there is nothing to show. */
static void
find_regex(struct search *s, struct regex *re, struct span text)
{
	size_t from = 0, begin, end;

	if (utf8_valid(text.p, text.n) != text.n)
		return;
	while (s->found < s->most && from <= text.n &&
	    regex_find(re, text, from, &begin, &end) == REGEX_FOUND) {
		if (end > begin)
			add(s, begin, end);
		from = end > from ? end : from + 1;
		while (from < text.n &&
		    ((unsigned char)text.p[from] & 0xC0) == 0x80)
			from++;
	}
}

static void
find_leaf(void *context, struct plan *leaf)
{
	struct search *s = context;
	struct span text = s->record->column[s->column];

	if (!(leaf->node->columns & PL_COLUMN_BIT(s->column)))
		return;
	s->found = 0;
	switch (leaf->node->kind) {
	case NODE_WORDS:
	case NODE_NEAR:
		find_term(s, leaf->terms.terms, text);
		break;
	case NODE_LITERAL:
		find_literal(s, &leaf->literal, text);
		break;
	case NODE_EXACT:
		find_exact(s, buf_span(&leaf->node->text), text);
		break;
	case NODE_REGEX:
		find_regex(s, leaf->regex, text);
		break;
	default:
		break;
	}
}

static int
compare_spans(const void *a, const void *b)
{
	const struct hit_span *x = a, *y = b;

	if (x->column != y->column)
		return x->column < y->column ? -1 : 1;
	if (x->begin != y->begin)
		return x->begin < y->begin ? -1 : 1;
	return (x->end > y->end) - (x->end < y->end);
}

/* Sort, and make one of those that overlap. */
static void
merge_spans(struct highlight *h)
{
	size_t kept = 0;

	if (h->count == 0)
		return;
	qsort(h->spans, h->count, sizeof *h->spans, compare_spans);
	for (size_t i = 1; i < h->count; i++) {
		struct hit_span *last = &h->spans[kept];
		const struct hit_span *next = &h->spans[i];

		if (next->column == last->column && next->begin < last->end)
			last->end =
			    next->end > last->end ? next->end : last->end;
		else
			h->spans[++kept] = *next;
	}
	h->count = kept + 1;
}

static void
find_all(struct highlight *h, struct plan *plan,
    const struct pl_record *record, size_t most, bool one_column)
{
	struct search s = { .h = h, .record = record, .most = most };

	h->count = 0;
	for (int c = 0; c < PL_TEXT_COLUMNS; c++) {
		if (one_column && h->count > 0)
			break;
		h->has_words = false;
		h->has_folded = false;
		s.column = (enum pl_column)c;
		plan_positive_leaves(plan, find_leaf, &s);
	}
	merge_spans(h);
	if (h->count > most)
		h->count = most;
}

void
highlight_record(struct highlight *h, struct plan *plan,
    const struct pl_record *record, size_t most)
{
	find_all(h, plan, record, most, false);
}

void
highlight_column(struct highlight *h, struct plan *plan,
    const struct pl_record *record, size_t most)
{
	find_all(h, plan, record, most, true);
}
