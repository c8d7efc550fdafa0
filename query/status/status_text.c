/* promptlog status for people. */
#include "base/human.h"
#include "base/term.h"
#include "query/notes.h"
#include "query/overview.h"
#include "query/status/status.h"

#define LABEL "%-10s"
#define INNER "            "

/* Objects and notes are listed as "3 partly, 1 rejected". */
static void
add_part(struct buf *out, bool *any, uint64_t count, const char *name)
{
	if (count == 0)
		return;
	buf_adds(out, *any ? ", " : ": ");
	human_count(out, count);
	buf_addf(out, " %s", name);
	*any = true;
}

static void
add_line(struct buf *out, const char *label, const char *text)
{
	buf_addf(out, LABEL "  ", label);
	term_escape(out, span_str(text), false);
	buf_addc(out, '\n');
}

static void
add_instant(struct buf *out, const struct status *s, int64_t instant)
{
	char text[QUERY_ZONE_TEXT];

	query_zone_format(s->zone, instant, text);
	buf_adds(out, text);
}

/* What a sweep forgot for good though the archive may still have it. */
static void
add_kept_out(struct buf *out, const struct status_kept_out *k)
{
	char day[INSTANT_TEXT];

	if (k->objects == 0 && k->before == INSTANT_NONE)
		return;
	buf_adds(out, INNER "   kept out by sweeps: ");
	if (k->objects > 0)
		human_counted(out, k->objects, "object");
	if (k->before != INSTANT_NONE) {
		instant_format_day(k->before, day);
		buf_addf(
		    out, "%sall before %s", k->objects ? ", and " : "", day);
	}
	buf_addc(out, '\n');
}

static void
add_extent(
    struct buf *out, const struct status *s, const struct pl_archive *archive)
{
	struct buf extent;

	buf_init(&extent, BUF_UNLIMITED);
	notes_add_extent(&extent, s->index, archive, s->zone);
	if (extent.n > 0)
		buf_addf(out, INNER "   %s\n", extent.p);
	buf_release(&extent);
}

static void
add_archives(struct buf *out, const struct status *s)
{
	const struct pl_index *ix = s->index;

	buf_addf(out, LABEL "  %zu\n", "archives", ix->archive_count);
	for (size_t i = 0; i < ix->archive_count; i++) {
		buf_addf(out, INNER "%lld: ", (long long)ix->archives[i].id);
		term_escape(out, span_str(ix->archives[i].root), false);
		buf_adds(out, ", ");
		human_counted(out, ix->archives[i].objects, "object");
		buf_addc(out, '\n');
		add_extent(out, s, &ix->archives[i]);
		add_kept_out(out, &s->kept_out[i]);
	}
}

static void
add_days(struct buf *out, const struct status *s)
{
	char day[INSTANT_TEXT];

	buf_addf(out, LABEL "  ", "days");
	human_count(out, s->days);
	if (s->days > 0) {
		instant_format_day(s->first_day, day);
		buf_addf(out, ", from %s", day);
		instant_format_day(s->last_day, day);
		buf_addf(out, " to %s", day);
	}
	if (s->undated)
		buf_adds(out, ", and objects of no day");
	buf_addc(out, '\n');
}

static void
add_objects(struct buf *out, const struct status *s)
{
	bool any = false;

	buf_addf(out, LABEL "  ", "objects");
	human_count(out, s->objects[0] + s->objects[1] + s->objects[2]);
	for (int i = 0; i < 3; i++)
		add_part(out, &any, s->objects[i],
		    pl_outcome_name((enum pl_outcome)i));
	buf_addc(out, '\n');
}

static void
add_records(struct buf *out, const struct status *s)
{
	bool any = false;

	buf_addf(out, LABEL "  ", "records");
	human_count(out, s->records);
	for (int type = PL_TYPE_CHAT; type < PL_TYPES; type++)
		add_part(out, &any, s->types[type],
		    pl_type_name((enum pl_type)type));
	add_part(out, &any, s->types[PL_TYPE_UNKNOWN],
	    pl_type_name(PL_TYPE_UNKNOWN));
	add_part(
	    out, &any, s->duplicates, s->duplicates == 1 ? "copy" : "copies");
	buf_addc(out, '\n');
}

