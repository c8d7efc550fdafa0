/* The records that hold parts of words, and phrases that begin within a word.
 * FTS5 finds words by how they begin; which ones hold a part, the list of all
 * words tells: it is read off the leaf pages of the full-text index, where
 * each word stands once a segment.  That is a tenth of what reading the texts
 * takes, and nothing need be kept. */
#include <stdlib.h>

#include "base/mem.h"
#include "schema/fts_tokenizer.h"
#include "schema/shard/leaf_terms.h"
#include "schema/shard/match.h"
#include "schema/shard/shard.h"

/* Words asked of the full-text index at once, and altogether for a phrase:
 * one that begins with more of them narrows little. */
#define MATCH_WORDS_MAX  128
#define PHRASE_WORDS_MAX 2048

/* Nor is more than this share of all lists of places read for the words at one
 * end of a phrase, when texts can be read instead; few bytes always are. */
#define LISTS_SHARE 24
#define LISTS_LEAST (64 << 10)

/* FTS5 cuts longer words to this many bytes, and what was cut off may hold any
 * part. */
#define FTS_TOKEN_MAX 32768

/* A word of the full-text index, and its list of places. */
struct listed {
	size_t end;   /* in the text, with the line's end after it */
	size_t place; /* of its list, among those of all words */
};

struct word_list {
	struct leaf_terms terms;
	struct buf text; /* words, each before a line's end */
	struct listed *words;
	size_t count, capacity;
	size_t bytes; /* of the pages that were read */
	bool whole;   /* no page was damaged */
};

static void
list_release(struct word_list *list)
{
	leaf_terms_release(&list->terms);
	buf_release(&list->text);
	free(list->words);
}

static struct span
word_at(const struct word_list *list, size_t i)
{
	size_t from = i > 0 ? list->words[i - 1].end : 0;

	return span_of(list->text.p + from, list->words[i].end - 1 - from);
}

/* How many bytes its list of places has, about. */
static size_t
list_bytes(const struct word_list *list, size_t i)
{
	return (i + 1 < list->count ? list->words[i + 1].place : list->bytes) -
	    list->words[i].place;
}

static size_t
most_bytes(const struct word_list *list)
{
	size_t most = list->bytes / LISTS_SHARE;

	return most > LISTS_LEAST ? most : LISTS_LEAST;
}

static void
add_word(void *context, struct span word)
{
	struct word_list *list = context;

	if (word.p[0] == FTS_RAW_FILTER)
		return;
	buf_addspan(&list->text, word);
	buf_addc(&list->text, '\n');
	list->words = xgrow(
	    list->words, list->count, &list->capacity, sizeof *list->words);
	list->words[list->count++] = (struct listed){
		.end = list->text.n,
		.place = list->bytes + list->terms.end,
	};
}

static enum pl_status
list_words(struct pl_shard *s, struct word_list *list, struct pl_error *err)
{
	sqlite3_stmt *q;
	enum pl_status rc = stmt_begin(&s->db, STMT_SHARD_TERM_PAGES, &q, err);

	if (rc != PL_OK)
		return rc;
	while (list->whole &&
	    (rc = stmt_step(&s->db, STMT_SHARD_TERM_PAGES, err)) == PL_OK) {
		struct span page = column_span(q, 0);

		list->whole =
		    leaf_terms_list(&list->terms, page, add_word, list);
		list->bytes += page.n;
	}
	stmt_end(&s->db, STMT_SHARD_TERM_PAGES);
	return rc < 0 ? rc : PL_OK;
}

/* Words any of which may be the first of a phrase. */
struct firsts {
	struct span words[PHRASE_WORDS_MAX];
	size_t count;
	size_t bytes; /* of their lists */
};

/* False when they are too many. */
static bool
add_first(struct firsts *f, const struct word_list *list, size_t i)
{
	if (f->count == PHRASE_WORDS_MAX)
		return false;
	f->words[f->count++] = word_at(list, i);
	f->bytes += list_bytes(list, i);
	return f->bytes <= most_bytes(list);
}

/* Each word that holds the part, in which a line's end is a word's end. */
static bool
find_words(struct firsts *f, const struct word_list *list, struct span part)
{
	const char *text = list->text.p;
	size_t at = 0, i = 0;

	while (at < list->text.n) {
		const char *found =
		    memmem(text + at, list->text.n - at, part.p, part.n);

		if (found == NULL)
			break;
		at = (size_t)(found - text);
		while (list->words[i].end <= at)
			i++;
		if (!add_first(f, list, i))
			return false;
		at = list->words[i].end;
	}
	return true;
}

