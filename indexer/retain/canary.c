#include "indexer/retain/canary.h"

#include <stdlib.h>

#include "base/mem.h"
#include "schema/token.h"

/* Letters around a word that make a stretch of text distinctive. */
#define AROUND 12
/* A shorter word is in every other text. */
#define WORD_LEAST 5

struct taking {
	struct canaries *canaries;
	const struct gone_day *day;
	struct pl_shard *shard;
	struct pl_set gone; /* the records that are to be forgotten */
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
try_word(struct taking *t, struct span text, const struct pl_token_scan *s,
    size_t *taken, struct pl_error *err)
{
	struct pl_phrase phrase = { .tokens = &s->folded, .count = 1 };
	struct pl_term term = {
		.columns = CANARY_COLUMNS,
		.phrases = &phrase,
		.phrase_count = 1,
	};
	size_t begin = s->begin > AROUND ? s->begin - AROUND : 0;
	size_t end = text.n - s->end > AROUND ? s->end + AROUND : text.n;
	struct pl_set found;
	enum pl_status rc = pl_shard_match(t->shard, &term, 1, &found, err);

	if (rc != PL_OK) {
		pl_set_release(&found);
		return rc;
	}
	if (!is_theirs(t, &found))
		return PL_OK;
	/* At an edge of its text the word might be the end of a longer one
	 * elsewhere. */
	if (s->begin == 0 || s->end == text.n)
		begin = end = 0;
	add_canary(t, s->folded, span_of(text.p + begin, end - begin));
	++*taken;
	return PL_OK;
}

/* Words of a text that nothing else has. */
static enum pl_status
take_words(struct taking *t, struct span text, struct pl_error *err)
{
	struct pl_token_scan s;
	size_t taken = 0;
	enum pl_status rc = PL_OK;

	pl_token_begin(&s, text);
	for (size_t i = 0; rc == PL_OK && i < CANARY_TRIED &&
	     taken < CANARY_WORDS && pl_token_next(&s);
	     i++)
		if (s.folded.n >= WORD_LEAST &&
		    s.folded.n <= NEEDLE_MOST - 2 * AROUND)
			rc = try_word(t, text, &s, &taken, err);
	pl_token_end(&s);
	return rc;
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
	rc = pl_shard_requested(t->shard, row.request, &found, err);
	if (rc != PL_OK) {
		pl_set_release(&found);
		return rc;
	}
	if (!is_theirs(t, &found))
		return PL_OK;
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

enum pl_status
canaries_take(struct canaries *c, const struct gone_day *day,
    struct pl_shard *shard, struct pl_error *err)
{
	struct taking t = { .canaries = c, .day = day, .shard = shard };
	size_t step = day->count / CANARY_OBJECTS + 1;
	enum pl_status rc;

	pl_set_init(&t.gone, pl_shard_limit(shard));
	rc = mark_gone(&t, err);
	for (size_t i = 0; i < day->count && rc == PL_OK; i += step)
		rc = take_object(&t, &day->gone[i], err);
	pl_set_release(&t.gone);
	return rc;
}
