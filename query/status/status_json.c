/* promptlog status as JSON. */
#include "query/overview.h"
#include "query/print_json.h"
#include "query/status/status.h"

static void
add_day(struct json_writer *w, const char *name, int64_t day)
{
	char text[INSTANT_TEXT];

	instant_format_day(day, text);
	json_key_string(w, name, day == INSTANT_NONE ? NULL : text);
}

static void
put_day(struct json_writer *w, int64_t day)
{
	char text[INSTANT_TEXT];

	if (day != INSTANT_NONE)
		instant_format_day(day, text);
	json_string(w, day != INSTANT_NONE ? text : NULL);
}

static void
add_parts(struct json_writer *w, const struct pl_index *ix, int64_t archive)
{
	struct extent e = overview_extent(ix, archive);

	json_key(w, "looked_into");
	json_array(w);
	for (size_t i = 0; i < e.count; i++) {
		json_object(w);
		json_key_string(w, "scope", e.parts[i].scope);
		json_key_instant(w, "as_of", e.parts[i].ended);
		json_object_end(w);
	}
	json_array_end(w);
}

static void
add_archives(struct json_writer *w, const struct status *s)
{
	json_key(w, "archives");
	json_array(w);
	for (size_t i = 0; i < s->index->archive_count; i++) {
		const struct pl_archive *a = &s->index->archives[i];

		json_object(w);
		json_key_int(w, "id", a->id);
		json_key_string(w, "root", a->root);
		json_key_bool(w, "bundle", a->bundle);
		json_key_instant(w, "added", a->added);
		json_key_int(w, "objects", (int64_t)a->objects);
		json_key_int(w, "kept_out", (int64_t)s->kept_out[i].objects);
		json_key(w, "kept_out_before");
		put_day(w, s->kept_out[i].before);
		json_key_extent(w, s->index, a->id);
		add_parts(w, s->index, a->id);
		json_object_end(w);
	}
	json_array_end(w);
}

static void
add_days(struct json_writer *w, const struct status *s)
{
	json_key(w, "days");
	json_object(w);
	json_key_int(w, "count", (int64_t)s->days);
	add_day(w, "first", s->first_day);
	add_day(w, "last", s->last_day);
	json_key_bool(w, "undated", s->undated);
	json_object_end(w);
}

static void
add_counts(struct json_writer *w, const struct status *s)
{
	json_key(w, "objects");
	json_object(w);
	for (int i = 0; i < 3; i++)
		json_key_int(w, pl_outcome_name((enum pl_outcome)i),
		    (int64_t)s->objects[i]);
	json_object_end(w);
	json_key(w, "records");
	json_object(w);
	json_key_int(w, "total", (int64_t)s->records);
	json_key_int(w, "duplicates", (int64_t)s->duplicates);
	for (int type = 0; type < PL_TYPES; type++)
		json_key_int(w, pl_type_name((enum pl_type)type),
		    (int64_t)s->types[type]);
	json_object_end(w);
}

static void
add_users(struct json_writer *w, const struct status *s)
{
	json_key(w, "users");
	json_object(w);
	json_key_int(w, "count", (int64_t)s->user_count);
	json_key(w, "top");
	json_array(w);
	for (size_t i = 0; i < s->user_count && i < STATUS_TOP; i++) {
		json_object(w);
		json_key_string(w, "user", s->users[i].name);
		json_key_int(w, "records", (int64_t)s->users[i].records);
		json_object_end(w);
	}
	json_array_end(w);
	json_object_end(w);
}

static void
add_run(struct json_writer *w, const struct pl_run *run)
{
	json_key(w, "last_run");
	if (run == NULL) {
		json_null(w);
		return;
	}
	json_object(w);
	json_key_int(w, "id", run->id);
	json_key_string(w, "command", run->command);
	json_key_instant(w, "started", run->started);
	json_key_instant(w, "ended", run->ended);
	json_key_string(w, "state", pl_run_state_name(run->state));
	json_key_text(w, "reason", span_str(run->reason));
	json_key_int(w, "pid", run->pid);
	json_key_string(w, "host", run->host);
	json_key_string(w, "program", run->program);
	json_key(w, "counts");
	if (run->counts[0] != '\0')
		json_raw(w, span_str(run->counts));
	else
		json_null(w);
	json_object_end(w);
}

static void
add_notes(struct json_writer *w, const struct status *s)
{
	json_key(w, "notes");
	json_object(w);
	for (int kind = 0; kind < STATUS_NOTES; kind++) {
		json_key(w, pl_note_name((enum pl_note_kind)kind));
		json_object(w);
		json_key_int(w, "count", (int64_t)s->notes[kind]);
		json_key_int(w, "accepted", (int64_t)s->accepted[kind]);
		json_object_end(w);
	}
	json_object_end(w);
}

static void
add_causes(struct json_writer *w, const struct incompletes *causes)
{
	json_key(w, "problems");
	json_array(w);
	for (size_t i = 0; i < causes->count; i++) {
		json_object(w);
		json_key_string(w, "kind", causes->items[i].kind);
		json_key_string(w, "subject", causes->items[i].subject);
		json_key_string(w, "reason", causes->items[i].reason);
		json_object_end(w);
	}
	json_array_end(w);
}

void
status_json(struct json_writer *w, const struct status *s)
{
	struct covered covered = overview_covered(s->index);

	json_key_int(w, "schema_version", JSON_SCHEMA_VERSION);
	json_key_string(w, "index", s->index->path);
	json_key_string(w, "id", s->index->id);
	json_key_instant(w, "created", s->index->created);
	json_key_instant(w, "as_of", overview_as_of(s->index));
	json_key(w, "covered");
	json_object(w);
	json_key_instant(w, "from", covered.from);
	json_key_instant(w, "to", covered.to);
	json_object_end(w);
	add_archives(w, s);
	add_days(w, s);
	add_counts(w, s);
	add_users(w, s);
	json_key_int(w, "bytes", (int64_t)s->bytes);
	add_run(w, overview_last_run(s->index));
	add_notes(w, s);
	pl_holds_json(w, s->index->holds, s->index->hold_count);
	json_key_bool(w, "complete", status_complete(s));
	forgottens_json(w, &s->forgotten);
	add_causes(w, &s->causes);
}
