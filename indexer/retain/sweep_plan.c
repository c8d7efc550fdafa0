#include "indexer/retain/sweep_plan.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/human.h"
#include "base/mem.h"
#include "indexer/retain/held.h"
#include "indexer/run/days_visit.h"
#include "indexer/source/key.h"

void
sweep_plan_release(struct sweep_plan *plan)
{
	for (size_t i = 0; i < plan->count; i++)
		free(plan->days[i].gone);
	for (size_t i = 0; i < plan->user_count; i++)
		free(plan->users[i]);
	free(plan->days);
	free(plan->users);
	free(plan->listed);
	free(plan->seen);
	free(plan->held);
	free(plan->let_in);
	free(plan->limits);
	arena_release(&plan->arena);
	listing_release(&plan->listing);
	run_sources_release(&plan->sources);
	*plan = (struct sweep_plan){ 0 };
}

static int
compare_rows(const void *a, const void *b)
{
	const struct gone_object *x = a, *y = b;

	return (x->row > y->row) - (x->row < y->row);
}

bool
gone_has(const struct gone_day *d, int64_t row)
{
	struct gone_object key = { .row = row };

	return d->count > 0 &&
	    bsearch(&key, d->gone, d->count, sizeof key, compare_rows) != NULL;
}

const struct pl_shard_info *
sweep_find_shard(const struct pl_index *ix, int64_t day)
{
	for (size_t i = 0; i < ix->shard_count; i++)
		if (ix->shards[i].day == day)
			return &ix->shards[i];
	return NULL;
}

/* Whether an object of a shard belongs to a part of an archive that is looked
 * at. */
static bool
is_meant(const struct sweep_plan *plan, int64_t archive, struct span key)
{
	for (size_t i = 0; i < plan->sources.count; i++)
		if (plan->sources.sources[i].archive.id == archive &&
		    span_starts(key, plan->sources.sources[i].scope))
			return true;
	return false;
}

static bool
is_unlisted(const struct sweep_plan *plan, const struct day_entry *e)
{
	return plan->mode == SWEEP_LISTING && e->row != 0 &&
	    is_meant(plan, e->archive, e->key) &&
	    span_starts(e->key, KEY_LOGS "/") &&
	    !listing_has(&plan->listing, e->key);
}

static bool
is_gone(const struct sweep_plan *plan, const struct day *d,
    const struct day_entry *e)
{
	if (e->row == 0 || !is_meant(plan, e->archive, e->key))
		return false;
	switch (plan->mode) {
	case SWEEP_ARCHIVE:
		return e->state == DAY_VANISHED;
	case SWEEP_BEFORE:
		return d->day != INSTANT_NONE && d->day < plan->before;
	case SWEEP_LISTING:
		return is_unlisted(plan, e) &&
		    !listing_is_older(&plan->listing, e->hour);
	case SWEEP_MODES:
		break;
	}
	return false;
}

static void
add_gone(
    struct sweep_plan *plan, struct gone_day *day, const struct day_entry *e)
{
	day->gone =
	    xgrow(day->gone, day->count, &day->capacity, sizeof *day->gone);
	struct gone_object *o = &day->gone[day->count++];

	*o = (struct gone_object){
		.key = arena_add(&plan->arena, e->key),
		.archive = e->archive,
		.row = e->row,
		.records = e->records,
		.hashed = e->hashed,
	};
	memcpy(o->sha256, e->sha256, sizeof o->sha256);
	day->gone_records += e->records;
}

/* Who sent what is to be forgotten, and whether that is held. */
static enum pl_status
look_into_shard(struct sweep_plan *plan, struct gone_day *day,
    struct pl_writer *w, const char *file, struct pl_error *err)
{
	struct pl_shard *shard;
	size_t kept = 0;
	enum pl_status rc = pl_shard_open_file(file, &shard, err);

	for (size_t i = 0; i < day->count && rc == PL_OK; i++) {
		struct gone_object o = day->gone[i];
		bool stays;

		rc = held_object(plan, day, &o, w, shard, &stays, err);
		if (rc == PL_OK && stays)
			day->gone_records -= o.records;
		else
			day->gone[kept++] = o;
	}
	if (rc == PL_OK)
		day->count = kept;
	pl_shard_close(shard);
	return rc;
}

static void
keep_day(struct sweep_plan *plan, struct gone_day *day)
{
	plan->days =
	    xgrow(plan->days, plan->count, &plan->capacity, sizeof *day);
	plan->days[plan->count++] = *day;
	plan->whole += day->whole;
	plan->objects += day->count;
	plan->records += day->gone_records;
}

