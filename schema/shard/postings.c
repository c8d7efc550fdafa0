#include "schema/shard/postings.h"

#include <assert.h>
#include <endian.h>
#include <stdbool.h>
#include <stdlib.h>

#include "base/mem.h"
#include "schema/shard/rooms.h"
#include "schema/shard/varint.h"
#include "schema/shard/word_ends.h"

/* What one word may add to a list: the rest of the size of the places before
 * it, a record, the least size, a change of column, a place. */
#define LIST_ROOM (4 + 5 + 1 + 2 + 5)

#define PAGE_WORDS  1024
#define SLOTS_LEAST ((size_t)4096)

/* So many words are looked up together: what is read of memory for one comes
 * while another is worked on. */
#define PENDING 16

struct word {
	uint64_t head, tail; /* its ends */
	uint8_t *list;
	uint32_t length;
	uint32_t used;    /* bytes of the list */
	uint32_t size_at; /* where in it the size of the last places is */
	uint32_t record;  /* the last */
	uint32_t place;   /* the last in that column of the record */
	uint8_t column;
	uint8_t size; /* of the list's room */
	const char *text;
};

struct slot {
	uint32_t hash;
	uint32_t number; /* of the word, from 1; 0: free */
};

/* A word that waits to be looked up. */
struct pending {
	uint64_t head, tail;
	struct span text; /* of a long word */
	uint32_t length, hash, place;
	unsigned column;
	struct word *word; /* when it is found */
};

struct postings {
	struct slot *slots; /* a power of two, at most 3/4 of them taken */
	size_t slot_count;
	struct word **pages; /* of PAGE_WORDS each */
	size_t page_count, page_capacity, word_count;
	struct rooms rooms;
	size_t bytes; /* beside the rooms */
	struct pending pending[PENDING];
	size_t pending_count;
	uint32_t record;
};

static struct word *
word_at(const struct postings *p, size_t i)
{
	return &p->pages[i / PAGE_WORDS][i % PAGE_WORDS];
}

struct postings *
postings_new(void)
{
	return xcalloc(1, sizeof(struct postings));
}

static void
clear(struct postings *p)
{
	for (size_t i = 0; i < p->word_count; i++) {
		struct word *w = word_at(p, i);

		if (w->size >= ROOM_SIZES)
			room_give(&p->rooms, w->list, w->size);
	}
	for (size_t i = 0; i < p->page_count; i++)
		free(p->pages[i]);
	free(p->pages);
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
	return p->bytes + p->rooms.bytes;
}

/* Where memory lies is another thing in each run, so that nobody can write a
 * log whose words all have one hash.  The bits by which a slot is found come
 * from the top, which all of the word has a part in: words that differ in
 * their last bytes, as numbers in a row do, are no neighbours. */
static uint32_t
hash_word(
    const struct postings *p, struct span word, uint64_t head, uint64_t tail)
{
	uint64_t h = (head ^ (uintptr_t)p) * 0x9E3779B97F4A7C15u;

	h = (h ^ (h >> 32) ^ tail ^ word.n) * 0xD6E8FEB86659FD93u;
	for (size_t i = 8; word.n > SHORT_WORD && i < word.n - 8; i++)
		h = (h ^ (h >> 32) ^ (unsigned char)word.p[i]) *
		    0xD6E8FEB86659FD93u;
	return __builtin_bswap32((uint32_t)(h >> 32));
}

static void
grow_slots(struct postings *p)
{
	size_t count = p->slot_count ? 2 * p->slot_count : SLOTS_LEAST;
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
	p->bytes += (count - p->slot_count) * sizeof *slots;
	p->slots = slots;
	p->slot_count = count;
}

/* A new word, at the free slot. */
static struct word *
add_word(struct postings *p, struct slot *slot, const struct pending *q)
{
	if (p->word_count == p->page_count * PAGE_WORDS) {
		p->pages = xgrow(p->pages, p->page_count, &p->page_capacity,
		    sizeof *p->pages);
		p->pages[p->page_count++] =
		    xcalloc(PAGE_WORDS, sizeof(struct word));
		p->bytes += PAGE_WORDS * sizeof(struct word);
	}
	struct word *w = word_at(p, p->word_count++);
	char *text = room_take_bytes(&p->rooms, q->length);
	if (q->length > SHORT_WORD)
		memcpy(text, q->text.p, q->length);
	else
		word_ends_write(text, q->length, q->head, q->tail);
	*w = (struct word){
		.head = q->head,
		.tail = q->tail,
		.list = room_take(&p->rooms, 0),
		.length = q->length,
		.text = text,
	};
	*slot = (struct slot){ q->hash, (uint32_t)p->word_count };
	return w;
}

