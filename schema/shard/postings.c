#include "schema/shard/postings.h"

#include <assert.h>
#include <stdbool.h>
#include <stdlib.h>

#include "base/mem.h"
#include "schema/shard/rooms.h"
#include "schema/shard/varint.h"
#include "schema/shard/word_head.h"

/* What one word may add to a list: the rest of the size of the places before
 * it, a record, the least size, a change of column, a place. */
#define LIST_ROOM (4 + 5 + 1 + 2 + 5)

#define SLOTS_LEAST ((size_t)4096)
/* How many words so many slots are for. */
#define WORDS_OF(slots) ((slots) / 4 * 3)

/* So many words are looked up together: what is read of memory for one comes
 * while another is worked on. */
#define PENDING 16

/* A line of the processor's caches. */
#define WORD_ALIGN 64

struct word {
	_Alignas(WORD_ALIGN) struct word_head head;
	const char *text; /* of a long word */
	uint8_t *list;
	uint32_t length;
	uint32_t used;    /* bytes of the list */
	uint32_t full;    /* so many may be used before it needs more room */
	uint32_t size_at; /* where in it the size of the last places is */
	uint32_t record;  /* the last */
	uint32_t place;   /* the last in that column of the record */
	uint8_t column;
	uint8_t size; /* of the list's room */
};

struct slot {
	uint32_t hash;
	uint32_t number; /* of the word, from 1; 0: free */
};

/* A word that waits to be looked up. */
struct pending {
	struct word_head head;
	const char *text;
	uint32_t length, hash, place;
	unsigned column;
	struct word *word; /* when it is found */
};

struct postings {
	struct slot *slots; /* a power of two */
	size_t slot_count;
	struct word *words; /* WORDS_OF as many */
	size_t word_count;
	struct rooms rooms;
	struct pending pending[PENDING];
	size_t pending_count;
	uint32_t record;
};

struct postings *
postings_new(void)
{
	return xcalloc(1, sizeof(struct postings));
}

static void
clear(struct postings *p)
{
	for (size_t i = 0; i < p->word_count; i++) {
		struct word *w = &p->words[i];

		if (w->size >= ROOM_SIZES)
			room_give(&p->rooms, w->list, w->size);
	}
	free(p->words);
	free(p->slots);
	rooms_release(&p->rooms);
	*p = (struct postings){ .record = p->record };
}

void
postings_free(struct postings *p)
{
	if (p == NULL)
		return;
	clear(p);
	free(p);
}

size_t
postings_bytes(const struct postings *p)
{
	return p->slot_count * sizeof *p->slots +
	    p->word_count * sizeof *p->words + p->rooms.bytes;
}

/* Where memory lies is another thing in each run, so that nobody can write a
 * log whose words all have one hash.  The bits by which a slot is found come
 * from the top, which all of the word has a part in: words that differ in
 * their last bytes, as numbers in a row do, are no neighbours. */
static uint32_t
hash_word(const struct postings *p, struct span word, struct word_head head)
{
	uint64_t h = (head.first ^ (uintptr_t)p) * 0x9E3779B97F4A7C15u;

	h = (h ^ (h >> 32) ^ head.second ^ word.n) * 0xD6E8FEB86659FD93u;
	for (size_t i = SHORT_WORD; i < word.n; i++)
		h = (h ^ (h >> 32) ^ (unsigned char)word.p[i]) *
		    0xD6E8FEB86659FD93u;
	return __builtin_bswap32((uint32_t)(h >> 32));
}

static void
grow_slots(struct postings *p, size_t count)
{
	struct slot *slots = xcalloc(count, sizeof *slots);

	for (size_t i = 0; i < p->slot_count; i++) {
		size_t at = p->slots[i].hash & (count - 1);

		if (p->slots[i].number == 0)
			continue;
		while (slots[at].number != 0)
			at = (at + 1) & (count - 1);
		slots[at] = p->slots[i];
	}
	free(p->slots);
	p->slots = slots;
	p->slot_count = count;
}

static void
grow_words(struct postings *p, size_t count)
{
	struct word *words = xaligned_alloc(WORD_ALIGN, count * sizeof *words);

	if (p->word_count > 0)
		memcpy(words, p->words, p->word_count * sizeof *words);
	free(p->words);
	p->words = words;
}

/* For as many words as can be pending. */
static void
make_room(struct postings *p)
{
	size_t count = p->slot_count ? 2 * p->slot_count : SLOTS_LEAST;

	if (p->word_count + PENDING > WORDS_OF(p->slot_count)) {
		grow_slots(p, count);
		grow_words(p, WORDS_OF(count));
	}
}

/* A new word, at the free slot. */
static struct word *
add_word(struct postings *p, struct slot *slot, const struct pending *q)
{
	struct word *w = &p->words[p->word_count++];

	*w = (struct word){
		.head = q->head,
		.list = room_take(&p->rooms, 0),
		.full = ROOM_BYTES(0) - LIST_ROOM,
		.length = q->length,
	};
	if (q->length > SHORT_WORD) {
		char *text = room_take_bytes(&p->rooms, q->length);
		w->text = memcpy(text, q->text, q->length);
	}
	*slot = (struct slot){ q->hash, (uint32_t)p->word_count };
	return w;
}

