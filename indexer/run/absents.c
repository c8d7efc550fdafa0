#include "indexer/run/absents.h"

#include <stdlib.h>

#include "base/mem.h"
#include "indexer/source/trouble.h"

void
absents_take(struct absents *a, struct day *d)
{
	for (size_t i = 0; i < d->absent_count; i++) {
		a->items =
		    xgrow(a->items, a->count, &a->capacity, sizeof *a->items);
		a->items[a->count++] = d->absents[i];
	}
	d->absent_count = 0; /* handed over */
}

void
absents_release(struct absents *a)
{
	for (size_t i = 0; i < a->count; i++) {
		free(a->items[i].absent.key);
		free(a->items[i].absent.reason);
	}
	free(a->items);
	*a = (struct absents){ 0 };
}

static bool
is_folder(const char *key)
{
	size_t n = strlen(key);

	return n == 0 || key[n - 1] == '/';
}

enum pl_status
absents_put(struct absents *a, const struct run_source *r, size_t source,
    struct pl_writer *w, struct summary *summary, struct pl_error *err)
{
	struct pl_run_scope scope = { r->archive.id, r->scope };
	size_t trouble_count, n = 0;
	const struct source_trouble *troubles =
	    source_troubles(r->source, &trouble_count);
	struct pl_absent *list =
	    xcalloc(a->count + trouble_count, sizeof *list);
	enum pl_status rc;

	for (size_t i = 0; i < a->count; i++) {
		const struct pl_absent *absent = &a->items[i].absent;

		if (a->items[i].source != source)
			continue;
		if (absent->kind == PL_NOTE_VANISHED) {
			if (troubles_hide(troubles, trouble_count,
				span_str(absent->key)))
				continue;
			summary->vanished++;
		}
		list[n++] = *absent;
	}
	for (size_t i = 0; i < trouble_count; i++) {
		if (is_folder(troubles[i].key))
			summary->folders++;
		else
			summary->rejected++;
		list[n++] = (struct pl_absent){ troubles[i].key,
			PL_NOTE_UNREADABLE, troubles[i].reason, INSTANT_NONE };
	}
	rc = pl_writer_set_absent(w, &scope, list, n, err);
	free(list);
	return rc;
}
