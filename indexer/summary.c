#include "indexer/summary.h"

#include <inttypes.h>
#include <stdio.h>

void
summary_add(struct summary *to, const struct summary *from)
{
	to->indexed += from->indexed;
	to->partly += from->partly;
	to->unchanged += from->unchanged;
	to->rejected += from->rejected;
	for (int i = 0; i < SOURCE_PASSED; i++)
		to->passed[i] += from->passed[i];
	to->vanished += from->vanished;
	to->folders += from->folders;
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

/* "12,345" */
static void
add_number(struct buf *out, uint64_t value)
{
	char digits[24];
	int n = snprintf(digits, sizeof digits, "%" PRIu64, value);

	for (int i = 0; i < n; i++) {
		if (i > 0 && (n - i) % 3 == 0)
			buf_addc(out, ',');
		buf_addc(out, digits[i]);
	}
}

static void
add_count(
    struct buf *out, const char *before, uint64_t value, const char *after)
{
	buf_adds(out, before);
	add_number(out, value);
	buf_adds(out, after);
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
		add_number(out, s->passed[i]);
		before = ", ";
	}
	if (summary_passed(s) > 0)
		buf_addc(out, ')');
}

void
summary_text(struct buf *out, const struct summary *s)
{
	double seconds =
	    (double)(s->ended - s->started) / (double)NS_PER_SECOND;

	add_count(out, "", summary_seen(s), " objects seen: ");
	add_count(out, "", s->indexed, " indexed, ");
	add_count(out, "", s->partly, " partly, ");
	add_count(out, "", s->unchanged, " unchanged, ");
	add_count(out, "", summary_passed(s), " passed over");
	add_passed(out, s);
	add_count(out, ", ", s->rejected, " rejected\n");
	add_count(out, "", s->records, " records added in ");
	add_count(out, "", s->days, " days");
	buf_addf(out, ", %.1f MB read in %.1f s\n", (double)s->bytes / 1e6,
	    seconds);
	add_count(out, "", s->vanished, " vanished from the archive, ");
	add_count(out, "", s->duplicates, " duplicates in the index\n");
	if (s->folders > 0)
		add_count(out, "", s->folders,
		    " folders could not be read: what lies there is "
		    "unknown\n");
	if (summary_open_notes(s) > 0)
		add_count(out, "incomplete: ", summary_open_notes(s),
		    " objects are partly indexed, rejected or unreadable; "
		    "'promptlog status --rejected' lists them, "
		    "'promptlog-index accept' records that they were seen\n");
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
	json_key_int(w, "vanished", (int64_t)s->vanished);
	json_key_int(w, "duplicates", (int64_t)s->duplicates);
	json_key_int(w, "unreadable_folders", (int64_t)s->folders);
	json_key_int(w, "records", (int64_t)s->records);
	json_key_int(w, "bytes", (int64_t)s->bytes);
	json_key_int(w, "days", (int64_t)s->days);
	json_key_int(w, "not_accepted", (int64_t)summary_open_notes(s));
	json_key_instant(w, "started", s->started);
	json_key_instant(w, "ended", s->ended);
}
