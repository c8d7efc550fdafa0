#include "indexer/run/days_visit.h"

#include <pthread.h>

#include "base/stop.h"
#include "indexer/run/crew.h"

struct visiting {
	const struct days_visit *v;
	const int64_t *days;
	pthread_mutex_t mutex; /* over all that follows, and every visit */
	pthread_cond_t passed; /* the turn has */
	size_t turn;           /* to be visited */
	enum pl_status failed;
	struct pl_error why;
};

/* What comes after a failure is not visited, and need not be opened. */
static enum pl_status
open_next(
    struct visiting *all, size_t i, struct day *out, struct pl_error *err)
{
	*out = (struct day){ 0 };
	pthread_mutex_lock(&all->mutex);
	bool over = all->failed != PL_OK;
	pthread_mutex_unlock(&all->mutex);
	if (over || stop_asked())
		return pl_fail(err, PL_ESTOP, "stopped");
	return day_open(all->v->writer, all->days[i], all->v->sources,
	    all->v->source_count, out, err);
}

/* Wait for the day's turn. */
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

static void
do_day(void *context, size_t i)
{
	struct visiting *all = context;
	struct pl_error why = { 0 };
	struct day d;
	enum pl_status rc = open_next(all, i, &d, &why);

	visit_next(all, i, &d, rc, &why);
	atomic_fetch_add(&all->v->progress->items, day_objects(&d));
	atomic_fetch_add(&all->v->progress->steps, 1);
	day_release(&d);
}

enum pl_status
days_visit(const struct days_visit *v, const int64_t *days, size_t count,
    struct pl_error *err)
{
	struct visiting all = { .v = v, .days = days };

	pthread_mutex_init(&all.mutex, NULL);
	pthread_cond_init(&all.passed, NULL);
	crew_do(count, v->jobs, do_day, &all);
	pthread_cond_destroy(&all.passed);
	pthread_mutex_destroy(&all.mutex);
	if (all.failed != PL_OK)
		*err = all.why;
	return all.failed;
}
