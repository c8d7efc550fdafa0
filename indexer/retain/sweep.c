#include "indexer/retain/sweep.h"

#include <limits.h>
#include <stdlib.h>

#include "base/json.h"
#include "base/mem.h"
#include "base/stop.h"

void
sweep_result_release(struct sweep_result *r)
{
	for (size_t i = 0; i < r->hold_count; i++) {
		free((char *)r->holds[i].name);
		free((char *)r->holds[i].user);
		free((char *)r->holds[i].reason);
	}
	for (size_t i = 0; i < r->earlier_count; i++) {
		free(r->earlier[i].receipt);
		free(r->earlier[i].why);
		verification_release(&r->earlier[i].verification);
	}
	free(r->earlier);
	free(r->holds);
	free(r->receipt);
	verification_release(&r->verification);
	sweep_plan_release(&r->plan);
	*r = (struct sweep_result){ 0 };
}

/* The holds that keep something of what would be forgotten. */
static void
copy_holds(struct sweep_result *r, const struct pl_writer *w)
{
	size_t count;
	const struct pl_hold *holds = pl_writer_holds(w, &count);

	r->holds = xcalloc(count, sizeof *r->holds);
	for (size_t i = 0; i < r->plan.held_count; i++) {
		struct pl_hold *h = &r->holds[r->hold_count];

		if (r->plan.held[i].objects == 0)
			continue;
		*h = holds[i];
		h->name = xstrdup(holds[i].name);
		h->user = xstrdup(holds[i].user);
		h->reason = xstrdup(holds[i].reason);
		r->hold_count++;
	}
}

/* ---- which archives ---- */

/* The known archive whose root a path names: it need not be there. */
static const struct pl_archive *
find_known(const struct pl_writer *w, const char *path)
{
	size_t count, n = strlen(path);
	const struct pl_archive *known = pl_writer_archives(w, &count);

	while (n > 1 && path[n - 1] == '/')
		n--;
	for (size_t i = 0; i < count; i++)
		if (strlen(known[i].root) == n &&
		    memcmp(known[i].root, path, n) == 0)
			return &known[i];
	return NULL;
}

/* A path that is not there may be that of a known archive that is not
 * mounted: then it is made absolute by hand. */
static enum pl_status
add_path(struct run_sources *s, const struct pl_writer *w, const char *path,
    struct pl_error *err)
{
	char *here = path[0] != '/' ? realpath(".", NULL) : NULL;
	char *full = here ? xasprintf("%s/%s", here, path) : xstrdup(path);
	const struct pl_archive *known = find_known(w, full);
	enum pl_status rc = PL_OK;

	if (known != NULL) {
		run_sources_add(s, known->root, "", known->bundle);
	} else {
		char *one[1] = { full };

		rc = run_sources_find(s, one, 1, err);
	}
	free(here);
	free(full);
	return rc;
}

static enum pl_status
find_archives(const struct sweep_options *options, struct run_sources *s,
    struct pl_writer *w, struct pl_error *err)
{
	enum pl_status rc = PL_OK;

	for (size_t i = 0; i < options->archive_count && rc == PL_OK; i++)
		rc = add_path(s, w, options->archives[i], err);
	if (rc != PL_OK)
		return rc;
	run_sources_drop_covered(s);
	if (options->archive_count == 0)
		run_sources_known(s, w);
	for (size_t i = 0; i < s->count; i++) {
		const struct pl_archive *known =
		    find_known(w, s->sources[i].archive.root);

		if (known == NULL)
			return pl_fail(err, PL_EUSAGE,
			    "the index knows no archive '%s': 'promptlog "
			    "status' names those it knows",
			    s->sources[i].archive.root);
		s->sources[i].archive.id = known->id;
	}
	for (size_t i = 0; i < s->count; i++)
		if (options->mode == SWEEP_BEFORE && s->sources[i].scope[0])
			return pl_fail(err, PL_EUSAGE,
			    "'--before' is for whole archives: name '%s'",
			    s->sources[i].archive.root);
	if (s->count == 0)
		return pl_fail(err, PL_EUSAGE, "the index knows no archive");
	if (options->mode == SWEEP_LISTING && s->count > 1)
		return pl_fail(err, PL_EUSAGE,
		    "the index knows %zu archives: name the one that the "
		    "listing is of",
		    s->count);
	return PL_OK;
}

/* ---- looking and doing ---- */

static enum pl_status
make_plan(const struct sweep_options *options, struct sweep_result *r,
    struct pl_writer *w, struct pl_error *err)
{
	struct progress progress;
	enum pl_status rc;

