/* promptlog status --rejected: each object that is not wholly in the index, or
 * no longer in the archive, and why. */
#include "base/human.h"
#include "base/term.h"
#include "query/overview.h"
#include "query/print_json.h"
#include "query/status/status.h"

static const enum pl_note_kind order[STATUS_NOTES] = { PL_NOTE_REJECTED,
	PL_NOTE_PARTLY, PL_NOTE_UNREADABLE, PL_NOTE_VANISHED };

static void
add_accepted(
    struct buf *out, const struct status *s, const struct pl_note *note)
{
	char when[QUERY_ZONE_TEXT];

	if (!note->accepted)
		return;
	query_zone_format(s->zone, note->accept_time, when);
	buf_addf(out, "    accepted %s", when);
	if (note->accept_reason != NULL && note->accept_reason[0] != '\0') {
		buf_adds(out, ": ");
		term_escape(out, span_str(note->accept_reason), false);
	}
	buf_addc(out, '\n');
}

static void
add_note(struct buf *out, const struct status *s, const struct pl_note *note)
{
	const struct pl_archive *archive =
	    overview_archive(s->index, note->archive);

	buf_adds(out, "  ");
	if (s->index->archive_count > 1 && archive != NULL) {
		term_escape(out, span_str(archive->root), false);
		buf_adds(out, ": ");
	}
	if (note->key[0] != '\0')
		term_escape(out, span_str(note->key), false);
	else
		buf_adds(out, "the archive as a whole");
	buf_addc(out, '\n');
	if (note->reason != NULL && note->reason[0] != '\0') {
		buf_adds(out, "    ");
		term_escape(out, span_str(note->reason), false);
		buf_addc(out, '\n');
	}
	add_accepted(out, s, note);
}

void
status_rejected_text(struct buf *out, const struct status *s)
{
	bool any = false;

	for (int i = 0; i < STATUS_NOTES; i++) {
		if (s->notes[order[i]] == 0)
			continue;
		if (any)
			buf_addc(out, '\n');
		any = true;
		buf_addf(out, "%s, ", pl_note_name(order[i]));
		human_count(out, s->notes[order[i]]);
		buf_adds(out, ":\n");
		for (size_t j = 0; j < s->index->note_count; j++)
			if (s->index->notes[j].kind == order[i])
				add_note(out, s, &s->index->notes[j]);
	}
	if (!any)
		buf_adds(
		    out, "every object is in the index, and in its archive\n");
}

void
status_rejected_json(struct json_writer *w, const struct status *s)
{
	json_key(w, "rejected");
	json_array(w);
	for (size_t i = 0; i < s->index->note_count; i++) {
		const struct pl_note *n = &s->index->notes[i];

		json_object(w);
		json_key_string(w, "kind", pl_note_name(n->kind));
		json_key_int(w, "archive", n->archive);
		json_key_string(w, "object", n->key);
		json_key_text(w, "reason", span_str(n->reason));
		json_key_instant(w, "since", n->since);
		json_key_bool(w, "accepted", n->accepted);
		json_key_text(w, "accept_reason",
		    n->accepted ? span_str(n->accept_reason)
				: span_of(NULL, 0));
		json_key_instant(w, "accept_time",
		    n->accepted ? n->accept_time : INSTANT_NONE);
		json_object_end(w);
	}
	json_array_end(w);
}
