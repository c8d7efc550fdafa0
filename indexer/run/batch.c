#include "indexer/run/batch.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/stop.h"

struct batch {
	struct batch_run *run;
	struct progress progress;
	pthread_mutex_t mutex; /* over all that follows */
	const int64_t *days;   /* to be opened and built */
	struct day *opened;    /* or opened already, owned */
	size_t opened_count;   /* of which `count` are to be built */
	size_t next, count;
	enum pl_status failed;
	bool ends; /* the failure ends the run */
	struct pl_error why;
};

static void
fail(struct batch *b, enum pl_status rc, bool ends, const struct pl_error *why)
{
	pthread_mutex_lock(&b->mutex);
	if (b->failed == PL_OK || (!b->ends && ends)) {
		b->failed = rc;
		b->why = *why;
	}
	b->ends = b->ends || ends;
	pthread_mutex_unlock(&b->mutex);
}

/* The number of the next day, or count. */
static size_t
take(struct batch *b)
{
	pthread_mutex_lock(&b->mutex);
	size_t i = b->ends || stop_asked() ? b->count : b->next;
	if (i < b->count)
		b->next++;
	pthread_mutex_unlock(&b->mutex);
	return i;
}

static void
give(struct batch *b, struct day *d)
{
	pthread_mutex_lock(&b->mutex);
	summary_add(b->run->summary, &d->counts);
	absents_take(b->run->absents, d);
	pthread_mutex_unlock(&b->mutex);
}

/* A day that cannot be opened is left as it is. */
static bool
open_day(struct batch *b, int64_t day, struct day *out)
{
	struct pl_error why = { 0 };
	enum pl_status rc = day_open(b->run->writer, day, b->run->sources,
	    b->run->source_count, out, &why);

	if (rc != PL_OK)
		fail(b, rc, false, &why);
	return rc == PL_OK;
}

/* Only the old shard can be damaged in that way, in what is copied from it. */
static void
fail_damaged(
    struct batch *b, const struct day *d, const struct pl_error *damage)
{
	char day[INSTANT_TEXT] = "undated";
	struct pl_error why;

	if (d->day != INSTANT_NONE)
		instant_format_day(d->day, day);
	pl_fail(&why, damage->status,
	    "%s; it is left as it is: 'promptlog-index rebuild --days %s' "
	    "makes it anew if the archives still hold all of it",
	    damage->text, day);
	fail(b, why.status, false, &why);
}

static void
build_day(struct batch *b, struct day *d, struct day_worker *worker)
{
	struct pl_error why = { 0 };
	enum pl_status rc =
	    day_build(d, b->run->writer, worker, &b->progress, &why);

	if (rc == PL_OK && b->run->rebuild && d->until == NULL &&
	    !stop_asked())
		rc = pl_writer_rebuilt(b->run->writer, d->day, &why);
	if (rc == PL_EFORMAT) {
		fail_damaged(b, d, &why);
	} else if (rc != PL_OK) {
		fail(b, rc, rc != PL_EGUARD, &why);
	}
	if (rc != PL_OK)
		return;
	give(b, d);
	if (d->until == NULL)
		atomic_fetch_add(&b->progress.steps, 1);
}

static void *
work(void *context)
{
	struct batch *b = context;
	struct day_worker worker;
	size_t i;

	day_worker_init(&worker);
	while ((i = take(b)) < b->count) {
		struct day d;

		if (b->opened != NULL) {
			build_day(b, &b->opened[i], &worker);
		} else if (open_day(b, b->days[i], &d)) {
			build_day(b, &d, &worker);
			day_release(&d);
		}
	}
	day_worker_release(&worker);
	return NULL;
}

static size_t
worker_count(const struct batch_run *run, size_t days)
{
	int64_t fit = run->memory /
	    (int64_t)(PL_SHARD_MEMORY_BYTES + BATCH_OBJECT_BYTES);
	size_t n = (size_t)run->jobs;

	if ((int64_t)n > fit)
		n = fit > 0 ? (size_t)fit : 1;
	return n < days ? n : days;
}

/* Work on the batch's days, the calling thread among the workers. */
static void
work_all(struct batch *b)
{
	size_t n = worker_count(b->run, b->count), started = 0;
	pthread_t *threads = xcalloc(n + 1, sizeof *threads);

	b->next = 0;
	for (; started + 1 < n; started++)
		if (pthread_create(&threads[started], NULL, work, b) != 0)
			break; /* fewer do it too */
	work(b);
	for (size_t i = 0; i < started; i++)
		pthread_join(threads[i], NULL);
	free(threads);
}

/* What is to be read from one bundle, over several days. */
struct wanted {
	const struct source_object **objects;
	size_t *days; /* beside objects: which of the opened */
	size_t count, capacity;
};

static void
want(struct wanted *w, size_t day, const struct source_object *o)
{
	if (w->count == w->capacity) {
		w->capacity = w->capacity ? 2 * w->capacity : 64;
		w->objects =
		    xreallocarray(w->objects, w->capacity, sizeof *w->objects);
		w->days = xreallocarray(w->days, w->capacity, sizeof *w->days);
	}
	w->objects[w->count] = o;
	w->days[w->count++] = day;
}

/* This round ends before that object: its day's until, and the days after it
 * are left for the next round. */
static void
end_round(struct batch *b, size_t day, struct span key)
{
	struct day *d = &b->opened[day];

	if (day >= b->count)
		return;
	b->count = day + 1;
	if (d->until != NULL && span_compare(span_str(d->until), key) <= 0)
		return;
	free(d->until);
	d->until = xstrndup(key.p, key.n);
}

