#include "query/report/report.h"

#include <stdlib.h>

#include "base/mem.h"

void
report_init(struct report *r)
{
	*r = (struct report){ .since = INSTANT_NONE };
	buf_init(&r->since_index, BUF_UNLIMITED);
	intern_init(&r->ids);
}

void
report_release(struct report *r)
{
	for (size_t i = 0; i < r->count; i++) {
		free(r->lines[i].query);
		free(r->lines[i].wrong);
		node_free(r->lines[i].tree);
		buf_release(&r->lines[i].understood);
		id_list_release(&r->lines[i].ids);
	}
	for (size_t i = 0; i < r->former_count; i++) {
		buf_release(&r->formers[i].query);
		id_list_release(&r->formers[i].ids);
	}
	free(r->lines);
	free(r->formers);
	buf_release(&r->since_index);
	intern_release(&r->ids);
	forgottens_release(&r->forgotten);
	incompletes_release(&r->causes);
	*r = (struct report){ .count = 0 };
}

static void
add_item(struct id_list *list, uint64_t item)
{
	list->items = xgrow(
	    list->items, list->count, &list->capacity, sizeof *list->items);
	list->items[list->count++] = item;
}

void
id_list_add(struct id_list *list, uint32_t place)
{
	add_item(list, (uint64_t)place << 32);
}

static int
compare_items(const void *a, const void *b)
{
	const uint64_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static void
sort(struct id_list *list)
{
	if (list->count > 1)
		qsort(list->items, list->count, sizeof *list->items,
		    compare_items);
}

/* An id may stand for records of several days, or for several of one. */
void
id_list_end(struct id_list *list)
{
	sort(list);
	for (size_t i = 1; i < list->count; i++)
		if (id_list_place(list, i) == id_list_place(list, i - 1))
			list->items[i] = list->items[i - 1] + 1;
}

void
id_list_join(struct id_list *all, const struct id_list *list)
{
	all->known = all->known && list->known;
	for (size_t i = 0; i < list->count; i++)
		add_item(all, list->items[i]);
}

void
id_list_sort(struct id_list *all)
{
	size_t kept = 0;

	sort(all);
	for (size_t i = 0; i < all->count; i++)
		if (kept == 0 || all->items[i] != all->items[kept - 1])
			all->items[kept++] = all->items[i];
	all->count = kept;
}

void
id_list_release(struct id_list *list)
{
	free(list->items);
	*list = (struct id_list){ .known = false };
}