static bool
is_word(const struct word *w, const struct pending *q)
{
	return w->head == q->head && w->tail == q->tail &&
	    w->length == q->length &&
	    (q->length <= SHORT_WORD ||
		memcmp(w->text, q->text.p, q->length) == 0);
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
		struct word *w = word_at(p, s->number - 1);

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
	uint8_t size[VARINT_MAX], *places = w->list + w->size_at + 1;
	size_t bytes = w->used - w->size_at - 1;
	size_t n = varint_put(size, 2 * (uint64_t)bytes);

	if (n > 1)
		memmove(places + n - 1, places, bytes);
	memcpy(w->list + w->size_at, size, n);
	w->used += (uint32_t)(n - 1);
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

	if (ROOM_BYTES(w->size) - w->used < LIST_ROOM) {
		w->list = room_grow(&p->rooms, w->list, w->size, w->used);
		w->size++;
	}
	if (w->record != p->record)
		begin_record(w, p->record);
	if (w->column != q->column) {
		w->list[w->used++] = 1;
		w->list[w->used++] = (uint8_t)q->column;
		w->column = (uint8_t)q->column;
		w->place = 0;
	}
	w->used += (uint32_t)varint_put(
	    w->list + w->used, (uint64_t)q->place - w->place + 2);
	w->place = q->place;
}

/* The slots have been asked for already. */
static void
work_off(struct postings *p)
{
	struct pending *q = p->pending, *end = q + p->pending_count;

	for (; q < end; q++) {
		uint32_t number = first_slot(p, q)->number;

		if (number != 0)
			__builtin_prefetch(word_at(p, number - 1), 1);
	}
	for (q = p->pending; q < end; q++) {
		q->word = get_word(p, q);
		__builtin_prefetch(q->word->list + q->word->used, 1);
	}
	for (q = p->pending; q < end; q++)
		add_place(p, q);
	p->pending_count = 0;
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

	if (p->word_count + PENDING >= p->slot_count / 4 * 3)
		grow_slots(p);
	word_ends_read(word, &q->head, &q->tail);
	q->hash = hash_word(p, word, q->head, q->tail);
	__builtin_prefetch(first_slot(p, q));
	q->text = word.n > SHORT_WORD ? word : span_of(NULL, 0);
	q->length = (uint32_t)word.n;
	q->place = place;
	q->column = column;
	/* The text of a long word is there only now. */
	if (p->pending_count == PENDING || word.n > SHORT_WORD)
		work_off(p);
}

/* A word to be sorted, with its first bytes as a number. */
struct sorted {
	uint64_t first;
	struct word *word;
};

static struct sorted
sorted_word(struct word *w)
{
	uint64_t first = 0;

	memcpy(&first, w->text, w->length < 8 ? w->length : 8);
	return (struct sorted){ be64toh(first), w };
}

static int
compare(const void *a, const void *b)
{
	const struct sorted *x = a, *y = b;

	if (x->first != y->first)
		return x->first < y->first ? -1 : 1;
	return span_compare(span_of(x->word->text, x->word->length),
	    span_of(y->word->text, y->word->length));
}

enum pl_status
postings_drain(struct postings *p, postings_sink *sink, void *context,
    struct pl_error *err)
{
	work_off(p);
	struct sorted *all = xcalloc(p->word_count + 1, sizeof *all);
	enum pl_status rc = PL_OK;

	for (size_t i = 0; i < p->word_count; i++)
		all[i] = sorted_word(word_at(p, i));
	qsort(all, p->word_count, sizeof *all, compare);
	for (size_t i = 0; i < p->word_count && rc == PL_OK; i++) {
		struct word *w = all[i].word;

		end_record(w);
		rc = sink(context, span_of(w->text, w->length),
		    span_of((const char *)w->list, w->used), err);
	}
	free(all);
	clear(p);
	return rc;
}