static size_t
smaller(size_t a, uint64_t b)
{
	return b < a ? (size_t)b : a;
}

/* Load what the opened days want from one bundle, as far as it fits, and take
 * that off the budget. */
static enum pl_status
load_bundle(
    struct batch *b, size_t source, size_t *budget, struct pl_error *err)
{
	struct wanted w = { 0 };
	size_t loaded = 0;
	enum pl_status rc = PL_OK;

	for (size_t i = 0; i < b->count; i++)
		for (size_t k = 0; k < b->opened[i].count; k++) {
			const struct day_entry *e = &b->opened[i].entries[k];

			if (e->state == DAY_READ && e->source == source &&
			    day_has(&b->opened[i], e))
				want(&w, i, e->found);
		}
	if (w.count > 0)
		rc = source_load(b->run->sources[source].source, w.objects,
		    w.count, *budget, &loaded, err);
	for (size_t i = 0; i < loaded; i++)
		*budget -= smaller(*budget, w.objects[i]->size);
	if (rc == PL_OK && loaded < w.count)
		end_round(b, w.days[loaded], w.objects[loaded]->key);
	free(w.objects);
	free(w.days);
	return rc;
}

/* What an open day takes: what it wants from bundles, and its entries. */
static uint64_t
bytes_wanted(const struct day *d)
{
	uint64_t bytes = day_objects(d) * BATCH_ENTRY_BYTES;

	for (size_t i = 0; i < d->count; i++)
		if (d->entries[i].state == DAY_READ &&
		    day_has(d, &d->entries[i]) &&
		    d->sources[d->entries[i].source].archive.bundle)
			bytes += d->entries[i].found->size;
	return bytes;
}

/* Where a run over bundles is: the next day, and the key in it where its next
 * round begins (owned), or NULL; whether an earlier round replaced its shard.
 */
struct place {
	const int64_t *days;
	size_t count, at;
	char *from;
	bool replaced;
};

/* Open days, until what they want fills the budget; only the first may begin
 * in its middle. */
static void
open_days(struct batch *b, struct place *p, uint64_t budget)
{
	uint64_t bytes = 0;
	size_t capacity = 0;

	while (p->at < p->count && bytes < budget && !stop_asked()) {
		struct day d;
		bool opened = open_day(b, p->days[p->at], &d);

		p->at++;
		d.from = p->from; /* a day that was not opened is empty */
		d.replaced = p->replaced;
		p->from = NULL; /* handed over */
		p->replaced = false;
		if (!opened) {
			day_release(&d);
			continue;
		}
		bytes += bytes_wanted(&d);
		b->opened = xgrow(
		    b->opened, b->opened_count, &capacity, sizeof *b->opened);
		b->opened[b->opened_count++] = d;
	}
}

/* Go back to the first day that was not done to its end. */
static void
go_on(struct batch *b, struct place *p)
{
	const struct day *last =
	    b->count > 0 ? &b->opened[b->count - 1] : NULL;

	if (last == NULL || last->until == NULL)
		return;
	while (p->days[p->at - 1] != last->day)
		p->at--;
	p->at--;
	p->from = xstrdup(last->until);
	p->replaced = last->replaced;
}

/* Load and build what is open, and close it. */
static enum pl_status
build_opened(
    struct batch *b, struct place *p, size_t budget, struct pl_error *err)
{
	enum pl_status rc = PL_OK;

	b->count = b->opened_count;
	for (size_t i = 0; i < b->run->source_count && rc == PL_OK; i++)
		if (b->run->sources[i].archive.bundle &&
		    b->run->sources[i].source != NULL)
			rc = load_bundle(b, i, &budget, err);
	if (rc == PL_OK) {
		work_all(b);
		go_on(b, p);
	}
	return rc;
}

static void
close_days(struct batch *b)
{
	for (size_t i = 0; i < b->opened_count; i++)
		day_release(&b->opened[i]);
	free(b->opened);
	b->opened = NULL;
	b->opened_count = b->count = 0;
}

static void
run_with_bundles(struct batch *b, const int64_t *days, size_t count)
{
	size_t workers = worker_count(b->run, count);
	int64_t left = b->run->memory -
	    (int64_t)workers *
		(int64_t)(PL_SHARD_MEMORY_BYTES + BATCH_OBJECT_BYTES);
	size_t budget =
	    left > (int64_t)BATCH_LOAD_MIN ? (size_t)left : BATCH_LOAD_MIN;
	struct place p = { .days = days, .count = count };

	while (p.at < count && !b->ends && !stop_asked()) {
		struct pl_error why = { 0 };
		open_days(b, &p, budget);
		enum pl_status rc = build_opened(b, &p, budget, &why);
		close_days(b);
		if (rc != PL_OK)
			fail(b, rc, true, &why);
	}
	free(p.from);
}

enum pl_status
batch_run_days(struct batch_run *run, const int64_t *days, size_t count,
    enum progress_style style, struct pl_error *err)
{
	struct batch b = { .run = run };
	bool bundles = false;

	for (size_t i = 0; i < run->source_count; i++)
		bundles = bundles ||
		    (run->sources[i].archive.bundle &&
			run->sources[i].source != NULL);
	pthread_mutex_init(&b.mutex, NULL);
	progress_begin(&b.progress, style, &progress_days, count);
	if (bundles) {
		run_with_bundles(&b, days, count);
	} else {
		b.days = days;
		b.count = count;
		work_all(&b);
	}
	progress_end(&b.progress);
	pthread_mutex_destroy(&b.mutex);
	if (b.failed != PL_OK)
		*err = b.why;
	return b.failed;
}
