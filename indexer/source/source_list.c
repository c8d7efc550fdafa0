/* The objects of a day, as they are found and as they are given out. */
#include <assert.h>
#include <stdlib.h>

#include "base/mem.h"
#include "indexer/source/source_impl.h"

static struct span
moved(struct span part, struct span from, struct span to)
{
	if (part.n == 0)
		return span_of(NULL, 0);
	assert(part.p >= from.p && part.p + part.n <= from.p + from.n);
	return span_of(to.p + (part.p - from.p), part.n);
}

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
	copy->place.account = moved(o->place.account, o->key, copy->key);
	copy->place.region = moved(o->place.region, o->key, copy->key);
	copy->place.log_type = moved(o->place.log_type, o->key, copy->key);
}

static int
by_key(const void *a, const void *b)
{
	const struct source_object *x = a, *y = b;

	return span_compare(x->key, y->key);
}

void
source_list_finish(struct source_list_builder *b, struct source_list *out)
{
	struct arena *keys = xmalloc(sizeof *keys);

	if (b->count > 1)
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
