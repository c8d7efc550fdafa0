#include "schema/shard/postings.h"

#include <assert.h>
#include <endian.h>
#include <stdbool.h>
#include <stdlib.h>

#include "base/mem.h"
#include "schema/shard/key_sort.h"
#include "schema/shard/rooms.h"
#include "schema/shard/word_head.h"
#include "schema/shard/word_list.h"

#define SLOTS_LEAST ((size_t)4096)
/* How many words so many slots are for. */
#define WORDS_OF(slots) ((slots) / 4 * 3)

/* So many words are looked up together: what is read of memory for one comes
 * while another is worked on. */
#define PENDING 64

/* A line of the processor's caches. */
#define WORD_ALIGN 64

struct word {
	_Alignas(WORD_ALIGN) struct word_head head;
	const char *text; /* of a long word */
	uint32_t length;
	struct word_list list;
};
static_assert(sizeof(struct word) == WORD_ALIGN, "a word is one line");

struct slot {
	uint32_t hash;
	uint32_t number; /* of the word, from 1; 0: free */
};

/* A word that waits to be looked up. */
struct pending {
	struct word_head head;
	size_t text; /* where in postings.texts a long one is */
	uint32_t length, hash, record, place;
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
	struct buf texts; /* of long ones that are pending */
	uint32_t record;
};

struct postings *
postings_new(void)
{
	struct postings *p = xcalloc(1, sizeof *p);

	buf_init(&p->texts, BUF_UNLIMITED);
	return p;
}

static void
clear(struct postings *p)
{
	for (size_t i = 0; i < p->word_count; i++)
		word_list_release(&p->words[i].list, &p->rooms);
	free(p->words);
	free(p->slots);
	rooms_release(&p->rooms);
	p->words = NULL;
	p->word_count = 0;
	p->slots = NULL;
	p->slot_count = 0;
}

void
postings_free(struct postings *p)
{
	if (p == NULL)
		return;
	clear(p);
	buf_release(&p->texts);
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

	*w = (struct word){ .head = q->head, .length = q->length };
	word_list_init(&w->list, &p->rooms);
	if (q->length > SHORT_WORD) {
		char *text = room_take_bytes(&p->rooms, q->length);
		w->text = memcpy(text, p->texts.p + q->text, q->length);
	}
	*slot = (struct slot){ q->hash, (uint32_t)p->word_count };
	return w;
}

static bool
is_word(
    const struct postings *p, const struct word *w, const struct pending *q)
{
	return word_head_equal(w->head, q->head) && w->length == q->length &&
	    (q->length <= SHORT_WORD ||
		memcmp(w->text, p->texts.p + q->text, q->length) == 0);
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

		if (s->hash == q->hash && is_word(p, w, q))
			return w;
		if (++s == p->slots + p->slot_count)
			s = p->slots;
	}
	return add_word(p, s, q);
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
		__builtin_prefetch(
		    q->word->list.bytes + q->word->list.used, 1);
	}
	for (q = p->pending; q < end; q++)
		word_list_add(
		    &q->word->list, &p->rooms, q->record, q->column, q->place);
	p->pending_count = 0;
	buf_clear(&p->texts);
	make_room(p);
}

void
postings_begin(struct postings *p, uint32_t record)
{
	assert(record > p->record);
	if (p->slot_count == 0)
		make_room(p);
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
	q->length = (uint32_t)word.n;
	q->record = p->record;
	q->place = place;
	q->column = column;
	if (word.n > SHORT_WORD) {
		q->text = p->texts.n;
		buf_addspan(&p->texts, word);
	}
	if (p->pending_count == PENDING)
		work_off(p);
}

static struct span
word_text(const struct word *w)
{
	return span_of(
	    w->text != NULL ? w->text : (const char *)&w->head, w->length);
}

static int
compare(const void *a, const void *b)
{
	const struct keyed *x = a, *y = b;

	return span_compare(word_text(x->item), word_text(y->item));
}

/* All words in the order of memcmp: by their first eight bytes, and where
 * these are the same by all. */
static struct keyed *
sorted_words(const struct postings *p)
{
	size_t n = p->word_count, end;
	struct keyed *all = xreallocarray(NULL, n, sizeof *all);

	for (size_t i = 0; i < n; i++)
		all[i] = (struct keyed){ be64toh(p->words[i].head.first),
			&p->words[i] };
	key_sort(all, n);
	for (size_t i = 0; i < n; i = end) {
		for (end = i + 1; end < n && all[end].key == all[i].key;)
			end++;
		if (end > i + 1)
			qsort(all + i, end - i, sizeof *all, compare);
	}
	return all;
}

enum pl_status
postings_drain(struct postings *p, postings_sink *sink, void *context,
    struct pl_error *err)
{
	work_off(p);
	struct keyed *all = sorted_words(p);
	enum pl_status rc = PL_OK;

	for (size_t i = 0; i < p->word_count && rc == PL_OK; i++) {
		struct word *w = all[i].item;

		rc = sink(context, word_text(w), word_list_end(&w->list), err);
	}
	free(all);
	clear(p);
	return rc;
}
