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

/* Whether a word of the text holds the part. */
static inline bool
words_hold(const struct words *w, struct span part)
{
	for (size_t i = 0; i < w->count; i++)
		if (memmem(w->folded.p + w->items[i].at, w->items[i].n, part.p,
			part.n) != NULL)
			return true;
	return false;
}

/* Whether every term's phrase stands in the text, and every part in a word of
 * it. */
static inline bool
text_has(const struct terms *t, struct span text)
{
	struct words w;
	size_t first;
	bool all = true;

	words_init(&w);
	words_set(&w, text);
	for (size_t i = 0; i < t->count; i++)
		all = all &&
		    words_find(&w, t->terms[i].phrases, 0, w.count, &first);
	for (size_t i = 0; i < t->part_count; i++)
		all = all && words_hold(&w, t->parts[i]);
	words_release(&w);
	return all;
}

/* The terms as text: phrases in brackets, '*' where the last token may go
 * on. */
static inline void
print_terms(struct buf *out, const struct terms *t)
{
	for (size_t i = 0; i < t->count; i++) {
		const struct pl_phrase *phrase = t->terms[i].phrases;

		buf_addc(out, '[');
		for (size_t k = 0; k < phrase->count; k++) {
			buf_adds(out, k > 0 ? " " : "");
			buf_addspan(out, phrase->tokens[k]);
		}
		buf_adds(out, phrase->prefix ? "*]" : "]");
	}
}

#endif
