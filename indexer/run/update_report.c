/* What an update or a rebuild did, told to whoever started it. */
#include "base/human.h"
#include "base/output.h"
#include "base/stop.h"
#include "indexer/run/update.h"

/* The exit status for what a run did. */
static int
status_of(const struct update_result *result)
{
	if (result->state == PL_RUN_INTERRUPTED)
		return stop_exit_status();
	if (result->state == PL_RUN_FAILED)
		return (int)result->failure.status;
	if (result->doubted)
		return PL_EXIT_DAMAGE;
	return summary_open_notes(&result->summary) > 0 ? PL_EXIT_INCOMPLETE
							: PL_EXIT_FOUND;
}

static void
add_salvaged(struct buf *out, const struct update_result *result)
{
	const struct restored *r = &result->restored;
	char day[INSTANT_TEXT];

	if (!result->salvaged)
		return;
	buf_adds(out,
	    "index.db was missing or damaged and was made anew from the "
	    "shards: HOLDS, what was accepted and earlier runs are lost, so "
	    "nothing is held until 'promptlog-index hold add' says so\n");
	if (r->receipts + r->unread == 0)
		return;
	human_counted(out, r->receipts, "receipt");
	buf_adds(out, " of sweeps read: what they kept out stays out, ");
	human_counted(out, r->objects, "object");
	if (r->before != INSTANT_NONE) {
		instant_format_day(r->before, day);
		buf_addf(out, " and all before %s", day);
	}
	if (r->unread > 0) {
		buf_adds(out, "; not understood: ");
		human_counted(out, r->unread, "receipt");
	}
	buf_addc(out, '\n');
}

/* Whether a run found no log at all, and knew of none: that is no error, since
 * the first may be yet to come, but likely a mistake. */
static bool
found_no_log(const struct update_result *result)
{
	const struct summary *s = &result->summary;

	return result->state == PL_RUN_ENDED && !result->rebuild &&
	    summary_seen(s) == summary_passed(s) &&
	    s->passed[SOURCE_FORGOTTEN] == 0 && s->vanished == 0 &&
	    s->folders == 0;
}

/* What nobody shall miss, however the rest is printed. */
static void
add_unexpected(struct buf *out, const struct update_result *result)
{
	buf_addspan(out, buf_span(&result->doubts));
	if (found_no_log(result))
		buf_adds(out,
		    "no prompt log was found there: is it the archive, and is "
		    "it mounted?\n");
	add_salvaged(out, result);
}

static enum pl_status
print_json(const struct update_result *result, struct pl_error *err)
{
	struct json_writer w;
	struct buf out, notes;
	enum pl_status rc;

	buf_init(&out, BUF_UNLIMITED);
	json_begin(&w, &out, true);
	json_object(&w);
	json_key_int(&w, "schema_version", 1);
	json_key_bool(&w, "salvaged", result->salvaged);
	if (result->rebuild)
		json_key_int(&w, "done_before", (int64_t)result->done_before);
	json_key_string(&w, "state", pl_run_state_name(result->state));
	if (result->state == PL_RUN_FAILED)
		json_key_span(&w, "failure", span_str(result->failure.text));
	summary_json(&w, &result->summary);
	json_key_bool(&w, "complete",
	    result->state == PL_RUN_ENDED &&
		summary_open_notes(&result->summary) == 0);
	json_object_end(&w);
	buf_addc(&out, '\n');
	rc = output_write(&out, err);
	buf_init(&notes, BUF_UNLIMITED);
	add_unexpected(&notes, result);
	if (notes.n > 0)
		output_note(&notes);
	buf_release(&notes);
	buf_release(&out);
	return rc;
}

static enum pl_status
print_result(const struct update_result *result, bool json, bool quiet,
    struct pl_error *err)
{
	struct buf text;

	if (json)
		return print_json(result, err);
	/* What vanished is no fault of the run, but nobody shall miss it. */
	if (quiet && !result->salvaged && result->doubts.n == 0 &&
	    !found_no_log(result) && result->summary.replaced == 0 &&
	    status_of(result) == PL_EXIT_FOUND &&
	    result->summary.notes.open[PL_NOTE_VANISHED] == 0)
		return PL_OK;
	buf_init(&text, BUF_UNLIMITED);
	add_unexpected(&text, result);
	if (result->done_before > 0) {
		buf_adds(&text, "going on with an interrupted rebuild: ");
		human_counted(&text, result->done_before, "day");
		buf_adds(&text, " had been done\n");
	}
	summary_text(&text, &result->summary);
	if (result->state == PL_RUN_INTERRUPTED)
		buf_adds(&text, "interrupted: the next one goes on\n");
	output_note(&text);
	buf_release(&text);
	return PL_OK;
}

int
update_report(const struct update_result *result, bool json, bool quiet,
    struct pl_error *err)
{
	enum pl_status rc = print_result(result, json, quiet, err);
	int status = rc == PL_OK ? status_of(result) : (int)rc;

	if (rc == PL_OK && status < 0)
		*err = result->failure;
	return status;
}
