#include "query/forgotten.h"

#include <stdlib.h>

#include "base/human.h"
#include "base/instant.h"
#include "base/mem.h"

void
forgottens_release(struct forgottens *f)
{
	free(f->sweeps);
	free(f->touched);
	*f = (struct forgottens){ 0 };
}

/* Whether the run ended, or stopped in order: then it is exact.  Of runs that
 * are remembered no more, it is so. */
static bool
is_exact(const struct pl_index *ix, int64_t run)
{
	for (size_t i = 0; i < ix->run_count; i++)
		if (ix->runs[i].id == run)
			return ix->runs[i].state == PL_RUN_ENDED ||
			    ix->runs[i].state == PL_RUN_INTERRUPTED;
	return true;
}

static void
add_day(struct forgotten *sweep, const struct pl_swept *day)
{
	sweep->objects += day->objects;
	sweep->records += day->records;
	if (day->time < sweep->time)
		sweep->time = day->time;
	if (day->day == INSTANT_NONE) {
		sweep->undated = true;
		return;
	}
	if (sweep->days++ == 0)
		sweep->from = day->day;
	sweep->to = day->day;
}

/* They are by run, then day; the newest run shall come first. */
static void
sum_up(struct forgottens *f, const struct pl_index *ix)
{
	f->count = 0;
	for (size_t i = ix->swept_count; i > 0;) {
		size_t past = i;
		int64_t run = ix->swept[i - 1].run;
		struct forgotten sweep = { .run = run, .time = INT64_MAX };

		while (i > 0 && ix->swept[i - 1].run == run)
			i--;
		for (size_t day = i; day < past; day++)
			if (f->touched[day])
				add_day(&sweep, &ix->swept[day]);
		if (sweep.objects == 0)
			continue;
		sweep.exact = is_exact(ix, run);
		f->sweeps = xgrow(
		    f->sweeps, f->count, &f->capacity, sizeof *f->sweeps);
		f->sweeps[f->count++] = sweep;
	}
}

/* Whether that is new. */
static bool
touch(struct forgottens *f, const struct pl_index *ix, size_t day)
{
	if (f->touched == NULL)
		f->touched = xcalloc(ix->swept_count, sizeof *f->touched);
	if (f->touched[day])
		return false;
	f->touched[day] = true;
	return true;
}

void
forgottens_add(struct forgottens *f, const struct pl_index *ix, int64_t least,
    int64_t below)
{
	bool more = false;

	for (size_t i = 0; i < ix->swept_count; i++) {
		const struct pl_swept *day = &ix->swept[i];

		if (day->greatest >= least &&
		    (day->least < below || below == INT64_MAX))
			more |= touch(f, ix, i);
	}
	if (more)
		sum_up(f, ix);
}

void
forgottens_join(struct forgottens *f, const struct forgottens *other,
    const struct pl_index *ix)
{
	bool more = false;

	for (size_t i = 0; other->touched != NULL && i < ix->swept_count; i++)
		if (other->touched[i])
			more |= touch(f, ix, i);
	if (more)
		sum_up(f, ix);
}

static void
add_days(struct buf *out, const struct forgotten *sweep)
{
	char from[INSTANT_TEXT], to[INSTANT_TEXT];

	instant_format_day(sweep->from, from);
	instant_format_day(sweep->to, to);
	if (sweep->days == 1)
		buf_addf(out, " of %s", from);
	if (sweep->days > 1) {
		buf_adds(out, " of ");
		human_counted(out, sweep->days, "day");
		buf_addf(out, " from %s to %s", from, to);
	}
	if (sweep->undated)
		buf_addf(out, "%s of no day", sweep->days > 0 ? " and" : "");
}

void
forgotten_sentence(struct buf *out, const struct forgotten *sweep)
{
	char time[INSTANT_TEXT];

	instant_format(sweep->time - sweep->time % NS_PER_SECOND, time);
	if (!sweep->exact)
		buf_adds(out, "at most ");
	human_counted(out, sweep->records, "record");
	add_days(out, sweep);
	buf_addf(out, " by the sweep of %s (run %lld%s)", time,
	    (long long)sweep->run, sweep->exact ? "" : ", which did not end");
}

void
forgottens_text(struct buf *out, const struct forgottens *f)
{
	uint64_t records = 0;

	for (size_t i = 0; i < f->count; i++) {
		if (i >= FORGOTTEN_SWEEPS_MOST) {
			records += f->sweeps[i].records;
			continue;
		}
		buf_adds(out, "forgotten: ");
		forgotten_sentence(out, &f->sweeps[i]);
		buf_addc(out, '\n');
	}
	if (f->count <= FORGOTTEN_SWEEPS_MOST)
		return;
	buf_adds(out, "forgotten: and ");
	human_counted(out, records, "record");
	buf_adds(out, " by ");
	human_counted(out, f->count - FORGOTTEN_SWEEPS_MOST, "earlier sweep");
	buf_adds(out, "; 'promptlog status --receipts' lists them\n");
}

static void
add_day_member(
    struct json_writer *w, const char *name, size_t days, int64_t day)
{
	char text[INSTANT_TEXT];

	instant_format_day(day, text);
	json_key_string(w, name, days > 0 ? text : NULL);
}

void
forgottens_json(struct json_writer *w, const struct forgottens *f)
{
	json_key(w, "forgotten");
	json_array(w);
	for (size_t i = 0; i < f->count; i++) {
		const struct forgotten *sweep = &f->sweeps[i];

		json_object(w);
		json_key_int(w, "run", sweep->run);
		json_key_instant(w, "started", sweep->time);
		json_key_bool(w, "exact", sweep->exact);
		json_key_int(w, "days", (int64_t)sweep->days);
		add_day_member(w, "from", sweep->days, sweep->from);
		add_day_member(w, "to", sweep->days, sweep->to);
		json_key_bool(w, "undated", sweep->undated);
		json_key_int(w, "objects", (int64_t)sweep->objects);
		json_key_int(w, "records", (int64_t)sweep->records);
		json_object_end(w);
	}
	json_array_end(w);
}