static void
add_covered(struct buf *out, const struct status *s)
{
	struct covered covered = overview_covered(s->index);

	if (covered.to == INSTANT_NONE)
		return;
	buf_addf(out, LABEL "  ", "covered");
	add_instant(out, s, covered.from);
	buf_adds(out, " to ");
	add_instant(out, s, covered.to);
	buf_addc(out, '\n');
}

static void
add_users(struct buf *out, const struct status *s)
{
	size_t named = s->user_count < STATUS_TOP ? s->user_count : STATUS_TOP;

	buf_addf(out, LABEL "  ", "users");
	human_count(out, s->user_count);
	buf_addc(out, '\n');
	for (size_t i = 0; i < named; i++) {
		buf_adds(out, INNER);
		term_escape(out, span_str(s->users[i].name), false);
		buf_adds(out, ", ");
		human_counted(out, s->users[i].records, "record");
		buf_addc(out, '\n');
	}
	if (s->user_count > named) {
		buf_adds(out, INNER "and ");
		human_count(out, s->user_count - named);
		buf_adds(out, " more; --users lists them\n");
	}
}

static void
add_run(struct buf *out, const struct status *s)
{
	const struct pl_run *run = overview_last_run(s->index);

	buf_addf(out, LABEL "  ", "last run");
	if (run == NULL) {
		buf_adds(out, "none\n");
		return;
	}
	buf_addf(out, "%s, started ", run->command);
	add_instant(out, s, run->started);
	if (run->state == PL_RUN_OPEN) {
		buf_adds(out,
		    run->running ? ", at work now\n"
				 : ", did not end: it was killed\n");
		return;
	}
	buf_addf(out, ", %s ", pl_run_state_name(run->state));
	add_instant(out, s, run->ended);
	if (run->reason[0] != '\0') {
		buf_adds(out, ": ");
		term_escape(out, span_str(run->reason), false);
	}
	buf_addc(out, '\n');
}

static void
add_notes(struct buf *out, const struct status *s)
{
	bool any = false;

	for (int kind = 0; kind < STATUS_NOTES; kind++) {
		if (s->notes[kind] == 0)
			continue;
		if (!any)
			buf_addf(out, LABEL "  ", "not whole");
		else
			buf_adds(out, ", ");
		human_count(out, s->notes[kind]);
		buf_addf(out, " %s", pl_note_name((enum pl_note_kind)kind));
		if (s->accepted[kind] > 0) {
			buf_adds(out, " (");
			human_count(out, s->accepted[kind]);
			buf_adds(out, " accepted)");
		}
		any = true;
	}
	if (any)
		buf_adds(out, "; --rejected lists them\n");
}

static void
add_holds(struct buf *out, const struct status *s)
{
	for (size_t i = 0; i < s->index->hold_count; i++) {
		if (i == 0)
			buf_addf(out, LABEL "  ", "held");
		else
			buf_adds(out, INNER);
		pl_holds_text(out, &s->index->holds[i], 1);
	}
}

static void
add_forgotten(struct buf *out, const struct status *s)
{
	uint64_t records = 0;

	if (s->forgotten.count == 0)
		return;
	for (size_t i = 0; i < s->forgotten.count; i++)
		records += s->forgotten.sweeps[i].records;
	buf_addf(out, LABEL "  ", "forgotten");
	human_counted(out, records, "record");
	buf_adds(out, " by ");
	human_counted(out, s->forgotten.count, "sweep");
	buf_adds(out, "; --receipts lists them\n");
}

void
status_text(struct buf *out, const struct status *s)
{
	add_line(out, "index", s->index->path);
	add_line(out, "id", s->index->id);
	buf_addf(out, LABEL "  ", "created");
	add_instant(out, s, s->index->created);
	buf_addc(out, '\n');
	add_archives(out, s);
	add_objects(out, s);
	add_records(out, s);
	add_days(out, s);
	add_covered(out, s);
	add_users(out, s);
	buf_addf(out, LABEL "  ", "size");
	human_bytes(out, s->bytes);
	buf_addc(out, '\n');
	add_run(out, s);
	add_notes(out, s);
	add_holds(out, s);
	add_forgotten(out, s);
	add_line(out, "complete", status_complete(s) ? "yes" : "no");
}
