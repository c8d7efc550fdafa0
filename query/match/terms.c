#include "query/match/terms.h"

#include <stdlib.h>

#include "base/mem.h"
#include "schema/token.h"

void
terms_init(struct terms *t)
{
	*t = (struct terms){ 0 };
	buf_init(&t->bytes, BUF_UNLIMITED);
}

void
terms_release(struct terms *t)
{
	if (t == NULL)
		return;
	buf_release(&t->bytes);
	free(t->places);
	free(t->phrase_places.items);
	free(t->costly_places.items);
	free(t->tokens);
	free(t->phrases);
	free(t->terms);
	free(t->costly);
	terms_init(t);
}

void
terms_token(struct terms *t, struct span folded)
{
	t->places = xgrow(
	    t->places, t->token_count, &t->token_capacity, sizeof *t->places);
	t->places[t->token_count++] =
	    (struct token_place){ t->bytes.n, folded.n };
	buf_addspan(&t->bytes, folded);
}

void
terms_text(struct terms *t, struct span text)
{
	struct pl_token_scan scan;

	pl_token_begin(&scan, text);
	while (pl_token_next(&scan))
		terms_token(t, scan.folded);
	pl_token_end(&scan);
}

static void
add_place(struct phrase_places *to, struct phrase_place phrase)
{
	to->items =
	    xgrow(to->items, to->count, &to->capacity, sizeof *to->items);
	to->items[to->count++] = phrase;
}

void
terms_phrase(struct terms *t, bool prefix)
{
	if (t->open < t->token_count)
		add_place(&t->phrase_places,
		    (struct phrase_place){
			.first = t->open,
			.count = t->token_count - t->open,
			.prefix = prefix,
		    });
	terms_skip(t);
}

void
terms_skip(struct terms *t)
{
	t->open = t->token_count;
}

void
terms_narrow(struct terms *t, struct phrase_place phrase, bool costly)
{
	struct phrase_places *to =
	    costly ? &t->costly_places : &t->phrase_places;

	if (to->count < TERMS_NARROW_MAX)
		add_place(to, phrase);
}

static struct pl_phrase *
resolve_phrases(const struct terms *t, const struct phrase_places *places)
{
	struct pl_phrase *phrases = xcalloc(places->count, sizeof *phrases);

	for (size_t i = 0; i < places->count; i++)
		phrases[i] = (struct pl_phrase){
			.tokens = t->tokens + places->items[i].first,
			.count = places->items[i].count,
			.prefix = places->items[i].prefix,
			.suffix = places->items[i].suffix,
		};
	return phrases;
}

/* Places become pointers only now that the bytes no longer move. */
static void
resolve(struct terms *t)
{
	t->tokens = xcalloc(t->token_count, sizeof *t->tokens);
	for (size_t i = 0; i < t->token_count; i++)
		t->tokens[i] =
		    span_of(t->bytes.p + t->places[i].at, t->places[i].n);
	t->phrases = resolve_phrases(t, &t->phrase_places);
	t->costly = resolve_phrases(t, &t->costly_places);
	t->costly_count = t->costly_places.count;
}

void
terms_end_each(struct terms *t, unsigned columns)
{
	resolve(t);
	t->count = t->phrase_places.count;
	t->terms = xcalloc(t->count, sizeof *t->terms);
	for (size_t i = 0; i < t->count; i++)
		t->terms[i] = (struct pl_term){
			.columns = columns,
			.phrases = t->phrases + i,
			.phrase_count = 1,
		};
}

void
terms_end_near(struct terms *t, unsigned columns, unsigned distance)
{
	resolve(t);
	t->count = t->phrase_places.count > 0;
	t->terms = xcalloc(t->count, sizeof *t->terms);
	if (t->count > 0)
		t->terms[0] = (struct pl_term){
			.columns = columns,
			.phrases = t->phrases,
			.phrase_count = t->phrase_places.count,
			.distance = distance,
		};
}
