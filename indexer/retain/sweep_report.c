/* What a sweep found and did, in words and in JSON. */
#include "base/human.h"
#include "base/json.h"
#include "base/term.h"
#include "indexer/retain/sweep.h"

void
sweep_summary(struct buf *out, const struct sweep_plan *plan)
{
	uint64_t anew = plan->count - plan->whole;

	if (plan->whole > 0 || anew == 0) {
		human_counted(out, plan->whole, "day");
		buf_adds(out, anew > 0 ? " gone whole, " : " gone whole: ");
	}
	if (anew > 0) {
		human_counted(out, anew, "day");
		buf_adds(out, " made anew: ");
	}
	human_counted(out, plan->objects, "object");
	buf_adds(out, ", ");
	human_counted(out, plan->records, "record");
	buf_adds(out, " of ");
	human_counted(out, plan->user_count, "user");
}

static void
day_name(const struct gone_day *d, char out[INSTANT_TEXT])
{
	if (d->day != INSTANT_NONE)
		instant_format_day(d->day, out);
	else
		strcpy(out, "undated");
}

static void
add_day(struct buf *out, const struct gone_day *d)
{
	char name[INSTANT_TEXT];

	day_name(d, name);
	buf_adds(out, name);
	buf_adds(out, d->whole ? "  gone whole: " : "  lost ");
	human_counted(out, d->count, "object");
	if (!d->whole) {
		buf_adds(out, " of ");
		human_count(out, d->objects);
	}
	buf_adds(out, ", ");
	human_counted(out, d->gone_records, "record");
	buf_addc(out, '\n');
}

bool
sweep_is_unverified(const struct sweep_result *r)
{
	for (size_t i = 0; i < r->earlier_count; i++)
		if (r->earlier[i].why != NULL)
			return true;
	return false;
}

static void
add_findings(struct buf *out, const struct verification *v)
{
	for (size_t i = 0; i < v->found_count; i++) {
		buf_adds(out, "NOT FORGOTTEN: ");
		term_escape(out, span_str(v->found[i]), false);
		buf_addc(out, '\n');
	}
}

static void
add_outcome(struct buf *out, const struct sweep_options *options,
    const struct sweep_result *r)
{
	const struct verification *v = &r->verification;

	if (!r->done) {
		buf_adds(out, " would be forgotten\n");
		buf_adds(out, "nothing was changed");
		if (r->plan.refusal[0] == '\0')
			buf_adds(out, ": --yes does it");
		else if (r->plan.held_objects > 0 && !r->plan.except_held)
			buf_adds(out,
			    ": --except-held would keep what is held, and "
			    "forget the rest");
		buf_addc(out, '\n');
		return;
	}
	buf_adds(out, " forgotten\n");
	if (r->interrupted)
		buf_adds(out, "interrupted: the next sweep goes on\n");
	if (r->receipt == NULL)
		return;
	if (v->found_count == 0 && v->words == 0 && v->strings == 0) {
		buf_adds(out,
		    "nothing to verify by: no distinctive word of what is "
		    "forgotten is known\n");
	} else if (v->found_count == 0) {
		buf_adds(out, "verified: ");
		human_counted(out, v->words, "distinctive word");
		buf_adds(out, " and ");
		human_counted(out, v->strings, "string");
		buf_adds(out, " of them are in none of ");
		human_counted(out, v->files, "file");
		buf_addc(out, '\n');
	}
	add_findings(out, v);
	buf_adds(out, "receipt: ");
	term_escape(out, span_str(options->index), false);
	buf_addf(out, "/%s\n", r->receipt);
}

size_t
sweep_found(const struct sweep_result *r)
{
	size_t found = r->verification.found_count;

	for (size_t i = 0; i < r->earlier_count; i++)
		found += r->earlier[i].verification.found_count;
	return found;
}

static void
add_earlier(struct buf *out, const struct earlier_sweep *e)
{
	term_escape(out, span_str(e->receipt), false);
	buf_adds(out, ": that sweep did not end; what it forgot ");
	if (e->why != NULL) {
		buf_adds(out, "cannot be verified: ");
		term_escape(out, span_str(e->why), false);
	} else if (!e->verified) {
		buf_adds(out, "is verified with --yes");
	} else {
		buf_adds(out,
		    e->verification.found_count > 0 ? "was looked for"
						    : "is verified now");
	}
	buf_addc(out, '\n');
	add_findings(out, &e->verification);
}

static void
add_held(struct buf *out, const struct sweep_result *r)
{
	if (r->hold_count == 0)
		return;
	buf_adds(out, "held: ");
	human_counted(out, r->plan.held_objects, "object");
	if (r->plan.except_held)
		buf_adds(out, r->plan.held_objects == 1 ? " stays" : " stay");
	buf_adds(out, ", by\n");
	pl_holds_text(out, r->holds, r->hold_count);
}

