#include "indexer/run/update.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/stop.h"
#include "indexer/run/absents.h"
#include "indexer/run/batch.h"
#include "indexer/run/run_sources.h"

/* Begin the run in the index: its scopes are those of the open sources, and of
 * those that could not be opened: they were asked for. */
/* What each source saw besides days: passed over, troubles, the rest. */
static enum pl_status
finish_sources(const struct run_sources *s, struct pl_writer *w,
    struct absents *absents, struct summary *summary, bool all_done,
    struct pl_error *err)
{
	enum pl_status rc = PL_OK;

	for (size_t i = 0; i < s->count && rc == PL_OK; i++) {
		const struct run_source *r = &s->sources[i];
		uint64_t passed[SOURCE_PASSED] = { 0 };
		size_t troubles;

		if (r->source == NULL)
			continue;
		source_passed_counts(r->source, passed);
		for (int k = 0; k < SOURCE_PASSED; k++)
			summary->passed[k] += passed[k];
		source_troubles(r->source, &troubles);
		/* A run that stopped half-way has not looked everywhere: what
		 * was known before stays. */
		if (!all_done)
			continue;
		rc = absents_put(absents, r, i, w, summary, err);
		if (rc == PL_OK && r->archive.bundle && troubles == 0)
			rc = pl_writer_set_signature(w, r->archive.id,
			    source_signature(r->source), err);
	}
	return rc;
}

static enum pl_status
end_run(
    struct pl_writer *w, struct update_result *result, struct pl_error *err)
{
	struct summary *s = &result->summary;
	struct json_writer json;
	struct buf counts;
	enum pl_status rc;

	rc = pl_writer_note_counts(w, &s->notes, err);
	if (rc == PL_OK)
		rc = pl_writer_duplicates(w, &s->duplicates, err);
	if (rc != PL_OK)
		return rc;
	s->ended = instant_now();
	buf_init(&counts, BUF_UNLIMITED);
	json_begin(&json, &counts, false);
	json_object(&json);
	summary_json(&json, s);
	json_object_end(&json);
	rc = pl_writer_end_run(w, result->state,
	    result->state == PL_RUN_FAILED ? result->failure.text : "",
	    counts.p, err);
	buf_release(&counts);
	return rc;
}

