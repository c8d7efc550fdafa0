/* Doing what a sweep's plan says, one day after the other: each is as it was
 * until its file is replaced or removed. */
#include <stdlib.h>

#include "base/mem.h"
#include "base/stop.h"
#include "indexer/retain/sweep.h"

/* What remains of a day, on its way into the new shard. */
struct carrying {
	const struct gone_day *day;
	struct pl_writer *writer;
	struct pl_shard *old;
	struct pl_shard_writer *shard;
};

static struct pl_archive
archive_of(const struct pl_writer *w, int64_t id)
{
	size_t count;
	const struct pl_archive *all = pl_writer_archives(w, &count);

	for (size_t i = 0; i < count; i++)
		if (all[i].id == id)
			return all[i];
	return (struct pl_archive){ .id = id, .root = "" };
}

static enum pl_status
carry(void *context, int64_t row, const struct pl_object *o,
    struct pl_error *err)
{
	struct carrying *c = context;
	struct pl_archive archive;

	if (gone_has(c->day, row))
		return PL_OK;
	archive = archive_of(c->writer, o->archive);
	return pl_shard_writer_carry(c->shard, &archive, c->old, row, o, err);
}

static enum pl_status
make_anew(struct pl_writer *w, const struct gone_day *day, const char *file,
    struct pl_shard *old, struct pl_error *err)
{
	struct carrying c = { .day = day, .writer = w, .old = old };
	enum pl_status rc = pl_shard_writer_open(file, false, &c.shard, err);

	if (rc == PL_OK)
		rc = pl_shard_objects(old, carry, &c, err);
	if (rc == PL_OK)
		rc = pl_shard_writer_seal(c.shard, err);
	if (rc == PL_OK)
		rc = pl_writer_commit(w, day->day, c.shard, err);
	pl_shard_writer_close(c.shard);
	return rc;
}

static enum pl_status
forget_day(struct pl_writer *w, const struct gone_day *day,
    struct canaries *canaries, struct pl_error *err)
{
	struct pl_shard *old = NULL;
	char *file;
	bool exists;
	enum pl_status rc =
	    pl_writer_shard_file(w, day->day, &file, &exists, err);

	if (rc == PL_OK)
		rc = pl_shard_open_file(file, &old, err);
	if (rc == PL_OK)
		rc = canaries_take(canaries, day, old, err);
	/* Damage does not keep a day that goes whole. */
	if (rc == PL_EFORMAT && day->whole)
		rc = PL_OK;
	if (rc == PL_OK && !day->whole)
		rc = make_anew(w, day, file, old, err);
	pl_shard_close(old);
	free(file);
	for (size_t i = 0; i < day->count && rc == PL_OK; i++)
		rc = pl_writer_forget(
		    w, day->gone[i].archive, day->gone[i].key, err);
	return rc;
}

static enum pl_status
remove_whole(
    const struct sweep_plan *plan, struct pl_writer *w, struct pl_error *err)
{
	int64_t *days = xcalloc(plan->count, sizeof *days);
	size_t count = 0;
	enum pl_status rc;

	for (size_t i = 0; i < plan->count; i++)
		if (plan->days[i].whole)
			days[count++] = plan->days[i].day;
	rc = pl_writer_remove(w, days, count, err);
	free(days);
	return rc;
}

/* Answers shall say what is missing from them, as soon as it is. */
static enum pl_status
tell_readers(
    const struct sweep_plan *plan, struct pl_writer *w, struct pl_error *err)
{
	enum pl_status rc = PL_OK;

	for (size_t i = 0; i < plan->count && rc == PL_OK; i++)
		rc = pl_writer_put_swept(w, plan->days[i].day,
		    plan->days[i].count, plan->days[i].gone_records, err);
	return rc;
}

/* After a stop: the days from that one on are still there. */
static enum pl_status
drop_rest(struct sweep_plan *plan, size_t from, struct pl_writer *w,
    struct pl_error *err)
{
	enum pl_status rc = PL_OK;

	for (size_t i = from; i < plan->count; i++) {
		if (rc == PL_OK)
			rc = pl_writer_drop_swept(w, plan->days[i].day, err);
		plan->whole -= plan->days[i].whole;
		plan->objects -= plan->days[i].count;
		plan->records -= plan->days[i].gone_records;
		free(plan->days[i].gone);
	}
	plan->count = from;
	return rc;
}

/* What an archive still has is not to come back.  That is settled before the
 * first file changes: an update after a sweep that was killed must not take in
 * again what is gone by then. */
static enum pl_status
keep_out(
    const struct sweep_plan *plan, struct pl_writer *w, struct pl_error *err)
{
	enum pl_status rc = PL_OK;

	for (size_t i = 0; i < plan->sources.count && rc == PL_OK; i++)
		if (plan->mode == SWEEP_BEFORE)
			rc = pl_writer_keep_out_before(w,
			    plan->sources.sources[i].archive.id, plan->before,
			    err);
	for (size_t i = 0; i < plan->let_in_count && rc == PL_OK; i++)
		rc = pl_writer_let_in(w, plan->let_in[i].archive,
		    plan->let_in[i].day, plan->let_in[i].key, err);
	if (plan->mode != SWEEP_LISTING)
		return rc;
	for (size_t i = 0; i < plan->count; i++)
		for (size_t k = 0; k < plan->days[i].count && rc == PL_OK; k++)
			rc = pl_writer_keep_out(w,
			    plan->days[i].gone[k].archive, plan->days[i].day,
			    plan->days[i].gone[k].key, err);
	return rc;
}

static bool
is_swept(const struct sweep_plan *plan, int64_t day)
{
	for (size_t i = 0; i < plan->count; i++)
		if (plan->days[i].day == day)
			return true;
	return false;
}

/* The newest day that stays whole says what everybody does.  If it cannot be
 * read, it only takes longer to learn which canaries others have. */
static void
avoid_common(const struct sweep_plan *plan, struct pl_writer *w,
    struct canaries *canaries)
{
	struct pl_shard *shard = NULL;
	struct pl_error ignored;
	char *file = NULL;
	int64_t *days;
	size_t count;
	bool exists = false;
	enum pl_status rc = pl_writer_days(w, &days, &count, &ignored);

	while (rc == PL_OK && count > 0 && is_swept(plan, days[count - 1]))
		count--;
	if (rc == PL_OK && count > 0)
		rc = pl_writer_shard_file(
		    w, days[count - 1], &file, &exists, &ignored);
	if (rc == PL_OK && exists)
		rc = pl_shard_open_file(file, &shard, &ignored);
	if (rc == PL_OK && shard != NULL)
		rc = canaries_avoid(canaries, shard, &ignored);
	pl_shard_close(shard);
	free(file);
	free(days);
}

enum pl_status
sweep_forget(struct sweep_result *r, struct pl_writer *w,
    struct canaries *canaries, struct progress *progress, struct pl_error *err)
{
	enum pl_status rc = keep_out(&r->plan, w, err);

	if (rc == PL_OK)
		rc = tell_readers(&r->plan, w, err);
	canaries->days = r->plan.count;
	if (rc == PL_OK && r->plan.count > 0)
		avoid_common(&r->plan, w, canaries);
	for (size_t i = 0; i < r->plan.count && rc == PL_OK; i++) {
		if (stop_asked()) {
			r->interrupted = true;
			rc = drop_rest(&r->plan, i, w, err);
			break;
		}
		rc = forget_day(w, &r->plan.days[i], canaries, err);
		atomic_fetch_add(&progress->steps, 1);
	}
	if (rc == PL_OK)
		rc = remove_whole(&r->plan, w, err);
	return rc;
}