/* What is no longer kept out; whether there is any. */
static bool
add_let_in(struct buf *out, const struct sweep_options *options,
    const struct sweep_result *r)
{
	const struct sweep_plan *plan = &r->plan;
	const char *does = r->done ? "the next update takes in"
				   : "with --yes the next update takes in";
	bool any = plan->let_in_count > 0;

	if (any) {
		human_counted(out, plan->let_in_count, "object");
		buf_addf(out,
		    " that an earlier sweep kept out %s listed: %s those that "
		    "the archive holds\n",
		    plan->let_in_count == 1 ? "is" : "are", does);
	}
	for (size_t i = 0; i < plan->sources.count; i++) {
		char day[INSTANT_TEXT];

		if (options->mode != SWEEP_BEFORE ||
		    options->before != INSTANT_NONE ||
		    plan->limits[i] == INSTANT_NONE)
			continue;
		any = true;
		instant_format_day(plan->limits[i], day);
		buf_addf(
		    out, "days before %s were kept out: %s what '", day, does);
		term_escape(out,
		    span_str(plan->sources.sources[i].archive.root), false);
		buf_adds(out, "' holds of them\n");
	}
	return any;
}

void
sweep_text(struct buf *out, const struct sweep_options *options,
    const struct sweep_result *r)
{
	for (size_t i = 0; i < r->earlier_count; i++)
		add_earlier(out, &r->earlier[i]);
	for (size_t i = 0; i < r->plan.count; i++)
		add_day(out, &r->plan.days[i]);
	add_held(out, r);
	if (r->plan.newer > 0) {
		human_counted(out, r->plan.newer, "object");
		buf_adds(out, r->plan.newer == 1 ? " is" : " are");
		buf_adds(out, " newer than the listing, and kept\n");
	}
	bool lifts = add_let_in(out, options, r);
	if (r->plan.count == 0) {
		buf_adds(out, "there is nothing to forget");
		if (lifts && !r->done)
			buf_adds(out, ", and nothing was changed");
		buf_addc(out, '\n');
		return;
	}
	sweep_summary(out, &r->plan);
	add_outcome(out, options, r);
}

static void
put_days(struct json_writer *j, const struct sweep_plan *plan)
{
	json_key(j, "days");
	json_array(j);
	for (size_t i = 0; i < plan->count; i++) {
		const struct gone_day *d = &plan->days[i];
		char name[INSTANT_TEXT];

		day_name(d, name);
		json_object(j);
		json_key_string(j, "day", name);
		json_key_bool(j, "whole", d->whole);
		json_key_int(j, "objects", (int64_t)d->count);
		json_key_int(j, "of_objects", (int64_t)d->objects);
		json_key_int(j, "records", (int64_t)d->gone_records);
		json_key_int(j, "of_records", (int64_t)d->records);
		json_object_end(j);
	}
	json_array_end(j);
}

static void
put_earlier(struct json_writer *j, const struct sweep_result *r)
{
	json_key(j, "earlier");
	json_array(j);
	for (size_t i = 0; i < r->earlier_count; i++) {
		const struct earlier_sweep *e = &r->earlier[i];

		json_object(j);
		json_key_string(j, "receipt", e->receipt);
		json_key_bool(j, "verified", e->verified);
		json_key(j, "why");
		json_string(j, e->why);
		if (e->verified)
			receipt_verification(j, &e->verification);
		json_object_end(j);
	}
	json_array_end(j);
}

/* The day before which nothing was taken in, where that is lifted. */
static void
put_lifted(struct json_writer *j, const struct sweep_options *options,
    const struct sweep_plan *plan)
{
	json_key(j, "lifted_before");
	json_array(j);
	for (size_t i = 0; i < plan->sources.count; i++) {
		char day[INSTANT_TEXT];

		if (options->mode != SWEEP_BEFORE ||
		    options->before != INSTANT_NONE ||
		    plan->limits[i] == INSTANT_NONE)
			continue;
		instant_format_day(plan->limits[i], day);
		json_string(j, day);
	}
	json_array_end(j);
}

void
sweep_json(struct buf *out, const struct sweep_options *options,
    const struct sweep_result *r)
{
	const struct sweep_plan *plan = &r->plan;
	struct json_writer j;

	json_begin(&j, out, true);
	json_object(&j);
	json_key_int(&j, "schema_version", 1);
	json_key_bool(&j, "done", r->done);
	json_key_bool(&j, "interrupted", r->interrupted);
	put_earlier(&j, r);
	put_days(&j, plan);
	json_key_int(&j, "days_gone", (int64_t)plan->whole);
	json_key_int(
	    &j, "days_made_anew", (int64_t)(plan->count - plan->whole));
	json_key_int(&j, "objects", (int64_t)plan->objects);
	json_key_int(&j, "records", (int64_t)plan->records);
	json_key_int(&j, "index_records", (int64_t)plan->index_records);
	json_key_int(&j, "users", (int64_t)plan->user_count);
	json_key_int(&j, "newer_than_listing", (int64_t)plan->newer);
	json_key_int(&j, "held_objects", (int64_t)plan->held_objects);
	json_key_int(&j, "let_in_objects", (int64_t)plan->let_in_count);
	put_lifted(&j, options, plan);
	pl_holds_json(&j, r->holds, r->hold_count);
	json_key(&j, "refusal");
	json_string(&j, plan->refusal[0] ? plan->refusal : NULL);
	json_key(&j, "receipt");
	json_string(&j, r->receipt);
	if (r->receipt != NULL)
		receipt_verification(&j, &r->verification);
	json_object_end(&j);
	buf_addc(out, '\n');
}