static bool
is_word(const struct word *w, const struct pending *q)
{
	return word_head_equal(w->head, q->head) && w->length == q->length &&
	    (q->length <= SHORT_WORD ||
		memcmp(w->text, q->text, q->length) == 0);
}

static struct slot *
first_slot(const struct postings *p, const struct pending *q)
{
	return &p->slots[q->hash & (p->slot_count - 1)];
}

static struct word *
get_word(struct postings *p, const struct pending *q)
{
	struct slot *s = first_slot(p, q);

	while (s->number != 0) {
		struct word *w = &p->words[s->number - 1];

		if (s->hash == q->hash && is_word(w, q))
			return w;
		if (++s == p->slots + p->slot_count)
			s = p->slots;
	}
	return add_word(p, s, q);
}

/* Write how many bytes of places the last record has, twice that: FTS5 tells
 * deleted ones by the lowest bit.  One byte was left for it. */
static void
end_record(struct word *w)
{
	uint8_t *size = w->list + w->size_at;
	size_t bytes = w->used - w->size_at - 1;

	if (bytes < 0x40) {
		*size = (uint8_t)(2 * bytes);
		return;
	}
	size_t more = varint_size(2 * (uint64_t)bytes) - 1;
	memmove(size + 1 + more, size + 1, bytes);
	varint_put(size, 2 * (uint64_t)bytes);
	w->used += (uint32_t)more;
}

static void
begin_record(struct word *w, uint32_t record)
{
	if (w->used > 0)
		end_record(w);
	w->used += (uint32_t)varint_put(w->list + w->used, record - w->record);
	w->size_at = w->used++;
	w->record = record;
	w->column = 0;
	w->place = 0;
}

static void
add_place(struct postings *p, const struct pending *q)
{
	struct word *w = q->word;

	if (w->used > w->full) {
		w->list = room_grow(&p->rooms, w->list, w->size, w->used);
		w->size++;
		w->full = (uint32_t)ROOM_BYTES(w->size) - LIST_ROOM;
	}
	if (w->record != p->record)
		begin_record(w, p->record);
	uint8_t *out = w->list + w->used;
	if (w->column != q->column) {
		*out++ = 1;
		*out++ = (uint8_t)q->column;
		w->column = (uint8_t)q->column;
		w->place = 0;
	}
	out += varint_put(out, (uint64_t)q->place - w->place + 2);
	w->place = q->place;
	w->used = (uint32_t)(out - w->list);
}

/* The slots have been asked for already. */
static void
work_off(struct postings *p)
{
	struct pending *q = p->pending, *end = q + p->pending_count;

	for (; q < end; q++) {
		uint32_t number = first_slot(p, q)->number;

		if (number != 0)
			__builtin_prefetch(&p->words[number - 1], 1);
	}
	for (q = p->pending; q < end; q++) {
		q->word = get_word(p, q);
		__builtin_prefetch(q->word->list + q->word->used, 1);
	}
	for (q = p->pending; q < end; q++)
		add_place(p, q);
	p->pending_count = 0;
	make_room(p);
}

void
postings_begin(struct postings *p, uint32_t record)
{
	assert(record > p->record);
	work_off(p);
	p->record = record;
}

void
postings_add(
    struct postings *p, unsigned column, uint32_t place, struct span word)
{
	struct pending *q = &p->pending[p->pending_count++];

	q->head = word_head_of(word);
	q->hash = hash_word(p, word, q->head);
	__builtin_prefetch(first_slot(p, q));
	q->text = word.p;
	q->length = (uint32_t)word.n;
	q->place = place;
	q->column = column;
	/* The text of a long word is there only now. */
	if (p->pending_count == PENDING || word.n > SHORT_WORD)
		work_off(p);
}

static struct span
word_text(const struct word *w)
{
	return span_of(
	    w->text != NULL ? w->text : (const char *)&w->head, w->length);
}

/* A word to be sorted, with its head beside it. */
struct sorted {
	struct word_head head;
	struct word *word;
};

static int
compare(const void *a, const void *b)
{
	const struct sorted *x = a, *y = b;
	int order = word_head_compare(x->head, y->head);

	return order != 0
	    ? order
	    : span_compare(word_text(x->word), word_text(y->word));
}

enum pl_status
postings_drain(struct postings *p, postings_sink *sink, void *context,
    struct pl_error *err)
{
	work_off(p);
	struct sorted *all = xcalloc(p->word_count + 1, sizeof *all);
	enum pl_status rc = PL_OK;

	for (size_t i = 0; i < p->word_count; i++) {
		struct word *w = &p->words[i];

		all[i] = (struct sorted){ w->head, w };
	}
	qsort(all, p->word_count, sizeof *all, compare);
	for (size_t i = 0; i < p->word_count && rc == PL_OK; i++) {
		struct word *w = all[i].word;

		end_record(w);
		rc = sink(context, word_text(w),
		    span_of((const char *)w->list, w->used), err);
	}
	free(all);
	clear(p);
	return rc;
}
