/* The records that hold parts of words, and phrases that begin within a word.
 * FTS5 finds words by how they begin; which ones hold a part, the list of all
 * words tells (vocabulary.h). */
#include "schema/shard/match.h"
#include "schema/shard/shard.h"
#include "schema/shard/vocabulary.h"

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

/* More of the lists of all words than this is too much. */
static uint64_t
most_bytes(const struct vocabulary *v)
{
	uint64_t most = v->bytes / LISTS_SHARE;

	return most > LISTS_LEAST ? most : LISTS_LEAST;
}

/* Words any of which may be the first of a phrase. */
struct firsts {
	struct span words[PHRASE_WORDS_MAX];
	size_t count;
	uint64_t bytes; /* of their lists */
};

/* False when they are too many. */
static bool
add_first(struct firsts *f, const struct vocabulary *v, size_t i)
{
	if (f->count == PHRASE_WORDS_MAX)
		return false;
	f->words[f->count++] = vocabulary_word(v, i);
	f->bytes += v->words[i].bytes;
	return f->bytes <= most_bytes(v);
}

/* Each word that holds the part, in which a line's end is a word's end. */
static bool
find_words(struct firsts *f, const struct vocabulary *v, struct span part)
{
	const char *text = v->text.p;
	size_t at = 0, i = 0;

	while (at < v->text.n) {
		const char *found =
		    memmem(text + at, v->text.n - at, part.p, part.n);

		if (found == NULL)
			break;
		at = (size_t)(found - text);
		while (v->words[i].end <= at)
			i++;
		if (!add_first(f, v, i))
			return false;
		at = v->words[i].end;
	}
	return true;
}

/* And each of which FTS5 has but the beginning. */
static bool
find_cut_words(struct firsts *f, const struct vocabulary *v)
{
	for (size_t i = 0; i < v->count; i++)
		if (vocabulary_word(v, i).n >= FTS_TOKEN_MAX &&
		    !add_first(f, v, i))
			return false;
	return true;
}

static bool
find_firsts(struct firsts *f, const struct vocabulary *v,
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
	bool all = find_words(f, v, buf_span(&part)) && find_cut_words(f, v);
	buf_release(&part);
	return all;
}

/* Whether words that begin so have short lists. */
static bool
is_prefix_worth(const struct vocabulary *v, struct span prefix)
{
	uint64_t bytes = 0;

	for (size_t i = 0; i < v->count; i++) {
		struct span word = vocabulary_word(v, i);

		if (word.n >= prefix.n && word.p[0] == prefix.p[0] &&
		    memcmp(word.p, prefix.p, prefix.n) == 0)
			bytes += v->words[i].bytes;
	}
	return bytes <= most_bytes(v);
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
narrow_by(struct pl_shard *s, const struct vocabulary *v,
    struct pl_phrase phrase, unsigned columns, struct pl_set *open,
    struct pl_error *err)
{
	struct firsts firsts = { 0 };
	struct pl_set found;

	if (phrase.prefix && phrase.count > 1 &&
	    !is_prefix_worth(v, phrase.tokens[phrase.count - 1])) {
		phrase.prefix = false;
		phrase.count--;
	}
	if (!find_firsts(&firsts, v, &phrase)) {
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

/* Without the list, whoever asks has the texts to read. */
static enum pl_status
get_vocabulary(struct pl_shard *s, struct vocabulary *v, bool *there,
    struct pl_error *err)
{
	enum pl_status rc = vocabulary_get(&s->db, s->coder, s->limit, v, err);

	*there = rc == PL_OK;
	return rc == PL_EFORMAT || rc == PL_ELIMIT ? PL_OK : rc;
}

enum pl_status
pl_shard_narrow(struct pl_shard *s, const struct pl_phrase *phrases,
    size_t count, unsigned columns, struct pl_set *open, struct pl_error *err)
{
	struct vocabulary v;
	bool there;
	enum pl_status rc;

	if ((columns & PL_ALL_TEXT) == 0 && count > 0) {
		pl_set_release(open);
		pl_set_init(open, s->limit);
		return PL_OK;
	}
	vocabulary_init(&v);
	rc = get_vocabulary(s, &v, &there, err);
	for (size_t i = 0; rc == PL_OK && there && i < count; i++)
		if (pl_set_next(open, 0) != 0)
			rc = narrow_by(s, &v, phrases[i], columns, open, err);
	vocabulary_release(&v);
	return rc;
}
