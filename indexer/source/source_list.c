/* The objects of a day, as they are found and as they are given out. */
#include <stdlib.h>

#include "base/mem.h"
#include "indexer/source/key.h"
#include "indexer/source/source_impl.h"

void
source_list_add(struct source_list_builder *b, const struct source_object *o)
{
	if (b->count == SOURCE_DAY_MAX) {
		troubles_add(b->troubles, span_of(NULL, 0),
		    "more than %d objects in a day", SOURCE_DAY_MAX);
		return;
	}
	b->objects =
	    xgrow(b->objects, b->count, &b->capacity, sizeof *b->objects);
	struct source_object *copy = &b->objects[b->count++];
	*copy = *o;
	copy->key = arena_add(&b->keys, o->key);
}

static int
by_key(const void *a, const void *b)
{
	const struct source_object *x = a, *y = b;

	return span_compare(x->key, y->key);
}

/* Folders are walked in the order of keys, so that there is mostly nothing to
 * sort. */
static bool
is_sorted(const struct source_list_builder *b)
{
	for (size_t i = 1; i < b->count; i++)
		if (by_key(&b->objects[i - 1], &b->objects[i]) > 0)
			return false;
	return true;
}

void
source_list_finish(struct source_list_builder *b, struct source_list *out)
{
	struct arena *keys = xmalloc(sizeof *keys);

	if (!is_sorted(b))
		qsort(b->objects, b->count, sizeof *b->objects, by_key);
	*keys = b->keys;
	*out = (struct source_list){ b->objects, b->count, keys };
	*b = (struct source_list_builder){ 0 };
}

void
source_list_release(struct source_list *list)
{
	if (list->keys != NULL)
		arena_release(list->keys);
	free(list->keys);
	free(list->objects);
	*list = (struct source_list){ 0 };
}

void
source_place(struct span key, int64_t day, struct pl_place *out)
{
	key_place(key, out);
	/* The folder decides, should a date stand below it once more. */
	if (out->day != day)
		out->day = out->hour = day;
}