/* Whoever forgets what a listing lacks must be sure that it is whole. */
static void
doubt_listing(struct sweep_plan *plan, struct span key)
{
	if (plan->mode != SWEEP_LISTING || plan->refusal[0] != '\0' ||
	    !listing_may_end_before(&plan->listing, key))
		return;
	snprintf(plan->refusal, sizeof plan->refusal,
	    "the listing lacks '%.*s' and names nothing after it, so it may "
	    "be cut off: make it with 'aws s3 ls --recursive --summarize'",
	    key.n < 200 ? (int)key.n : 200, key.p);
}

struct looking {
	struct sweep_plan *plan;
	struct pl_writer *writer;
};

static enum pl_status
look_at(void *context, struct day *d, struct pl_error *err)
{
	const struct looking *looking = context;
	struct sweep_plan *plan = looking->plan;
	struct gone_day day = { .day = d->day };
	enum pl_status rc = PL_OK;

	for (size_t i = 0; i < plan->sources.count; i++) {
		plan->listed[i] += d->lists[i].count;
		if (d->lists[i].count > 0)
			plan->seen[i] = d->day;
	}
	for (size_t i = 0; i < d->count; i++) {
		const struct day_entry *e = &d->entries[i];

		day.objects += e->row != 0;
		day.records += e->records;
		if (is_gone(plan, d, e)) {
			add_gone(plan, &day, e);
			doubt_listing(plan, e->key);
		} else {
			plan->newer += is_unlisted(plan, e);
		}
	}
	if (day.count == 0)
		return PL_OK;
	qsort(day.gone, day.count, sizeof *day.gone, compare_rows);
	rc = look_into_shard(plan, &day, looking->writer, d->file, err);
	day.whole = day.count == day.objects;
	if (rc == PL_OK && day.count > 0)
		keep_day(plan, &day);
	else
		free(day.gone);
	return rc;
}

/* An archive that went away while it was looked at is no longer where some of
 * it was seen; then it is not known what else was there. */
static enum pl_status
check_still_there(
    const struct sweep_plan *plan, size_t source, struct pl_error *err)
{
	const struct run_source *s = &plan->sources.sources[source];
	struct source_list list;
	enum pl_status rc =
	    source_list(s->source, plan->seen[source], &list, err);

	if (rc == PL_OK && list.count == 0)
		rc = pl_fail(err, PL_EGUARD,
		    "nothing is forgotten, since the archive '%s' went away "
		    "while it was looked at",
		    s->archive.root);
	source_list_release(&list);
	return rc;
}

/* An archive of which the index has objects, and which now holds none, is not
 * one from which all of them expired, but one that is not mounted. */
static enum pl_status
check_mounted(struct sweep_plan *plan, size_t source, struct pl_writer *w,
    struct pl_error *err)
{
	const struct run_source *s = &plan->sources.sources[source];
	int64_t *days;
	size_t count;
	enum pl_status rc;

	if (plan->listed[source] > 0)
		return check_still_there(plan, source, err);
	rc = pl_writer_archive_days(w, s->archive.id, &days, &count, err);
	free(days);
	if (rc == PL_OK && count > 0)
		rc = pl_fail(err, PL_EGUARD,
		    "nothing is forgotten, since the archive '%s' holds no "
		    "object%s: is it mounted?",
		    s->archive.root, s->scope[0] ? " there" : "");
	return rc;
}

static enum pl_status
check_archives(
    struct sweep_plan *plan, struct pl_writer *w, struct pl_error *err)
{
	for (size_t i = 0; i < plan->sources.count; i++) {
		const struct run_source *s = &plan->sources.sources[i];
		const struct source_trouble *troubles;
		size_t count;

		troubles = source_troubles(s->source, &count);
		if (count > 0)
			return pl_fail(err, PL_EGUARD,
			    "nothing is forgotten, since the archive '%s' "
			    "cannot be looked at everywhere: '%s': %s",
			    s->archive.root, troubles[0].key,
			    troubles[0].reason);
		enum pl_status rc = check_mounted(plan, i, w, err);
		if (rc != PL_OK)
			return rc;
	}
	return PL_OK;
}

static enum pl_status
open_archives(
    struct sweep_plan *plan, struct pl_writer *w, struct pl_error *err)
{
	struct pl_error why;

	if (plan->mode != SWEEP_ARCHIVE)
		return PL_OK;
	if (run_sources_open(&plan->sources, &why) != PL_OK)
		return pl_fail(err, PL_EGUARD,
		    "nothing is forgotten, since an archive cannot be looked "
		    "at: %s",
		    why.text);
	run_sources_trust(&plan->sources, w);
	return PL_OK;
}

