#include "indexer/retain/canary.h"

#include <stdlib.h>

#include "base/mem.h"
#include "schema/check.h"
#include "schema/token.h"

/* Letters around a word that make a stretch of text distinctive. */
#define AROUND 12
/* A shorter word is in every other text. */
#define WORD_LEAST 5
#define WORD_MOST  (NEEDLE_MOST - 2 * AROUND)

struct taking {
	struct canaries *canaries;
	const struct gone_day *day;
	struct pl_shard *shard;
	struct pl_set gone; /* the records that are to be forgotten */
	struct word_filter taken;
};

/* A word of a text. */
struct candidate {
	char word[WORD_MOST]; /* folded */
	size_t n;
	size_t begin, end; /* in the text */
	bool repeated;     /* another record gave it, too */
};

/* The best words of a text: those that no other record gave, and of these the
 * longest, which are rare. */
struct candidates {
	struct candidate items[CANARY_ASKED]; /* the best first */
	size_t count;
};

void
canaries_release(struct canaries *c)
{
	arena_release(&c->arena);
	free(c->items);
	*c = (struct canaries){ 0 };
}

static void
add_canary(struct taking *t, struct span word, struct span bytes)
{
	struct canaries *c = t->canaries;

	c->items = xgrow(c->items, c->count, &c->capacity, sizeof *c->items);
	c->items[c->count++] = (struct canary){
		.day = t->day,
		.word = arena_add(&c->arena, word),
		.bytes = arena_add(&c->arena, bytes),
	};
}

/* Whether only records that go have it. */
static bool
is_theirs(struct taking *t, struct pl_set *found)
{
	pl_set_subtract(found, &t->gone);
	bool theirs = pl_set_count(found) == 0;

	pl_set_release(found);
	return theirs;
}

static enum pl_status
is_their_word(
    struct taking *t, struct span word, bool *theirs, struct pl_error *err)
{
	struct pl_phrase phrase = { .tokens = &word, .count = 1 };
	struct pl_term term = {
		.columns = CANARY_COLUMNS,
		.phrases = &phrase,
		.phrase_count = 1,
	};
	struct pl_set found;

	*theirs = t->day->whole;
	if (*theirs)
		return PL_OK;
	enum pl_status rc = pl_shard_match(t->shard, &term, 1, &found, err);
	if (rc == PL_OK)
		*theirs = is_theirs(t, &found);
	else
		pl_set_release(&found);
	return rc;
}

static bool
is_better(const struct candidate *a, const struct candidate *b)
{
	return a->repeated != b->repeated ? b->repeated : a->n > b->n;
}

static void
add_candidate(
    struct taking *t, struct candidates *c, const struct pl_token_scan *s)
{
	struct candidate new = {
		.n = s->folded.n,
		.begin = s->begin,
		.end = s->end,
		.repeated = word_filter_has(&t->taken, s->folded),
	};
	size_t at = c->count;

	while (at > 0 && is_better(&new, &c->items[at - 1]))
		at--;
	for (size_t i = at; i > 0 && c->items[i - 1].n == new.n; i--)
		if (memcmp(c->items[i - 1].word, s->folded.p, new.n) == 0)
			return;
	if (at == CANARY_ASKED ||
	    word_filter_has(&t->canaries->common, s->folded))
		return;
	memcpy(new.word, s->folded.p, new.n);
	c->count += c->count < CANARY_ASKED;
	memmove(&c->items[at + 1], &c->items[at],
	    (c->count - at - 1) * sizeof new);
	c->items[at] = new;
}

static void
list_candidates(struct taking *t, struct candidates *c, struct span text)
{
	struct pl_token_scan s;

	c->count = 0;
	pl_token_begin(&s, text);
	for (size_t i = 0; i < CANARY_TRIED && pl_token_next(&s); i++)
		if (s.folded.n >= WORD_LEAST && s.folded.n <= WORD_MOST)
			add_candidate(t, c, &s);
	pl_token_end(&s);
}

static void
take_word(struct taking *t, struct span text, const struct candidate *c)
{
	size_t begin = c->begin > AROUND ? c->begin - AROUND : 0;
	size_t end = text.n - c->end > AROUND ? c->end + AROUND : text.n;
	struct span word = span_of(c->word, c->n);

	/* At an edge of its text the word might be the end of a longer one
	 * elsewhere. */
	if (c->begin == 0 || c->end == text.n)
		begin = end = 0;
	word_filter_add(&t->taken, word);
	add_canary(t, word, span_of(text.p + begin, end - begin));
}