	r->plan.mode = options->mode;
	r->plan.before = options->before;
	r->plan.except_held = options->except_held;
	r->plan.jobs = options->jobs;
	rc = find_archives(options, &r->plan.sources, w, err);
	if (rc == PL_OK && options->mode == SWEEP_LISTING)
		rc = listing_read(&r->plan.listing, options->listing, err);
	if (rc != PL_OK)
		return rc;
	progress_begin(&progress, options->progress, &progress_days, 0);
	rc = sweep_plan_make(&r->plan, w, &progress, err);
	progress_end(&progress);
	if (rc == PL_OK)
		sweep_plan_limit(&r->plan, &options->limit);
	return rc;
}

static enum pl_status
end_run(struct sweep_result *r, struct pl_writer *w, struct pl_error *err)
{
	enum pl_run_state state =
	    r->interrupted ? PL_RUN_INTERRUPTED : PL_RUN_ENDED;
	struct json_writer j;
	struct buf counts;
	enum pl_status rc;

	buf_init(&counts, BUF_UNLIMITED);
	json_begin(&j, &counts, false);
	json_object(&j);
	json_key_int(&j, "days_gone", (int64_t)r->plan.whole);
	json_key_int(
	    &j, "days_made_anew", (int64_t)(r->plan.count - r->plan.whole));
	json_key_int(&j, "objects_forgotten", (int64_t)r->plan.objects);
	json_key_int(&j, "records_forgotten", (int64_t)r->plan.records);
	json_object_end(&j);
	rc = pl_writer_end_run(w, state, "", counts.p, err);
	buf_release(&counts);
	return rc;
}

/* What was done until then stands, and the receipt says that it was begun. */
static void
fail_run(struct pl_writer *w, const struct pl_error *why)
{
	struct pl_error ignored;
	enum pl_status rc =
	    pl_writer_end_run(w, PL_RUN_FAILED, why->text, "", &ignored);

	(void)rc;
}

/* The receipt is begun before anything is forgotten, so that a sweep that is
 * killed leaves one, too. */
static enum pl_status
do_sweep(const struct sweep_options *options, struct sweep_result *r,
    struct pl_writer *w, struct pl_error *err)
{
	struct canaries canaries = { 0 };
	struct progress progress;
	enum pl_status rc = run_sources_begin(&r->plan.sources, w, err);

	if (rc != PL_OK)
		return rc;
	r->run = pl_writer_run(w);
	r->done = true;
	if (r->plan.count > 0)
		rc = receipt_put(w, options, r, "begun", err);
	progress_begin(
	    &progress, options->progress, &progress_days, r->plan.count);
	if (rc == PL_OK)
		rc = sweep_forget(r, w, &canaries, &progress, err);
	if (rc == PL_OK)
		rc = pl_writer_compact(w, err);
	if (rc == PL_OK && r->plan.count > 0)
		rc = canaries_verify(&canaries, &r->plan, options->index,
		    &r->verification, err);
	progress_end(&progress);
	r->ended = instant_now();
	if (rc == PL_OK && r->receipt != NULL)
		rc = receipt_put(w, options, r,
		    r->interrupted ? "interrupted" : "ended", err);
	if (rc == PL_OK)
		rc = end_run(r, w, err);
	else
		fail_run(w, err);
	canaries_release(&canaries);
	return rc;
}

/* Lift what earlier sweeps decided by age. */
static enum pl_status
lift_limit(struct sweep_result *r, struct pl_writer *w, struct pl_error *err)
{
	const struct sweep_plan *plan = &r->plan;
	enum pl_status rc = PL_OK;

	for (size_t i = 0; i < plan->sources.count && rc == PL_OK; i++)
		rc = pl_writer_keep_out_before(
		    w, plan->sources.sources[i].archive.id, INSTANT_NONE, err);
	if (rc == PL_OK)
		rc = pl_writer_publish(w, err);
	r->done = rc == PL_OK;
	return rc;
}

enum pl_status
sweep_run(const struct sweep_options *options, struct sweep_result *r,
    struct pl_error *err)
{
	struct pl_writer_options writer = {
		.command = "sweep",
		.lock_wait = options->lock_wait,
		.stop = stop_asked,
	};
	struct pl_writer *w;
	enum pl_status rc;

	*r = (struct sweep_result){ .started = instant_now() };
	rc = pl_writer_open(options->index, &writer, &w, err);
	if (rc != PL_OK)
		return rc;
	rc = sweep_finish_earlier(options, r, w, err);
	if (rc == PL_OK)
		rc = make_plan(options, r, w, err);
	if (rc != PL_OK)
		goto done;
	copy_holds(r, w);
	if (!options->yes)
		goto done;
	if (r->plan.refusal[0] != '\0')
		rc = pl_fail(err, PL_EGUARD,
		    "the sweep is refused, and nothing is forgotten: %s",
		    r->plan.refusal);
	else if (options->mode == SWEEP_BEFORE &&
	    options->before == INSTANT_NONE)
		rc = lift_limit(r, w, err);
	else
		rc = do_sweep(options, r, w, err);
done:
	pl_writer_close(w);
	return rc;
}
