/* For tests of what narrows: texts made of what could go wrong, and whether
 * the tokens of one hold what narrowing asks of them. */
#ifndef TESTS_NARROWING_H
#define TESTS_NARROWING_H

#include <stdio.h>

#include "query/match/terms.h"
#include "query/match/words.h"

static uint64_t random_state = 88172645463325252u;

static inline size_t
random_below(size_t n)
{
	random_state ^= random_state << 13;
	random_state ^= random_state >> 7;
	random_state ^= random_state << 17;
	return (size_t)(random_state % n);
}

/* Letters and digits, what separates them, and what only seems to: marks,
 * invisible characters, other scripts, forms that fold to several letters. */
static const char *const pieces[] = {
	"a",
	"b",
	"ab",
	"K",
	"k",
	"s",
	"7",
	"42",
	" ",
	" ",
	"\n",
	".",
	"-",
	"_",
	"=",
	"<",
	"+",
	"(",
	",",
	"\t",
	"\u0301",
	"\u0338",
	"\u3099",
	"\u00AD",
	"\u200B",
	"\u180E",
	"\u00E9",
	"\u212A",
	"\u017F",
	"\u00DF",
	"\uFB01",
	"\u65E5",
	"\u672C",
	"\u304B",
	"\u30AB",
	"\uFF76",
	"\uFF9E",
	"\uFF21",
	"\u2122",
	"\u00BD",
	"\u3231",
	"\u0939",
	"\u093F",
	"\u0345",
	"\u037A",
	"\u00A0",
	"\u3000",
	"\u0660",
	"\U0001F600",
	"\u200D",
	"\u02B0",
	"\uD55C",
	"\u1112",
	"\u1161",
	"\u309F",
};
#define PIECES       (sizeof pieces / sizeof *pieces)
#define ASCII_PIECES 20

static inline void
random_text(struct buf *out, size_t most)
{
	size_t n = random_below(most + 1);

	buf_clear(out);
	for (size_t i = 0; i < n; i++)
		buf_adds(out,
		    pieces[random_below(
			random_below(3) > 0 ? ASCII_PIECES : PIECES)]);
}

/* Whether a word is what a phrase asks for at a place. */
static inline bool
word_fits(struct span have, struct span want, bool suffix, bool prefix)
{
	if (suffix && prefix)
		return memmem(have.p, have.n, want.p, want.n) != NULL;
	if ((suffix || prefix) && have.n > want.n)
		have = span_of(
		    suffix ? have.p + have.n - want.n : have.p, want.n);
	return span_equal(have, want);
}

static inline bool
phrase_fits(const struct words *w, const struct pl_phrase *phrase, size_t at)
{
	if (phrase->count > w->count - at)
		return false;
	for (size_t i = 0; i < phrase->count; i++) {
		const struct word *word = &w->items[at + i];

		if (!word_fits(span_of(w->folded.p + word->at, word->n),
			phrase->tokens[i], phrase->suffix && i == 0,
			phrase->prefix && i + 1 == phrase->count))
			return false;
	}
	return true;
}

static inline bool
words_have(const struct words *w, const struct pl_phrase *phrase)
{
	for (size_t at = 0; at < w->count; at++)
		if (phrase_fits(w, phrase, at))
			return true;
	return false;
}

/* Whether every phrase stands in the text. */
static inline bool
text_has(const struct terms *t, struct span text)
{
	struct words w;
	bool all = true;

	words_init(&w);
	words_set(&w, text);
	for (size_t i = 0; i < t->count; i++)
		all = all && words_have(&w, t->terms[i].phrases);
	for (size_t i = 0; i < t->costly_count; i++)
		all = all && words_have(&w, &t->costly[i]);
	words_release(&w);
	return all;
}

static inline void
print_phrase(struct buf *out, const struct pl_phrase *phrase)
{
	buf_adds(out, phrase->suffix ? "*" : "");
	for (size_t k = 0; k < phrase->count; k++) {
		buf_adds(out, k > 0 ? " " : "");
		buf_addspan(out, phrase->tokens[k]);
	}
	buf_adds(out, phrase->prefix ? "*" : "");
}

/* The terms as text: phrases in brackets, costly ones in parentheses, '*'
 * where a token may begin earlier or go on. */
static inline void
print_terms(struct buf *out, const struct terms *t)
{
	for (size_t i = 0; i < t->count; i++) {
		buf_addc(out, '[');
		print_phrase(out, t->terms[i].phrases);
		buf_addc(out, ']');
	}
	for (size_t i = 0; i < t->costly_count; i++) {
		buf_addc(out, '(');
		print_phrase(out, &t->costly[i]);
		buf_addc(out, ')');
	}
}

#endif