/* Words of a text that nothing else has. */
static enum pl_status
take_words(struct taking *t, struct span text, struct pl_error *err)
{
	struct candidates c;
	size_t taken = 0;

	list_candidates(t, &c, text);
	for (size_t i = 0; i < c.count && taken < CANARY_WORDS; i++) {
		struct span word = span_of(c.items[i].word, c.items[i].n);
		bool theirs;
		enum pl_status rc = is_their_word(t, word, &theirs, err);

		if (rc != PL_OK)
			return rc;
		if (theirs)
			take_word(t, text, &c.items[i]);
		else
			word_filter_add(&t->canaries->common, word);
		taken += theirs;
	}
	return PL_OK;
}

static int
hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* A UUID's 16 bytes: so it stands in a shard. */
static bool
pack_uuid(struct span id, char out[16])
{
	size_t digits = 0;

	for (size_t i = 0; i < id.n; i++) {
		int value = hex_value(id.p[i]);

		if (id.p[i] == '-')
			continue;
		if (value < 0 || digits == 32)
			return false;
		if (digits % 2 == 0)
			out[digits / 2] = (char)(value << 4);
		else
			out[digits / 2] = (char)(out[digits / 2] | value);
		digits++;
	}
	return digits == 32;
}

static enum pl_status
take_request(struct taking *t, uint32_t rowid, struct pl_error *err)
{
	struct pl_row row;
	struct pl_set found;
	char uuid[16];
	enum pl_status rc = pl_shard_row(t->shard, rowid, &row, err);

	if (rc != PL_OK || row.request.n < NEEDLE_LEAST)
		return rc;
	if (!t->day->whole) {
		rc = pl_shard_requested(t->shard, row.request, &found, err);
		if (rc != PL_OK) {
			pl_set_release(&found);
			return rc;
		}
		if (!is_theirs(t, &found))
			return PL_OK;
	}
	if (pack_uuid(row.request, uuid))
		add_canary(t, row.request, span_of(uuid, sizeof uuid));
	else
		add_canary(t, row.request, row.request);
	return PL_OK;
}

static enum pl_status
take_object(
    struct taking *t, const struct gone_object *o, struct pl_error *err)
{
	const uint32_t *rowids;
	size_t count;
	enum pl_status rc =
	    pl_shard_object_records(t->shard, o->row, &rowids, &count, err);

	for (size_t i = 0; i < count && i < 2 && rc == PL_OK; i++) {
		struct pl_record r;

		rc = take_request(t, rowids[i], err);
		if (rc == PL_OK)
			rc = pl_shard_text(t->shard, rowids[i], &r, err);
		for (int c = 0; c < PL_TEXT_COLUMNS && rc == PL_OK; c++)
			rc = take_words(t, r.column[c], err);
	}
	return rc;
}

static enum pl_status
mark_gone(struct taking *t, struct pl_error *err)
{
	for (size_t i = 0; i < t->day->count; i++) {
		const uint32_t *rowids;
		size_t count;
		enum pl_status rc = pl_shard_object_records(
		    t->shard, t->day->gone[i].row, &rowids, &count, err);

		if (rc != PL_OK)
			return rc;
		for (size_t k = 0; k < count; k++)
			pl_set_add(&t->gone, rowids[k]);
	}
	return PL_OK;
}

static void
avoid(void *context, struct span word)
{
	if (word.n >= WORD_LEAST && word.n <= WORD_MOST)
		word_filter_add(context, word);
}

enum pl_status
canaries_avoid(
    struct canaries *c, struct pl_shard *shard, struct pl_error *err)
{
	return pl_shard_terms(shard, avoid, &c->common, err);
}

/* How many objects of each day. */
static size_t
objects_of_day(const struct canaries *c)
{
	size_t most = CANARY_OBJECTS_ALL / (c->days > 0 ? c->days : 1);

	if (most > CANARY_OBJECTS)
		return CANARY_OBJECTS;
	return most > CANARY_OBJECTS_LEAST ? most : CANARY_OBJECTS_LEAST;
}

enum pl_status
canaries_take(struct canaries *c, const struct gone_day *day,
    struct pl_shard *shard, struct pl_error *err)
{
	struct taking t = { .canaries = c, .day = day, .shard = shard };
	size_t step = day->count / objects_of_day(c) + 1;
	enum pl_status rc;

	pl_set_init(&t.gone, pl_shard_limit(shard));
	rc = mark_gone(&t, err);
	for (size_t i = 0; i < day->count && rc == PL_OK; i += step)
		rc = take_object(&t, &day->gone[i], err);
	pl_set_release(&t.gone);
	return rc;
}