/* And each of which FTS5 has but the beginning. */
static bool
find_cut_words(struct firsts *f, const struct word_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		if (word_at(list, i).n >= FTS_TOKEN_MAX &&
		    !add_first(f, list, i))
			return false;
	return true;
}

static bool
find_firsts(struct firsts *f, const struct word_list *list,
    const struct pl_phrase *phrase)
{
	struct buf part;

	if (!phrase->suffix) {
		f->words[f->count++] = phrase->tokens[0];
		return true;
	}
	buf_init(&part, BUF_UNLIMITED);
	buf_addspan(&part, phrase->tokens[0]);
	if (phrase->count > 1 || !phrase->prefix)
		buf_addc(&part, '\n');
	bool all =
	    find_words(f, list, buf_span(&part)) && find_cut_words(f, list);
	buf_release(&part);
	return all;
}

/* Whether words that begin so have short lists. */
static bool
is_prefix_worth(const struct word_list *list, struct span prefix)
{
	size_t bytes = 0;

	for (size_t i = 0; i < list->count; i++) {
		struct span word = word_at(list, i);

		if (word.n >= prefix.n && word.p[0] == prefix.p[0] &&
		    memcmp(word.p, prefix.p, prefix.n) == 0)
			bytes += list_bytes(list, i);
	}
	return bytes <= most_bytes(list);
}

static enum pl_status
match_any(struct pl_shard *s, const struct pl_phrase *phrase,
    const struct firsts *f, unsigned columns, struct pl_set *found,
    struct pl_error *err)
{
	struct buf expression;
	enum pl_status rc = PL_OK;

	buf_init(&expression, BUF_UNLIMITED);
	for (size_t i = 0; rc == PL_OK && i < f->count; i += MATCH_WORDS_MAX) {
		size_t n = f->count - i;

		buf_clear(&expression);
		match_phrase(&expression, columns, phrase, f->words + i,
		    n < MATCH_WORDS_MAX ? n : MATCH_WORDS_MAX);
		rc = shard_match_text(s, &expression, found, err);
	}
	buf_release(&expression);
	return rc;
}

/* Take from *open what has the phrase nowhere, or the rest of it where too
 * much would be read for one of its ends. */
static enum pl_status
narrow_by(struct pl_shard *s, const struct word_list *list,
    struct pl_phrase phrase, unsigned columns, struct pl_set *open,
    struct pl_error *err)
{
	struct firsts firsts = { 0 };
	struct pl_set found;

	if (phrase.prefix && phrase.count > 1 &&
	    !is_prefix_worth(list, phrase.tokens[phrase.count - 1])) {
		phrase.prefix = false;
		phrase.count--;
	}
	if (!find_firsts(&firsts, list, &phrase)) {
		if (phrase.count == 1)
			return PL_OK;
		phrase.suffix = false;
		phrase.tokens++;
		phrase.count--;
		firsts.words[0] = phrase.tokens[0];
		firsts.count = 1;
	}
	if (!phrase.suffix && phrase.count == 1)
		return PL_OK; /* nothing that has not been asked for */
	pl_set_init(&found, s->limit);
	enum pl_status rc =
	    match_any(s, &phrase, &firsts, columns, &found, err);
	if (rc == PL_OK)
		pl_set_and(open, &found);
	pl_set_release(&found);
	return rc;
}

enum pl_status
pl_shard_narrow(struct pl_shard *s, const struct pl_phrase *phrases,
    size_t count, unsigned columns, struct pl_set *open, struct pl_error *err)
{
	struct word_list list = { .whole = true };
	enum pl_status rc;

	if ((columns & PL_ALL_TEXT) == 0 && count > 0) {
		pl_set_release(open);
		pl_set_init(open, s->limit);
		return PL_OK;
	}
	leaf_terms_init(&list.terms);
	buf_init(&list.text, BUF_UNLIMITED);
	rc = list_words(s, &list, err);
	/* Where it is not whole, whoever asks has the texts to read. */
	for (size_t i = 0; rc == PL_OK && list.whole && i < count; i++)
		if (pl_set_next(open, 0) != 0)
			rc = narrow_by(
			    s, &list, phrases[i], columns, open, err);
	list_release(&list);
	return rc;
}
