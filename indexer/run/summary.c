#include "indexer/run/summary.h"

#include "base/human.h"

void
summary_add(struct summary *to, const struct summary *from)
{
	to->indexed += from->indexed;
	to->partly += from->partly;
	to->unchanged += from->unchanged;
	to->rejected += from->rejected;
	for (int i = 0; i < SOURCE_PASSED; i++)
		to->passed[i] += from->passed[i];
	to->replaced += from->replaced;
	to->held_back += from->held_back;
	to->vanished += from->vanished;
	to->folders += from->folders;
	to->lost += from->lost;
	to->records += from->records;
	to->bytes += from->bytes;
	to->days += from->days;
}

uint64_t
summary_passed(const struct summary *s)
{
	uint64_t passed = 0;

	for (int i = 0; i < SOURCE_PASSED; i++)
		passed += s->passed[i];
	return passed;
}

uint64_t
summary_seen(const struct summary *s)
{
	return s->indexed + s->partly + s->unchanged + s->rejected +
	    summary_passed(s);
}

uint64_t
summary_open_notes(const struct summary *s)
{
	return s->notes.open[PL_NOTE_PARTLY] +
	    s->notes.open[PL_NOTE_REJECTED] +
	    s->notes.open[PL_NOTE_UNREADABLE];
}

static void
add_passed(struct buf *out, const struct summary *s)
{
	const char *before = " (";

	for (int i = 0; i < SOURCE_PASSED; i++) {
		if (s->passed[i] == 0)
			continue;
		buf_addf(out, "%s%s ", before,
		    source_passed_name((enum source_passed)i));
		human_count(out, s->passed[i]);
		before = ", ";
	}
	if (summary_passed(s) > 0)
		buf_addc(out, ')');
}

/* How it adds up. */
static void
add_objects(struct buf *out, const struct summary *s)
{
	human_counted(out, summary_seen(s), "object");
	buf_adds(out, " seen: ");
	human_count(out, s->indexed);
	buf_adds(out, " indexed, ");
	human_count(out, s->partly);
	buf_adds(out, " partly, ");
	human_count(out, s->unchanged);
	buf_adds(out, " unchanged, ");
	human_count(out, summary_passed(s));
	buf_adds(out, " passed over");
	add_passed(out, s);
	buf_adds(out, ", ");
	human_count(out, s->rejected);
	buf_adds(out, " rejected\n");
}

static void
add_work(struct buf *out, const struct summary *s)
{
	int64_t time = s->ended - s->started;

	human_counted(out, s->records, "record");
	buf_adds(out, " added in ");
	human_counted(out, s->days, "day");
	buf_adds(out, ", ");
	human_bytes(out, s->bytes);
	buf_adds(out, " read in ");
	if (time < NS_PER_SECOND)
		buf_addf(out, "%d ms\n", (int)(time / (NS_PER_SECOND / 1000)));
	else
		buf_addf(
		    out, "%.1f s\n", (double)time / (double)NS_PER_SECOND);
}

static void
add_replaced(struct buf *out, const struct summary *s)
{
	if (s->replaced > 0) {
		buf_adds(out, "replaced: ");
		human_counted(out, s->replaced, "object");
		buf_addf(out,
		    " changed in the archive; what %s said before is no "
		    "longer in the index\n",
		    s->replaced == 1 ? "it" : "they");
	}
	if (s->held_back > 0) {
		buf_adds(out, "held: ");
		human_counted(out, s->held_back, "object");
		buf_addf(out,
		    " changed in the archive, and %s not taken in: a hold "
		    "keeps what %s said before\n",
		    s->held_back == 1 ? "was" : "were",
		    s->held_back == 1 ? "it" : "they");
	}
}

void
summary_text(struct buf *out, const struct summary *s)
{
	uint64_t open = summary_open_notes(s);

	add_objects(out, s);
	add_work(out, s);
	if (s->notes.open[PL_NOTE_VANISHED] == 0) {
		human_count(out, s->vanished);
		buf_adds(out, " vanished from the archive, ");
	}
	human_counted(out, s->duplicates, "duplicate");
	buf_adds(out, " in the index\n");
	if (s->folders > 0) {
		human_counted(out, s->folders, "place");
		buf_adds(out,
		    " could not be looked into: what lies there is unknown\n");
	}
	if (s->passed[SOURCE_BUNDLE] > 0)
		buf_adds(out,
		    "bundles within an archive are passed over: to have one "
		    "read, name it as an archive of its own\n");
	if (s->notes.open[PL_NOTE_VANISHED] > 0) {
		buf_adds(out, "vanished: ");
		human_counted(out, s->notes.open[PL_NOTE_VANISHED], "object");
		buf_addf(out,
		    " of the index %s no longer in the archive; what was said "
		    "is still found, and searches over that time say that "
		    "they are incomplete\n",
		    s->notes.open[PL_NOTE_VANISHED] == 1 ? "is" : "are");
	}
	add_replaced(out, s);
	if (s->lost > 0) {
		buf_adds(out, "lost: ");
		human_counted(out, s->lost, "object");
		buf_adds(out,
		    " of damaged shards, which no archive holds any "
		    "more\n");
	}
	if (open > 0) {
		buf_adds(out, "incomplete: ");
		human_counted(out, open, "object");
		buf_addf(out,
		    " %s partly indexed, rejected or unreadable; 'promptlog "
		    "status --rejected' lists them, 'promptlog-index accept' "
		    "records that they were seen\n",
		    open == 1 ? "is" : "are");
	}
}

void
summary_json(struct json_writer *w, const struct summary *s)
{
	json_key_int(w, "seen", (int64_t)summary_seen(s));
	json_key_int(w, "indexed", (int64_t)s->indexed);
	json_key_int(w, "partly", (int64_t)s->partly);
	json_key_int(w, "unchanged", (int64_t)s->unchanged);
	json_key_int(w, "passed_over", (int64_t)summary_passed(s));
	json_key_int(w, "rejected", (int64_t)s->rejected);
	json_key(w, "passed_over_by");
	json_object(w);
	for (int i = 0; i < SOURCE_PASSED; i++)
		json_key_int(w, source_passed_name((enum source_passed)i),
		    (int64_t)s->passed[i]);
	json_object_end(w);
	json_key_int(w, "replaced", (int64_t)s->replaced);
	json_key_int(w, "held_back", (int64_t)s->held_back);
	json_key_int(w, "vanished", (int64_t)s->vanished);
	json_key_int(w, "lost", (int64_t)s->lost);
	json_key_int(w, "duplicates", (int64_t)s->duplicates);
	json_key_int(w, "unreadable_folders", (int64_t)s->folders);
	json_key_int(w, "records", (int64_t)s->records);
	json_key_int(w, "bytes", (int64_t)s->bytes);
	json_key_int(w, "days", (int64_t)s->days);
	json_key_int(w, "not_accepted", (int64_t)summary_open_notes(s));
	json_key_instant(w, "started", s->started);
	json_key_instant(w, "ended", s->ended);
}
