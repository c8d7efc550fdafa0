/* Proof by asking: records read from the archive anew must be found by their
 * own words. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "indexer/retain/check.h"
#include "schema/token.h"

/* A record is asked for by so many of its words at most: the first ones and
 * the longest. */
#define WORDS_FIRST   4
#define WORDS_LONGEST 8

bool
recall_draws(const struct check_options *options, struct span key)
{
	uint64_t h = options->seed ^ UINT64_C(0xCBF29CE484222325);

	if (!options->recall)
		return false;
	for (size_t i = 0; i < key.n; i++)
		h = (h ^ (unsigned char)key.p[i]) * UINT64_C(0x100000001B3);
	h = (h ^ h >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
	h = (h ^ h >> 27) * UINT64_C(0x94D049BB133111EB);
	h ^= h >> 31;
	return (double)(h >> 11) < options->recall_part * 0x1p53;
}

struct word {
	struct buf text;
	enum pl_column column;
};

struct recalling {
	struct checking *checking;
	struct pl_shard *shard;
	struct span key; /* of the object */
	struct pl_place place;
	const uint32_t *rowids; /* of the object's records in the shard */
	size_t count, at;
	struct word words[WORDS_FIRST + WORDS_LONGEST];
	size_t word_count;
};

static void
set_word(struct word *w, struct span text, enum pl_column column)
{
	buf_clear(&w->text);
	buf_addspan(&w->text, text);
	w->column = column;
}

/* Keep the word if it is among the first, or longer than the shortest kept. */
static void
consider(struct recalling *r, struct span word, enum pl_column column)
{
	size_t shortest = WORDS_FIRST;

	if (word.n > PL_TOKEN_MAX)
		word.n = PL_TOKEN_MAX;
	if (r->word_count < WORDS_FIRST + WORDS_LONGEST) {
		set_word(&r->words[r->word_count++], word, column);
		return;
	}
	for (size_t i = WORDS_FIRST + 1; i < r->word_count; i++)
		if (r->words[i].text.n < r->words[shortest].text.n)
			shortest = i;
	if (word.n > r->words[shortest].text.n)
		set_word(&r->words[shortest], word, column);
}

static void
choose_words(struct recalling *r, const struct pl_record *record)
{
	struct pl_token_scan s;

	r->word_count = 0;
	pl_token_begin(&s, span_of(NULL, 0));
	for (int c = 0; c < PL_TEXT_COLUMNS; c++) {
		pl_token_read(&s, record->column[c], 0);
		while (pl_token_next(&s))
			consider(r, s.folded, (enum pl_column)c);
	}
	pl_token_end(&s);
}

static enum pl_status
ask(struct recalling *r, const struct pl_record *record, struct pl_set *found,
    struct pl_error *err)
{
	struct span tokens[WORDS_FIRST + WORDS_LONGEST];
	struct pl_phrase phrases[WORDS_FIRST + WORDS_LONGEST];
	struct pl_term terms[WORDS_FIRST + WORDS_LONGEST];

	choose_words(r, record);
	/* Nothing was said: it is found by its id alone. */
	if (r->word_count == 0 && record->request.n > 0)
		return pl_shard_requested(
		    r->shard, record->request, found, err);
	for (size_t i = 0; i < r->word_count; i++) {
		tokens[i] = buf_span(&r->words[i].text);
		phrases[i] =
		    (struct pl_phrase){ .tokens = &tokens[i], .count = 1 };
		terms[i] = (struct pl_term){
			.columns = PL_COLUMN_BIT(r->words[i].column),
			.phrases = &phrases[i],
			.phrase_count = 1,
		};
	}
	return pl_shard_match(r->shard, terms, r->word_count, found, err);
}

static void
say(struct recalling *r, uint32_t ordinal, const char *what)
{
	char *text = xasprintf("record %" PRIu32 " %s", ordinal, what);

	check_add(r->checking, xstrndup(r->key.p, r->key.n), text,
	    check_mend_day(r->place.day));
	free(text);
}

static enum pl_status
recall_record(
    void *context, const struct pl_record *record, struct pl_error *err)
{
	struct recalling *r = context;
	struct pl_set found;
	enum pl_status rc;

	r->checking->result->recalled_records++;
	if (r->at >= r->count) {
		say(r, record->ordinal, "is not in the index");
		return PL_OK;
	}
	rc = ask(r, record, &found, err);
	if (rc == PL_OK && !pl_set_has(&found, r->rowids[r->at]))
		say(r, record->ordinal,
		    "is in the index and is not found by its own words");
	r->at++;
	pl_set_release(&found);
	if (rc == PL_EFORMAT || rc == PL_EDB) {
		say(r, record->ordinal, err->text);
		rc = PL_OK;
	}
	return rc;
}

enum pl_status
recall_object(struct checking *c, struct object_parser *parser,
    struct pl_shard *shard, int64_t row, struct span key, int64_t day,
    struct span bytes, struct pl_error *err)
{
	struct recalling r = { .checking = c, .shard = shard, .key = key };
	struct object_result result;
	struct pl_error why;
	enum pl_status rc;

	source_place(key, day, &r.place);
	for (size_t i = 0; i < WORDS_FIRST + WORDS_LONGEST; i++)
		buf_init(&r.words[i].text, BUF_UNLIMITED);
	/* A shard that cannot tell has been found to be damaged before. */
	rc = pl_shard_object_records(shard, row, &r.rowids, &r.count, &why);
	if (rc == PL_OK) {
		c->result->recalled++;
		rc = object_parse(
		    parser, bytes, &r.place, recall_record, &r, &result, err);
	} else {
		rc = PL_OK;
	}
	if (rc == PL_OK && r.at < r.count)
		say(&r, (uint32_t)r.at,
		    "is in the index and not in the object");
	for (size_t i = 0; i < WORDS_FIRST + WORDS_LONGEST; i++)
		buf_release(&r.words[i].text);
	return rc;
}
