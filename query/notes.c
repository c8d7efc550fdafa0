#include "query/notes.h"

#include "base/human.h"
#include "base/term.h"
#include "query/answer/incomplete.h"
#include "query/overview.h"

void
notes_add_cause(
    struct buf *out, const char *word, const struct incomplete *cause)
{
	buf_addf(out, "%s: %s: ", word, cause->kind);
	term_escape(out, span_str(cause->subject), false);
	if (cause->reason[0] != '\0') {
		buf_adds(out, ": ");
		term_escape(out, span_str(cause->reason), false);
	}
	buf_addc(out, '\n');
}

void
notes_add_incomplete(
    struct buf *out, const struct incomplete *list, size_t count)
{
	struct incompletes sums = { 0 };
	bool vanished = false;
	size_t named;

	incompletes_sum(&sums, list, count);
	named = sums.count < NOTES_INCOMPLETE_MOST ? sums.count
						   : NOTES_INCOMPLETE_MOST;
	for (size_t i = 0; i < named; i++) {
		notes_add_cause(out, "incomplete", &sums.items[i]);
		vanished |= strcmp(sums.items[i].kind,
				pl_note_name(PL_NOTE_VANISHED)) == 0;
	}
	if (sums.count > named) {
		buf_adds(out, "incomplete: and ");
		human_count(out, sums.count - named);
		buf_adds(out,
		    " more; 'promptlog status --rejected' lists"
		    " them\n");
	}
	if (vanished)
		buf_adds(out,
		    "incomplete: 'promptlog-index sweep' forgets what has "
		    "vanished, 'promptlog-index accept' records that it was "
		    "seen\n");
	incompletes_release(&sums);
}

void
notes_add_total(struct buf *out, const struct answer *a)
{
	const char *noun = a->conversations ? "conversation" : "hit";

	if (!a->exact) {
		human_counted(out, a->shown, noun);
		buf_adds(out, ", more were not counted\n");
		return;
	}
	if (a->shown < a->total) {
		human_count(out, a->shown);
		buf_adds(out, " of ");
	}
	human_counted(out, a->total, noun);
	if (a->conversations) {
		buf_adds(out, " with ");
		human_counted(out, a->hits, "hit");
	}
	buf_addc(out, '\n');
	if (a->groups_shown < a->groups) {
		human_count(out, a->groups_shown);
		buf_adds(out, " of ");
		human_counted(out, a->groups, "group");
		buf_addc(out, '\n');
	}
	notes_add_copies(
	    out, a->duplicates, a->conversations ? "" : NOTES_COPIES_LISTED);
}

void
notes_add_copies(struct buf *out, uint64_t copies, const char *hint)
{
	if (copies == 0)
		return;
	human_count(out, copies);
	buf_addf(
	    out, " %s left out%s\n", copies == 1 ? "copy" : "copies", hint);
}

void
notes_add_extent(struct buf *out, const struct pl_index *ix,
    const struct pl_archive *archive, const struct query_zone *zone)
{
	struct extent e = overview_extent(ix, archive->id);
	bool late = e.as_of < overview_as_of(ix);
	char text[QUERY_ZONE_TEXT];

	/* A bundle is what it was. */
	if (e.count == 0 || (e.whole && (!late || archive->bundle)))
		return;
	buf_adds(out, e.whole ? "all of it" : "only ");
	if (!e.whole)
		term_escape(out, span_str(e.parts[0].scope), false);
	if (!e.whole && e.count > 1) {
		buf_adds(out, " and ");
		human_counted(out, e.count - 1, "other part");
	}
	if (late) {
		query_zone_format(zone, e.as_of, text);
		buf_addf(out, " as of %s", text);
	}
}

/* So many archives are named beside an answer. */
#define NOTES_EXTENTS_MOST 5

static void
add_extents(
    struct buf *out, const struct pl_index *ix, const struct query_zone *zone)
{
	size_t count = 0;
	struct buf extent;

	buf_init(&extent, BUF_UNLIMITED);
	for (size_t i = 0; i < ix->archive_count; i++) {
		buf_clear(&extent);
		notes_add_extent(&extent, ix, &ix->archives[i], zone);
		if (extent.n == 0 || ++count > NOTES_EXTENTS_MOST)
			continue;
		buf_adds(out, "of '");
		term_escape(out, span_str(ix->archives[i].root), false);
		buf_adds(out, "': ");
		buf_addspan(out, buf_span(&extent));
		buf_addc(out, '\n');
	}
	if (count > NOTES_EXTENTS_MOST) {
		buf_adds(out, "and so of ");
		human_counted(
		    out, count - NOTES_EXTENTS_MOST, "other archive");
		buf_adds(out, ": 'promptlog status' tells of which\n");
	}
	buf_release(&extent);
}

void
notes_add_covered(
    struct buf *out, const struct pl_index *ix, const struct query_zone *zone)
{
	struct covered covered = overview_covered(ix);
	int64_t as_of = overview_as_of(ix);
	char text[QUERY_ZONE_TEXT];

	if (as_of == INSTANT_NONE) {
		buf_adds(out, "no run has ended yet");
	} else {
		query_zone_format(zone, as_of, text);
		buf_addf(out, "as of %s", text);
	}
	if (covered.from == INSTANT_NONE) {
		buf_adds(out, ", no record with a time\n");
	} else {
		query_zone_format(zone, covered.from, text);
		buf_addf(out, ", records from %s", text);
		query_zone_format(zone, covered.to, text);
		buf_addf(out, " to %s\n", text);
	}
	add_extents(out, ix, zone);
}
