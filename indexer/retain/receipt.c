/* What a sweep forgot, for whoever must show it: keys and hashes, counts, and
 * how it was verified; no text. */
#include <inttypes.h>
#include <stdlib.h>

#include "base/json.h"
#include "base/mem.h"
#include "indexer/retain/sweep.h"
#include "schema/sha256.h"

static const char claims[] =
    "Nothing of the text of these objects is left in a file of this index. "
    "Nothing is claimed about sectors of disks that held earlier files, about "
    "snapshots, backups and other copies, or about the archive itself.";

const char *const receipt_reasons[SWEEP_MODES] = { "gone from the archive",
	"older than a date", "gone from a listing" };

static void
put_archives(struct json_writer *j, const struct sweep_plan *plan)
{
	json_key(j, "archives");
	json_array(j);
	for (size_t i = 0; i < plan->sources.count; i++) {
		const struct run_source *s = &plan->sources.sources[i];

		json_object(j);
		json_key_int(j, "archive", s->archive.id);
		json_key_string(j, "root", s->archive.root);
		json_key_string(j, "scope", s->scope);
		json_object_end(j);
	}
	json_array_end(j);
}

static void
put_day_name(struct json_writer *j, const struct gone_day *d)
{
	char day[INSTANT_TEXT] = "undated";

	if (d->day != INSTANT_NONE)
		instant_format_day(d->day, day);
	json_string(j, day);
}

static void
put_days(struct json_writer *j, const struct sweep_plan *plan)
{
	json_key(j, "days_gone");
	json_array(j);
	for (size_t i = 0; i < plan->count; i++)
		if (plan->days[i].whole)
			put_day_name(j, &plan->days[i]);
	json_array_end(j);
	json_key(j, "days_made_anew");
	json_array(j);
	for (size_t i = 0; i < plan->count; i++)
		if (!plan->days[i].whole)
			put_day_name(j, &plan->days[i]);
	json_array_end(j);
}

static void
put_object(struct json_writer *j, const struct gone_object *o)
{
	char sha256[PL_SHA256_TEXT];

	json_object(j);
	json_key_int(j, "archive", o->archive);
	json_key_span(j, "key", o->key);
	json_key(j, "sha256");
	pl_sha256_text(o->sha256, sha256);
	json_string(j, o->hashed ? sha256 : NULL);
	json_key_int(j, "records", (int64_t)o->records);
	json_object_end(j);
}

static void
put_objects(struct json_writer *j, const struct sweep_plan *plan)
{
	json_key(j, "objects");
	json_array(j);
	for (size_t i = 0; i < plan->count; i++)
		for (size_t k = 0; k < plan->days[i].count; k++)
			put_object(j, &plan->days[i].gone[k]);
	json_array_end(j);
}

void
receipt_verification(struct json_writer *j, const struct verification *v)
{
	json_key(j, "verification");
	json_object(j);
	json_key_int(j, "days_checked", (int64_t)v->days);
	json_key_int(j, "blocks_inflated", (int64_t)v->blocks);
	json_key_int(j, "terms_listed", (int64_t)v->terms);
	json_key_int(j, "files_read", (int64_t)v->files);
	json_key_int(j, "canary_words", (int64_t)v->words);
	json_key_int(j, "canary_strings", (int64_t)v->strings);
	json_key(j, "found");
	json_array(j);
	for (size_t i = 0; i < v->found_count; i++)
		json_string(j, v->found[i]);
	json_array_end(j);
	json_object_end(j);
}

static void
put_reason(struct json_writer *j, const struct sweep_options *options)
{
	char day[INSTANT_TEXT];

	json_key_string(j, "reason", receipt_reasons[options->mode]);
	if (options->mode == SWEEP_BEFORE) {
		instant_format_day(options->before, day);
		json_key_string(j, "before", day);
	}
	if (options->mode == SWEEP_LISTING)
		json_key_string(j, "listing", options->listing);
}

static void
put_summary(
    struct json_writer *j, const struct sweep_result *r, const char *state)
{
	bool ended = strcmp(state, "begun") != 0;
	const struct verification *v = &r->verification;
	struct buf summary;

	buf_init(&summary, BUF_UNLIMITED);
	sweep_summary(&summary, &r->plan);
	if (!ended)
		buf_adds(
		    &summary, " to be forgotten; not known to have ended");
	else
		buf_adds(&summary,
		    v->found_count > 0 ? " forgotten; VERIFICATION FAILED"
			: r->afterwards
			? " forgotten; verified by a later sweep, for this "
			  "one did not end"
			: v->words == 0 && v->strings == 0
			? " forgotten; nothing to verify by"
			: " forgotten; verified");
	json_key_string(j, "summary", summary.p);
	json_key_string(j, "state", state);
	buf_release(&summary);
}

static void
put_document(struct json_writer *j, const struct sweep_options *options,
    const struct sweep_result *r, const char *state)
{
	json_object(j);
	json_key_int(j, "schema_version", 1);
	put_summary(j, r, state);
	json_key_int(j, "run", r->run);
	json_key_string(j, "program", "promptlog-index " PL_VERSION);
	json_key_instant(j, "started", r->started);
	json_key_instant(j, "ended", r->ended);
	put_reason(j, options);
	put_archives(j, &r->plan);
	put_days(j, &r->plan);
	json_key(j, "counts");
	json_object(j);
	json_key_int(j, "objects", (int64_t)r->plan.objects);
	json_key_int(j, "records", (int64_t)r->plan.records);
	json_key_int(j, "users", (int64_t)r->plan.user_count);
	json_object_end(j);
	if (strcmp(state, "begun") != 0)
		receipt_verification(j, &r->verification);
	json_key_string(j, "claims", claims);
	put_objects(j, &r->plan);
	json_object_end(j);
}

enum pl_status
receipt_put(struct pl_writer *w, const struct sweep_options *options,
    struct sweep_result *result, const char *state, struct pl_error *err)
{
	int64_t second = result->started - result->started % NS_PER_SECOND;
	struct json_writer j;
	struct buf document;
	char time[INSTANT_TEXT];
	enum pl_status rc;

	instant_format(second, time);
	/* Other file systems take no colon. */
	for (char *p = time; *p != '\0'; p++)
		if (*p == ':')
			*p = '-';
	free(result->receipt);
	result->receipt =
	    xasprintf("receipts/%s-run-%" PRId64 ".json", time, result->run);
	buf_init(&document, BUF_UNLIMITED);
	json_begin(&j, &document, true);
	put_document(&j, options, result, state);
	buf_addc(&document, '\n');
	rc = pl_writer_put_receipt(
	    w, strchr(result->receipt, '/') + 1, buf_span(&document), err);
	buf_release(&document);
	return rc;
}
