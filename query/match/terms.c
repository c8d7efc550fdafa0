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
	free(t->phrase_places);
	free(t->tokens);
	free(t->phrases);
	free(t->terms);
	free(t->part_places);
	free(t->parts);
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

void
terms_phrase(struct terms *t, bool prefix)
{
	if (t->open == t->token_count)
		return;
	t->phrase_places = xgrow(t->phrase_places, t->phrase_count,
	    &t->phrase_capacity, sizeof *t->phrase_places);
	t->phrase_places[t->phrase_count++] = (struct phrase_place){
		.first = t->open,
		.count = t->token_count - t->open,
		.prefix = prefix,
	};
	t->open = t->token_count;
}

void
terms_part(struct terms *t, struct span folded)
{
	t->part_places = xgrow(t->part_places, t->part_count,
	    &t->part_capacity, sizeof *t->part_places);
	t->part_places[t->part_count++] =
	    (struct token_place){ t->bytes.n, folded.n };
	buf_addspan(&t->bytes, folded);
}

/* Places become pointers only now that the bytes no longer move. */
static void
resolve(struct terms *t)
{
	t->tokens = xcalloc(t->token_count, sizeof *t->tokens);
	for (size_t i = 0; i < t->token_count; i++)
		t->tokens[i] =
		    span_of(t->bytes.p + t->places[i].at, t->places[i].n);
	t->phrases = xcalloc(t->phrase_count, sizeof *t->phrases);
	for (size_t i = 0; i < t->phrase_count; i++)
		t->phrases[i] = (struct pl_phrase){
			.tokens = t->tokens + t->phrase_places[i].first,
			.count = t->phrase_places[i].count,
			.prefix = t->phrase_places[i].prefix,
		};
	t->parts = xcalloc(t->part_count, sizeof *t->parts);
	for (size_t i = 0; i < t->part_count; i++)
		t->parts[i] = span_of(
		    t->bytes.p + t->part_places[i].at, t->part_places[i].n);
}

void
terms_end_each(struct terms *t, unsigned columns)
{
	resolve(t);
	t->count = t->phrase_count;
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
	t->count = t->phrase_count > 0;
	t->terms = xcalloc(t->count, sizeof *t->terms);
	if (t->count > 0)
		t->terms[0] = (struct pl_term){
			.columns = columns,
			.phrases = t->phrases,
			.phrase_count = t->phrase_count,
			.distance = distance,
		};
}
