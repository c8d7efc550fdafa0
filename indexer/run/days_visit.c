#include "indexer/run/days_visit.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/stop.h"

struct visiting {
	const struct days_visit *v;
	const int64_t *days;
	size_t count;
	pthread_mutex_t mutex; /* over all that follows, and every visit */
	pthread_cond_t passed; /* the turn has */
	size_t next;           /* to be opened */
	size_t turn;           /* to be visited */
	enum pl_status failed;
	struct pl_error why;
};

/* The number of the next day, or count. */
static size_t
take(struct visiting *all)
{
	pthread_mutex_lock(&all->mutex);
	size_t i = all->failed != PL_OK ? all->count : all->next;
	if (i < all->count)
		all->next++;
	pthread_mutex_unlock(&all->mutex);
	return i;
}

static enum pl_status
open_next(const struct visiting *all, size_t i, struct day *out,
    struct pl_error *err)
{
	*out = (struct day){ 0 };
	if (stop_asked())
		return pl_fail(err, PL_ESTOP, "stopped");
	return day_open(all->v->writer, all->days[i], all->v->sources,
	    all->v->source_count, out, err);
}

/* Wait for the day's turn.  What comes after a failure is not visited. */
static void
visit_next(struct visiting *all, size_t i, struct day *d, enum pl_status rc,
    struct pl_error *why)
{
	pthread_mutex_lock(&all->mutex);
	while (all->turn != i)
		pthread_cond_wait(&all->passed, &all->mutex);
	if (all->failed == PL_OK && rc == PL_OK)
		rc = all->v->visit(all->v->context, d, why);
	if (all->failed == PL_OK && rc != PL_OK) {
		all->failed = rc;
		all->why = *why;
	}
	all->turn++;
	pthread_cond_broadcast(&all->passed);
	pthread_mutex_unlock(&all->mutex);
}

static void *
work(void *context)
{
	struct visiting *all = context;
	size_t i;

	while ((i = take(all)) < all->count) {
		struct pl_error why = { 0 };
		struct day d;
		enum pl_status rc = open_next(all, i, &d, &why);

		visit_next(all, i, &d, rc, &why);
		atomic_fetch_add(&all->v->progress->items, day_objects(&d));
		atomic_fetch_add(&all->v->progress->steps, 1);
		day_release(&d);
	}
	return NULL;
}

enum pl_status
days_visit(const struct days_visit *v, const int64_t *days, size_t count,
    struct pl_error *err)
{
	struct visiting all = { .v = v, .days = days, .count = count };
	size_t started = 0,
	       wanted = (size_t)v->jobs < count ? (size_t)v->jobs : count;
	pthread_t *threads = xcalloc(wanted + 1, sizeof *threads);

	pthread_mutex_init(&all.mutex, NULL);
	pthread_cond_init(&all.passed, NULL);
	for (; started + 1 < wanted; started++)
		if (pthread_create(&threads[started], NULL, work, &all) != 0)
			break; /* fewer do it too */
	work(&all);
	for (size_t i = 0; i < started; i++)
		pthread_join(threads[i], NULL);
	pthread_cond_destroy(&all.passed);
	pthread_mutex_destroy(&all.mutex);
	free(threads);
	if (all.failed != PL_OK)
		*err = all.why;
	return all.failed;
}
