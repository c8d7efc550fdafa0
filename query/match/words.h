/* The tokens of one text, and where phrases stand among them: what FTS5 says
 * only by record, found again in a record's text. */
#ifndef QUERY_WORDS_H
#define QUERY_WORDS_H

#include "schema/reader.h"

struct word {
	size_t at, n;      /* of its folded form, in words.folded */
	size_t begin, end; /* of its place in the text, in bytes */
};

struct words {
	struct buf folded;
	struct word *items; /* owned */
	size_t count, capacity;
};

void words_init(struct words *w);
void words_release(struct words *w);
void words_set(struct words *w, struct span text);

/* The first token, at or after `from` and before `past`, with which the phrase
 * begins. */
bool words_find(const struct words *w, const struct pl_phrase *phrase,
    size_t from, size_t past, size_t *first);

/* Whether every other phrase of the term stands near the one that begins with
 * that token.  `next` has an element for each phrase, 0 to begin with; from
 * call to call `first` must grow, so that all calls together look at each
 * token once. */
bool words_are_near(const struct words *w, const struct pl_term *term,
    size_t phrase, size_t first, size_t *next);

#endif
