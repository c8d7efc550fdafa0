#include "indexer/source/trouble.h"

#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/utf8.h"

/* An array that was given out: it stays while others are added. */
struct snapshot {
	struct snapshot *older;
	struct source_trouble list[];
};

struct troubles {
	pthread_mutex_t lock;
	struct source_trouble *list;
	size_t count, capacity;
	struct snapshot *snapshots;
};

struct troubles *
troubles_new(void)
{
	struct troubles *t = xcalloc(1, sizeof *t);

	if (pthread_mutex_init(&t->lock, NULL) != 0)
		abort();
	return t;
}

void
troubles_free(struct troubles *t)
{
	if (t == NULL)
		return;
	for (size_t i = 0; i < t->count; i++) {
		free(t->list[i].key);
		free(t->list[i].reason);
	}
	free(t->list);
	while (t->snapshots != NULL) {
		struct snapshot *older = t->snapshots->older;

		free(t->snapshots);
		t->snapshots = older;
	}
	pthread_mutex_destroy(&t->lock);
	free(t);
}

static char *
repaired(struct span text)
{
	struct buf b;

	buf_init(&b, BUF_UNLIMITED);
	utf8_repair(&b, text);
	return buf_take(&b);
}

static void
keep(struct troubles *t, struct span key, const char *reason)
{
	t->list = xgrow(t->list, t->count, &t->capacity, sizeof *t->list);
	t->list[t->count++] = (struct source_trouble){
		.key = repaired(key),
		.reason = repaired(span_str(reason)),
	};
}

void
troubles_add(struct troubles *t, struct span key, const char *reason, ...)
{
	char *text = NULL;
	va_list args;

	va_start(args, reason);
	if (vasprintf(&text, reason, args) < 0)
		abort();
	va_end(args);
	pthread_mutex_lock(&t->lock);
	if (t->count < TROUBLES_MAX)
		keep(t, key, text);
	else if (t->count == TROUBLES_MAX)
		keep(t, span_of(NULL, 0),
		    "there were more troubles than can be listed");
	pthread_mutex_unlock(&t->lock);
	free(text);
}

static int
by_key(const void *a, const void *b)
{
	const struct source_trouble *x = a, *y = b;
	int order = strcmp(x->key, y->key);

	return order ? order : strcmp(x->reason, y->reason);
}

/* Sorted, since threads come across them in any order; each once, since a day
 * may have been listed twice. */
static size_t
sort_once(struct source_trouble *list, size_t count)
{
	size_t kept = 0;

	if (count > 1)
		qsort(list, count, sizeof *list, by_key);
	for (size_t i = 0; i < count; i++)
		if (kept == 0 || by_key(&list[kept - 1], &list[i]) != 0)
			list[kept++] = list[i];
	return kept;
}

const struct source_trouble *
troubles_all(struct troubles *t, size_t *count)
{
	pthread_mutex_lock(&t->lock);
	size_t bytes = t->count * sizeof *t->list;
	struct snapshot *snapshot = xmalloc(sizeof *snapshot + bytes);
	if (bytes > 0)
		memcpy(snapshot->list, t->list, bytes);
	snapshot->older = t->snapshots;
	t->snapshots = snapshot;
	*count = sort_once(snapshot->list, t->count);
	pthread_mutex_unlock(&t->lock);
	return snapshot->list;
}

bool
troubles_hide(
    const struct source_trouble *troubles, size_t count, struct span key)
{
	for (size_t i = 0; i < count; i++) {
		struct span where = span_str(troubles[i].key);

		if (where.n == 0 || span_equal(key, where) ||
		    (where.p[where.n - 1] == '/' &&
			span_starts(key, troubles[i].key)))
			return true;
	}
	return false;
}
