#include "indexer/run/absents.h"

#include <stdlib.h>

#include "base/mem.h"

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

/* A trouble's key names an object, a folder ('/' at its end), or "" for
 * anything. */
static bool
is_in_trouble(
    const char *key, const struct source_trouble *troubles, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const char *where = troubles[i].key;
		size_t n = strlen(where);

		if (n == 0 || strcmp(key, where) == 0 ||
		    (where[n - 1] == '/' && strncmp(key, where, n) == 0))
			return true;
	}
	return false;
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
			if (is_in_trouble(
				absent->key, troubles, trouble_count))
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
