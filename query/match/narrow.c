#include "query/match/narrow.h"

void
narrow_begin(struct narrow *n, struct terms *terms, size_t prefix_least)
{
	*n = (struct narrow){ .terms = terms, .prefix_least = prefix_least };
	buf_init(&n->run, BUF_UNLIMITED);
}

/* Too many words end with less, unless nothing is too many. */
#define SUFFIX_LEAST 2

static struct span
token_at(const struct terms *t, size_t i)
{
	return span_of(t->bytes.p + t->places[i].at, t->places[i].n);
}

static size_t
letters_of(const struct terms *t, const struct phrase_place *phrase)
{
	size_t letters = 0;

	for (size_t i = 0; i < phrase->count; i++)
		letters += token_at(t, phrase->first + i).n;
	return letters;
}

/* All of the phrase, where that is more than what was told of it. */
static void
take_all(struct narrow *n, struct phrase_place all, size_t told)
{
	const struct terms *t = n->terms;

	if (all.suffix && all.count > 1 && n->prefix_least > 1 &&
	    token_at(t, all.first).n < SUFFIX_LEAST) {
		all.suffix = false;
		all.first++;
		all.count--;
	}
	/* And what has few letters stands in too many places. */
	if (all.count > told &&
	    (token_at(t, all.first).n >= n->prefix_least ||
		letters_of(t, &all) >= 2 * n->prefix_least))
		terms_narrow(n->terms, all, true);
}

/* The phrase ends here, perhaps within a word. */
static void
take_phrase(struct narrow *n, bool prefix)
{
	struct terms *t = n->terms;
	struct phrase_place all = {
		.first = t->open,
		.count = t->token_count - t->open,
		.prefix = prefix,
		.suffix = n->suffix,
	};
	struct phrase_place some = all;

	terms_skip(t);
	n->suffix = false;
	if (all.count == 0)
		return;
	some.suffix = false;
	some.first += all.suffix;
	some.count -= all.suffix;
	if (some.count > 0 && prefix &&
	    token_at(t, t->token_count - 1).n < n->prefix_least) {
		some.count--;
		some.prefix = false;
	}
	if (some.count > 0)
		terms_narrow(t, some, false);
	take_all(n, all, some.count);
}

void
narrow_word(struct narrow *n, struct span folded, bool begins, bool ends)
{
	struct terms *t = n->terms;

	if (!begins || folded.n > TERMS_TOKEN_MAX)
		take_phrase(n, false);
	if (folded.n > TERMS_TOKEN_MAX)
		return;
	if (!begins)
		n->suffix = true;
	terms_token(t, folded);
	if (!ends || t->token_count - t->open == TERMS_PHRASE_MAX)
		take_phrase(n, !ends);
}

/* The run has ended, as a whole token or as the beginning of one. */
static void
take_run(struct narrow *n, bool whole)
{
	if (n->run.n > 0)
		narrow_word(n, buf_span(&n->run), !n->run_is_open, whole);
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
	take_phrase(n, false);
	n->after_edge = false;
}

void
narrow_end(struct narrow *n, unsigned columns)
{
	narrow_gap(n);
	terms_end_each(n->terms, columns);
	buf_release(&n->run);
}
