#include "query/match/words.h"

#include <stdlib.h>

#include "base/mem.h"
#include "schema/token.h"

void
words_init(struct words *w)
{
	*w = (struct words){ 0 };
	buf_init(&w->folded, BUF_UNLIMITED);
}

void
words_release(struct words *w)
{
	if (w == NULL)
		return;
	buf_release(&w->folded);
	free(w->items);
	words_init(w);
}

void
words_set(struct words *w, struct span text)
{
	struct pl_token_scan scan;

	buf_clear(&w->folded);
	w->count = 0;
	pl_token_begin(&scan, text);
	while (pl_token_next(&scan)) {
		w->items =
		    xgrow(w->items, w->count, &w->capacity, sizeof *w->items);
		w->items[w->count++] = (struct word){
			.at = w->folded.n,
			.n = scan.folded.n,
			.begin = scan.begin,
			.end = scan.end,
		};
		buf_addspan(&w->folded, scan.folded);
	}
	pl_token_end(&scan);
}

static bool
stands_at(const struct words *w, const struct pl_phrase *phrase, size_t first)
{
	for (size_t i = 0; i < phrase->count; i++) {
		const struct word *word = &w->items[first + i];
		struct span have = span_of(w->folded.p + word->at, word->n);
		struct span want = phrase->tokens[i];

		if (phrase->prefix && i + 1 == phrase->count &&
		    have.n > want.n)
			have.n = want.n;
		if (!span_equal(have, want))
			return false;
	}
	return true;
}

bool
words_find(const struct words *w, const struct pl_phrase *phrase, size_t from,
    size_t past, size_t *first)
{
	for (; from < past && from < w->count; from++) {
		if (phrase->count > w->count - from)
			return false;
		if (stands_at(w, phrase, from)) {
			*first = from;
			return true;
		}
	}
	return false;
}

/* Whether the phrase begins at one of the tokens from `least` to before
 * `past`. *next is 1 + the first place at or after an earlier `least`,
 * SIZE_MAX if there is none, 0 if nobody has looked. */
static bool
stands_within(const struct words *w, const struct pl_phrase *phrase,
    size_t least, size_t past, size_t *next)
{
	size_t at;

	if (*next <= least)
		*next = words_find(w, phrase, least, w->count, &at) ? at + 1
								    : SIZE_MAX;
	return *next <= past;
}

bool
words_are_near(const struct words *w, const struct pl_term *term,
    size_t phrase, size_t first, size_t *next)
{
	size_t past = first + term->phrases[phrase].count;

	for (size_t i = 0; i < term->phrase_count; i++) {
		size_t reach = term->distance + term->phrases[i].count;
		size_t least = first > reach ? first - reach : 0;

		if (i != phrase &&
		    !stands_within(w, &term->phrases[i], least,
			past + term->distance + 1, &next[i]))
			return false;
	}
	return true;
}
