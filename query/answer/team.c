/* Shards are asked side by side: each has a connection of its own, and each
 * thread a plan, which holds what a regex is matched with. */
#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

#include "query/answer/answering.h"

/* Visits that are to be made, by whoever comes first. */
struct team {
	const struct pl_hits *h;
	struct outcome *outcomes; /* h's */
	/* How many are left: the last comes first, so that the shard which
	 * hits are read from first was used last, and is likely still open. */
	atomic_llong left;
};

struct worker {
	struct team *team;
	struct plan *plan; /* owned */
	struct pool pool;
	pthread_t thread;
};

static void
work(struct team *t, struct plan *plan, struct pool *pool)
{
	const struct pl_hits *h = t->h;
	long long left;

	while ((left = atomic_fetch_sub(&t->left, 1)) > 0) {
		size_t at = h->answered + (size_t)left - 1;

		outcome_find(&t->outcomes[at], plan, &h->options, pool,
		    h->visits.items[at].info);
	}
}

static void *
run_worker(void *argument)
{
	struct worker *w = argument;

	work(w->team, w->plan, &w->pool);
	pool_release(&w->pool);
	return NULL;
}

/* False where there is no plan or no thread to be had: others do its work. */
static bool
start(struct worker *w, struct team *t)
{
	const struct pl_hits *h = t->h;
	struct pl_error why;

	*w = (struct worker){ .team = t };
	pool_init(&w->pool, h->ix);
	if (plan_make(h->ix, h->query, h->options.plan, &w->plan, &why) !=
	    PL_OK)
		return false;
	if (pthread_create(&w->thread, NULL, run_worker, w) == 0)
		return true;
	plan_free(w->plan);
	return false;
}

/* How many threads are of use. */
static size_t
team_size(const struct hits_options *options, size_t visits)
{
	long processors = sysconf(_SC_NPROCESSORS_ONLN);
	size_t jobs = options->jobs;

	if (jobs == 0)
		jobs = processors > 1 ? (size_t)processors : 1;
	if (jobs > HITS_JOBS_MAX)
		jobs = HITS_JOBS_MAX;
	return jobs < visits ? jobs : visits;
}

void
team_answer(struct pl_hits *h, size_t past)
{
	size_t visits = past - h->answered, started = 0;
	size_t size = visits > 1 ? team_size(&h->options, visits) : 1;
	struct team t = { .h = h, .outcomes = h->outcomes };
	struct worker workers[HITS_JOBS_MAX];

	atomic_init(&t.left, (long long)visits);
	while (started + 1 < size && start(&workers[started], &t))
		started++;
	work(&t, h->plan, &h->pool);
	for (size_t i = 0; i < started; i++) {
		pthread_join(workers[i].thread, NULL);
		plan_add_counts(h->plan, workers[i].plan);
		plan_free(workers[i].plan);
	}
}