static int
compare_days(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

/* The days of a rebuild: of the run's, and of those that only the index knows
 * of, the ones that were asked for and are not done yet. */
static enum pl_status
rebuild_days(const struct update_options *options, struct pl_writer *w,
    struct update_result *result, int64_t **days, size_t *count,
    struct pl_error *err)
{
	int64_t *known = NULL, *done = NULL;
	size_t known_count = 0, done_count = 0, kept = 0;
	struct buf name;
	enum pl_status rc = pl_writer_days(w, &known, &known_count, err);

	buf_init(&name, BUF_UNLIMITED);
	buf_adds(&name, "days ");
	days_format(options->rebuild, &name);
	if (rc == PL_OK)
		rc = pl_writer_begin_rebuild(
		    w, name.p, &done, &done_count, err);
	*days = xreallocarray(*days, *count + known_count + 1, sizeof **days);
	for (size_t i = 0; i < known_count; i++)
		(*days)[(*count)++] = known[i];
	qsort(*days, *count, sizeof **days, compare_days);
	if (done_count > 1)
		qsort(done, done_count, sizeof *done, compare_days);
	for (size_t i = 0; i < *count; i++) {
		int64_t day = (*days)[i];

		if (!days_have(options->rebuild, day) ||
		    (kept > 0 && (*days)[kept - 1] == day))
			continue;
		if (done_count > 0 &&
		    bsearch(&day, done, done_count, sizeof day, compare_days))
			result->done_before++;
		else
			(*days)[kept++] = day;
	}
	*count = kept;
	if (rc == PL_OK && kept == 0 && result->done_before == 0 &&
	    (options->rebuild->least != INSTANT_NONE ||
		options->rebuild->past != INT64_MAX))
		rc = pl_fail(err, PL_ENOTFOUND,
		    "neither the index nor its archives have anything of "
		    "these days");
	buf_release(&name);
	free(known);
	free(done);
	return rc;
}

static enum pl_status
find_days(const struct update_options *options,
    const struct run_sources *sources, struct pl_writer *w,
    struct update_result *result, int64_t **days, size_t *count,
    struct pl_error *err)
{
	enum pl_status rc = run_sources_days(sources, w, days, count, err);

	if (rc == PL_OK && options->rebuild != NULL)
		rc = rebuild_days(options, w, result, days, count, err);
	return rc;
}

/* Whether the run looks at every day, and so knows all that has vanished. */
static bool
looks_everywhere(
    const struct update_options *options, const struct update_result *result)
{
	return options->rebuild == NULL ||
	    (options->rebuild->least == INSTANT_NONE &&
		options->rebuild->past == INT64_MAX &&
		result->done_before == 0);
}

static enum pl_status
do_run(const struct update_options *options, struct run_sources *sources,
    enum pl_status opened, struct pl_writer *w, struct update_result *result,
    struct pl_error *err)
{
	struct absents absents = { 0 };
	int64_t *days = NULL;
	size_t day_count = 0;
	enum pl_status rc;

	rc = run_sources_begin(sources, w, err);
	if (rc == PL_OK)
		rc = find_days(
		    options, sources, w, result, &days, &day_count, err);
	if (rc != PL_OK)
		goto done;
	struct batch_run run = {
		.writer = w,
		.sources = sources->sources,
		.source_count = sources->count,
		.jobs = options->jobs,
		.memory = options->memory,
		.absents = &absents,
		.summary = &result->summary,
		.rebuild = options->rebuild != NULL,
	};
	struct pl_error why;
	enum pl_status built =
	    batch_run_days(&run, days, day_count, options->progress, &why);
	if (built != PL_OK && opened == PL_OK)
		result->failure = why;
	result->state = PL_RUN_ENDED;
	if (opened != PL_OK || built != PL_OK)
		result->state = PL_RUN_FAILED;
	if (stop_asked())
		result->state = PL_RUN_INTERRUPTED;
	rc = finish_sources(sources, w, &absents, &result->summary,
	    built == PL_OK && !stop_asked() &&
		looks_everywhere(options, result),
	    err);
	if (rc == PL_OK && options->rebuild != NULL && built == PL_OK &&
	    !stop_asked())
		rc = pl_writer_end_rebuild(w, err);
	if (rc == PL_OK)
		rc = end_run(w, result, err);
	/* The first failure tells more than what it brought about. */
	if (rc != PL_OK && built != PL_OK)
		rc = pl_fail(err, built, "%s", why.text);
done:
	absents_release(&absents);
	free(days);
	return rc;
}

/* The archives that were named, open: a name that stands for none shall not be
 * remembered in the index. */
static enum pl_status
open_named(const struct update_options *options, struct run_sources *sources,
    struct pl_error *err)
{
	enum pl_status rc = run_sources_find(
	    sources, options->archives, options->archive_count, err);

	if (rc == PL_OK)
		rc = run_sources_guard(sources, options->index, err);
	if (rc == PL_OK)
		rc = run_sources_open(sources, err);
	return rc;
}

/* The archives that the index knows, as far as they can be opened. */
static enum pl_status
open_known(struct run_sources *sources, const struct pl_writer *w,
    enum pl_status *opened, struct update_result *result, struct pl_error *err)
{
	run_sources_known(sources, w);
	if (sources->count == 0)
		return pl_fail(err, PL_EUSAGE,
		    "the index knows no archive yet: name one");
	*opened = run_sources_open(sources, &result->failure);
	return PL_OK;
}

/* An archive that holds no object now, though the index has some of it, is not
 * mounted: what it held has not vanished. */
static enum pl_status
check_mounted(struct run_sources *s, struct pl_writer *w,
    enum pl_status *opened, struct update_result *result, struct pl_error *err)
{
	for (size_t i = 0; i < s->count; i++) {
		struct run_source *r = &s->sources[i];
		int64_t *days = NULL;
		size_t count = 0, troubles;
		enum pl_status rc;

		if (r->source == NULL || r->scope[0] != '\0')
			continue;
		source_days(r->source, &count);
		source_troubles(r->source, &troubles);
		if (count + troubles > 0)
			continue;
		rc = pl_writer_archive_days(
		    w, r->archive.id, &days, &count, err);
		free(days);
		if (rc != PL_OK)
			return rc;
		if (count == 0)
			continue;
		source_close(r->source);
		r->source = NULL;
		rc = pl_fail(&result->failure, PL_EIO,
		    "the archive '%s' holds no object, though the index has "
		    "%zu day%s of it: is it mounted?",
		    r->archive.root, count, count == 1 ? "" : "s");
		*opened = *opened == PL_OK ? rc : *opened;
	}
	return PL_OK;
}

void
update_result_release(struct update_result *result)
{
	buf_release(&result->doubts);
}

static void
tell_doubts(const struct pl_writer *w, struct update_result *result)
{
	size_t count;
	const struct pl_doubt *doubts = pl_writer_doubts(w, &count);

	for (size_t i = 0; i < count; i++) {
		buf_addf(&result->doubts,
		    "damaged: '%s' is not the file that was put there: "
		    "something else changed it; ",
		    doubts[i].file);
		if (doubts[i].mended)
			buf_adds(&result->doubts, "it was made anew\n");
		else
			buf_addf(&result->doubts,
			    "it is left as it is: 'promptlog-index rebuild "
			    "--days %s' mends it\n",
			    doubts[i].name);
		result->doubted = result->doubted || !doubts[i].mended;
	}
}

enum pl_status
update_run(const struct update_options *options, struct update_result *result,
    struct pl_error *err)
{
	struct pl_writer_options writer = {
		.command = options->rebuild != NULL ? "rebuild" : "update",
		.group = options->group,
		.lock_wait = options->lock_wait,
		.stop = stop_asked,
		.create = options->archive_count > 0,
		.salvage = options->rebuild != NULL,
	};
	struct run_sources sources = { 0 };
	struct pl_writer *w = NULL;
	enum pl_status opened = PL_OK, rc;

	*result = (struct update_result){ .summary.started = instant_now(),
		.rebuild = options->rebuild != NULL };
	buf_init(&result->doubts, BUF_UNLIMITED);
	rc = open_named(options, &sources, err);
	if (rc == PL_OK)
		rc = pl_writer_open(options->index, &writer, &w, err);
	if (rc == PL_OK && pl_writer_salvaged(w)) {
		result->salvaged = true;
		rc = receipts_restore(
		    w, options->index, &result->restored, err);
	}
	if (rc == PL_OK && options->archive_count == 0)
		rc = open_known(&sources, w, &opened, result, err);
	if (rc == PL_OK)
		rc = run_sources_register(&sources, w, err);
	if (rc == PL_OK)
		rc = check_mounted(&sources, w, &opened, result, err);
	if (rc == PL_OK) {
		run_sources_trust(&sources, w);
		for (size_t i = 0; i < sources.count; i++) {
			sources.sources[i].anew = options->rebuild != NULL;
			sources.sources[i].lossy = options->lossy;
		}
		rc = do_run(options, &sources, opened, w, result, err);
	}
	if (rc == PL_OK)
		tell_doubts(w, result);
	run_sources_release(&sources);
	pl_writer_close(w);
	return rc;
}
