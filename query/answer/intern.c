#include "query/answer/intern.h"

#include <stdlib.h>

#include "base/mem.h"

#define SLOTS_FIRST 64

void
intern_init(struct intern *in)
{
	*in = (struct intern){ .slot_count = SLOTS_FIRST };
	in->slots = xcalloc(in->slot_count, sizeof *in->slots);
}

void
intern_release(struct intern *in)
{
	for (size_t i = 0; i < in->count; i++)
		free((char *)in->items[i].p);
	free(in->items);
	free(in->slots);
	*in = (struct intern){ 0 };
}

/* FNV-1a. */
static uint64_t
hash(struct span s)
{
	uint64_t h = UINT64_C(14695981039346656037);

	for (size_t i = 0; i < s.n; i++) {
		h ^= (unsigned char)s.p[i];
		h *= UINT64_C(1099511628211);
	}
	return h;
}

/* The slot that holds the text, or the free one it belongs into. */
static uint32_t *
find_slot(const struct intern *in, struct span text)
{
	size_t at = (size_t)hash(text) & (in->slot_count - 1);

	while (in->slots[at] != 0 &&
	    !span_equal(in->items[in->slots[at] - 1], text))
		at = (at + 1) & (in->slot_count - 1);
	return &in->slots[at];
}

/* At most half of the slots are taken, so that a free one is always near. */
static void
widen(struct intern *in)
{
	if (2 * (in->count + 1) <= in->slot_count)
		return;
	free(in->slots);
	in->slot_count *= 2;
	in->slots = xcalloc(in->slot_count, sizeof *in->slots);
	for (size_t i = 0; i < in->count; i++)
		*find_slot(in, in->items[i]) = (uint32_t)i + 1;
}

uint32_t
intern_add(struct intern *in, struct span text)
{
	uint32_t *slot;

	widen(in);
	slot = find_slot(in, text);
	if (*slot == 0) {
		in->items = xgrow(
		    in->items, in->count, &in->capacity, sizeof *in->items);
		in->items[in->count] = span_of(
		    xstrndup(text.n > 0 ? text.p : "", text.n), text.n);
		*slot = (uint32_t)++in->count;
	}
	return *slot - 1;
}

uint32_t
intern_find(const struct intern *in, struct span text)
{
	uint32_t slot = *find_slot(in, text);

	return slot == 0 ? INTERN_NONE : slot - 1;
}
