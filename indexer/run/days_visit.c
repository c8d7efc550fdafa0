#include "indexer/run/days_visit.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/stop.h"
#include "indexer/run/crew.h"

/* A day that was opened, or not, and waits for its turn. */
struct opened {
	struct day day;
	enum pl_status rc;
	struct pl_error why;
	bool ready;
};

/* Whoever has opened a day leaves it here and goes on to another, so that no
 * thread stands still for one that takes long; one of them visits what is
 * ready. */
struct visiting {
	const struct days_visit *v;
	const int64_t *days;
	pthread_mutex_t mutex; /* over all that follows */
	pthread_cond_t passed; /* the turn has */
	size_t turn;           /* to be visited */
	bool busy;             /* someone visits */
	struct opened *opened; /* from the turn on, around; owned */
	size_t ahead;          /* of these */
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

static void
visit_one(const struct visiting *all, struct opened *o)
{
	if (all->failed == PL_OK && o->rc == PL_OK)
		o->rc = all->v->visit(all->v->context, &o->day, &o->why);
	atomic_fetch_add(&all->v->progress->items, day_objects(&o->day));
	atomic_fetch_add(&all->v->progress->steps, 1);
	day_release(&o->day);
}

/* Everything whose turn it is, unless someone else is at it.  The mutex is
 * held, but not while visiting: only who is busy fails, or passes the turn. */
static void
visit_ready(struct visiting *all)
{
	struct opened *o;

	while (
	    !all->busy && (o = &all->opened[all->turn % all->ahead])->ready) {
		all->busy = true;
		pthread_mutex_unlock(&all->mutex);
		visit_one(all, o);
		pthread_mutex_lock(&all->mutex);
		if (all->failed == PL_OK && o->rc != PL_OK) {
			all->failed = o->rc;
			all->why = o->why;
		}
		o->ready = false;
		all->busy = false;
		all->turn++;
		pthread_cond_broadcast(&all->passed);
	}
}

static void
do_day(void *context, size_t i)
{
	struct visiting *all = context;
	struct opened o = { .ready = true };

	o.rc = open_next(all, i, &o.day, &o.why);
	pthread_mutex_lock(&all->mutex);
	while (i - all->turn >= all->ahead)
		pthread_cond_wait(&all->passed, &all->mutex);
	all->opened[i % all->ahead] = o;
	visit_ready(all);
	pthread_mutex_unlock(&all->mutex);
}

enum pl_status
days_visit(const struct days_visit *v, const int64_t *days, size_t count,
    struct pl_error *err)
{
	struct visiting all = {
		.v = v,
		.days = days,
		.ahead = v->jobs > 1 ? 2 * (size_t)v->jobs : 1,
	};

	all.opened = xcalloc(all.ahead, sizeof *all.opened);
	pthread_mutex_init(&all.mutex, NULL);
	pthread_cond_init(&all.passed, NULL);
	crew_do(count, v->jobs, do_day, &all);
	pthread_cond_destroy(&all.passed);
	pthread_mutex_destroy(&all.mutex);
	free(all.opened);
	if (all.failed != PL_OK)
		*err = all.why;
	return all.failed;
}