static enum pl_status
look_at_days(struct sweep_plan *plan, struct pl_writer *w, const int64_t *days,
    size_t count, struct progress *progress, struct pl_error *err)
{
	struct looking looking = { plan, w };
	const struct days_visit visit = {
		.writer = w,
		.sources = plan->sources.sources,
		.source_count = plan->sources.count,
		.jobs = plan->jobs,
		.visit = look_at,
		.context = &looking,
		.progress = progress,
	};
	size_t old = 0;

	/* They ascend: after one that is not old nothing is. */
	while (old < count &&
	    (plan->mode != SWEEP_BEFORE || days[old] < plan->before))
		old++;
	return days_visit(&visit, days, old, err);
}

struct letting {
	struct sweep_plan *plan;
	int64_t archive;
};

static void
let_in(void *context, int64_t day, struct span key)
{
	const struct letting *l = context;
	struct sweep_plan *plan = l->plan;

	if (!is_meant(plan, l->archive, key) ||
	    !listing_has(&plan->listing, key))
		return;
	plan->let_in = xgrow(plan->let_in, plan->let_in_count,
	    &plan->let_in_capacity, sizeof *plan->let_in);
	plan->let_in[plan->let_in_count++] =
	    (struct let_in){ l->archive, day, arena_add(&plan->arena, key) };
}

/* What earlier sweeps keep out, and this one would no more. */
static enum pl_status
look_at_kept_out(
    struct sweep_plan *plan, struct pl_writer *w, struct pl_error *err)
{
	enum pl_status rc = PL_OK;

	plan->limits = xcalloc(plan->sources.count, sizeof *plan->limits);
	for (size_t i = 0; i < plan->sources.count && rc == PL_OK; i++) {
		int64_t archive = plan->sources.sources[i].archive.id;
		struct letting l = { plan, archive };

		rc = pl_writer_kept_out_before(
		    w, archive, &plan->limits[i], err);
		if (rc == PL_OK && plan->mode == SWEEP_LISTING)
			rc = pl_writer_kept_out_keys(
			    w, archive, let_in, &l, err);
	}
	return rc;
}

static void
take_holds(struct sweep_plan *plan, const struct pl_writer *w)
{
	const struct pl_hold *holds = pl_writer_holds(w, &plan->held_count);

	plan->held = xcalloc(plan->held_count, sizeof *plan->held);
	for (size_t i = 0; i < plan->held_count; i++)
		plan->held[i].name = holds[i].name;
}

enum pl_status
sweep_plan_make(struct sweep_plan *plan, struct pl_writer *w,
    struct progress *progress, struct pl_error *err)
{
	int64_t *days = NULL;
	size_t count = 0;
	enum pl_status rc = pl_writer_records(w, &plan->index_records, err);

	plan->listed = xcalloc(plan->sources.count, sizeof *plan->listed);
	plan->seen = xcalloc(plan->sources.count, sizeof *plan->seen);
	take_holds(plan, w);
	if (rc == PL_OK)
		rc = open_archives(plan, w, err);
	if (rc == PL_OK && plan->mode == SWEEP_ARCHIVE)
		rc = run_sources_days(&plan->sources, w, &days, &count, err);
	else if (rc == PL_OK)
		rc = pl_writer_days(w, &days, &count, err);
	if (rc == PL_OK) {
		progress->step_total = count;
		rc = look_at_days(plan, w, days, count, progress, err);
	}
	if (rc == PL_OK && plan->mode == SWEEP_ARCHIVE)
		rc = check_archives(plan, w, err);
	if (rc == PL_OK)
		rc = look_at_kept_out(plan, w, err);
	held_refuse(plan);
	free(days);
	return rc;
}

void
sweep_plan_limit(struct sweep_plan *plan, const struct sweep_limit *limit)
{
	double most = limit->is_share
	    ? (double)plan->index_records * limit->percent / 100
	    : (double)limit->records;
	struct buf text;

	if (plan->refusal[0] != '\0' || (double)plan->records <= most)
		return;
	buf_init(&text, BUF_UNLIMITED);
	buf_adds(&text, "it would forget ");
	human_count(&text, plan->records);
	buf_adds(&text, " of the ");
	human_counted(&text, plan->index_records, "record");
	buf_adds(&text, " in the index, more than --max-delete allows (");
	if (limit->is_share)
		buf_addf(&text, "%g %%", limit->percent);
	else
		human_counted(&text, limit->records, "record");
	buf_addc(&text, ')');
	snprintf(plan->refusal, sizeof plan->refusal, "%s", text.p);
	buf_release(&text);
}
