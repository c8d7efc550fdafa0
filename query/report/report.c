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

void
id_list_add(struct id_list *list, uint32_t id)
{
	list->items = xgrow(
	    list->items, list->count, &list->capacity, sizeof *list->items);
	list->items[list->count++] = id;
}

static int
compare_ids(const void *a, const void *b)
{
	const uint32_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/* In order, each once: an id may stand for records of several days. */
void
id_list_sort(struct id_list *list)
{
	size_t kept = 0;

	if (list->count > 1)
		qsort(list->items, list->count, sizeof *list->items,
		    compare_ids);
	for (size_t i = 0; i < list->count; i++)
		if (kept == 0 || list->items[i] != list->items[kept - 1])
			list->items[kept++] = list->items[i];
	list->count = kept;
}

void
id_list_release(struct id_list *list)
{
	free(list->items);
	*list = (struct id_list){ .known = false };
}
