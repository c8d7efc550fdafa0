/* promptlog show: records in full, and conversations, by their ids. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/human.h"
#include "base/mem.h"
#include "base/output.h"
#include "base/term.h"
#include "base/where.h"
#include "query/commands.h"
#include "query/conversation/thread.h"
#include "query/notes.h"
#include "query/overview.h"
#include "query/print_json.h"
#include "query/show/raw.h"
#include "query/show/show.h"
#include "query/show/show_options.h"

struct show {
	struct show_options options;
	bool colour;
	struct query_zone zone;
	bool zoned;
	struct pl_index *index;
	struct wanted *wanted; /* owned */
	size_t count;
	size_t missing; /* ids that were not found */
	struct incompletes causes;
	struct buf out;
	struct json_writer writer;
	size_t printed;
};

static void
show_release(struct show *s)
{
	for (size_t i = 0; i < s->count; i++)
		wanted_release(&s->wanted[i]);
	free(s->wanted);
	show_options_release(&s->options);
	incompletes_release(&s->causes);
	buf_release(&s->out);
	pl_index_close(s->index);
	if (s->zoned)
		query_zone_close(&s->zone);
}

static void
take_ids(struct show *s)
{
	s->count = s->options.id_count;
	s->wanted = xcalloc(s->count + 1, sizeof *s->wanted);
	for (size_t i = 0; i < s->count; i++)
		s->wanted[i].id = s->options.ids[i];
}

static enum pl_status
open_index(struct show *s, struct pl_error *err)
{
	char *path = NULL;
	enum pl_status rc;

	rc = query_zone_open(s->options.zone, &s->zone, err);
	if (rc != PL_OK)
		return rc;
	s->zoned = true;
	rc = pl_where_index(s->options.index, &path, err);
	if (rc == PL_OK)
		rc = pl_index_open(path, &s->index, err);
	free(path);
	return rc;
}

/* A record that is damaged is left out, and its shard becomes a cause. */
static void
print_record(struct show *s, const struct wanted *w)
{
	const struct copy *copy = &w->copies[0];
	struct shown shown = { .wanted = w };
	struct pl_shard *shard = NULL;
	struct pl_error why;
	enum pl_status rc;

	rc = pl_shard_open(s->index, copy->shard, &shard, &why);
	if (rc == PL_OK)
		rc = pl_shard_row(shard, copy->rowid, &shown.row, &why);
	if (rc == PL_OK)
		rc = pl_shard_text(shard, copy->rowid, &shown.text, &why);
	if (rc == PL_OK && s->options.json) {
		show_json(&s->writer, &shown);
	} else if (rc == PL_OK) {
		if (s->printed > 0)
			buf_addc(&s->out, '\n');
		show_text(&s->out, &shown, &s->zone, s->colour);
	} else {
		incompletes_shard(&s->causes, copy->shard, &why);
	}
	s->printed += rc == PL_OK;
	pl_shard_close(shard);
}

/* The document up to its records. */
static void
begin_json(struct show *s)
{
	json_begin(&s->writer, &s->out, true);
	json_object(&s->writer);
	json_key_int(&s->writer, "schema_version", JSON_SCHEMA_VERSION);
	json_key_overview(&s->writer, s->index);
	json_key(&s->writer, "not_found");
	json_array(&s->writer);
	for (size_t i = 0; i < s->count; i++)
		if (s->wanted[i].count == 0)
			json_string(&s->writer, s->wanted[i].id);
	json_array_end(&s->writer);
	json_key(&s->writer, "records");
	json_array(&s->writer);
}

static void
end_json(struct show *s)
{
	json_array_end(&s->writer);
	json_key_incomplete(&s->writer, s->causes.items, s->causes.count);
	json_object_end(&s->writer);
	buf_addc(&s->out, '\n');
}

static enum pl_status
print_records(struct show *s, struct pl_error *err)
{
	enum pl_status rc = PL_OK;

	if (s->options.json)
		begin_json(s);
	for (size_t i = 0; rc == PL_OK && i < s->count; i++) {
		if (s->wanted[i].count > 0)
			print_record(s, &s->wanted[i]);
		rc = output_write(&s->out, err);
	}
	if (s->options.json && rc == PL_OK) {
		end_json(s);
		rc = output_write(&s->out, err);
	}
	return rc;
}

static void
add_not_found(struct buf *out, const char *what, const char *id)
{
	buf_addf(out, "%s the id '", what);
	term_escape(out, span_str(id), false);
	buf_adds(out, "'\n");
}

/* What was not found, and what keeps that from being certain. */
static void
say_notes(const struct show *s)
{
	bool sessions = false;
	struct buf lines;

	buf_init(&lines, BUF_UNLIMITED);
	if (s->options.conversation != NULL && s->missing > 0)
		add_not_found(&lines, "no conversation and no record has",
		    s->options.conversation);
	if (s->options.conversation != NULL && !s->options.json)
		notes_add_covered(&lines, s->index, &s->zone);
	for (size_t i = 0; i < s->count; i++) {
		if (s->wanted[i].count > 0)
			continue;
		add_not_found(&lines, "no record has", s->wanted[i].id);
		sessions |= conversation_is_session(span_str(s->wanted[i].id));
	}
	if (s->options.conversation == NULL && s->missing > 0 &&
	    !s->options.json)
		notes_add_covered(&lines, s->index, &s->zone);
	if (sessions)
		buf_adds(&lines,
		    "a session is printed by 'promptlog show --conversation "
		    "ID'\n");
	notes_add_incomplete(&lines, s->causes.items, s->causes.count);
	output_note(&lines);
	buf_release(&lines);
}

/* Write with colours and a pager, as far as they are wanted. */
static enum pl_status
print(struct show *s, enum pl_status (*what)(struct show *, struct pl_error *),
    struct pl_error *err)
{
	enum pl_status rc;

	s->colour = term_colour(s->options.colour, stdout);
	term_pager_begin(s->options.pager && !s->options.json);
	rc = what(s, err);
	if (rc == PL_OK)
		rc = output_finish(err);
	term_pager_end();
	return rc;
}

static enum pl_status
print_conversation(struct show *s, struct pl_error *err)
{
	const struct show_options *o = &s->options;
	struct thread_options options = { &s->zone, o->json, o->context,
		o->router, s->colour };
	bool found;
	enum pl_status rc = thread_print(s->index, span_str(o->conversation),
	    &options, &s->causes, &found, err);

	s->missing = !found;
	return rc;
}

static enum pl_status
show(struct show *s, struct pl_error *err)
{
	enum pl_status rc = open_index(s, err);

	if (rc != PL_OK)
		return rc;
	if (s->options.conversation != NULL)
		return print(s, print_conversation, err);
	take_ids(s);
	show_find(s->index, s->wanted, s->count, &s->causes);
	show_part_ids(s->index, &s->wanted, &s->count, &s->causes);
	for (size_t i = 0; i < s->count; i++)
		s->missing += s->wanted[i].count == 0;
	if (s->missing > 0)
		incompletes_of_index(
		    &s->causes, s->index, INSTANT_NONE, INT64_MAX);
	if (s->options.raw)
		return PL_OK;
	return print(s, print_records, err);
}

/* Only the first record of an id is printed raw. */
static void
note_others(const struct show *s)
{
	struct buf line;

	if (s->count < 2)
		return;
	buf_init(&line, BUF_UNLIMITED);
	human_counted(&line, s->count - 1, "other record");
	buf_adds(&line, s->count == 2 ? " has" : " have");
	buf_adds(
	    &line, " this id, with something else in it: 'promptlog show ");
	term_escape(&line, span_str(s->wanted[0].id), false);
	buf_adds(&line, "' prints all\n");
	output_note(&line);
	buf_release(&line);
}

/* The exit status once everything was said. */
static int
finish(struct show *s, struct pl_error *err)
{
	int status = PL_EXIT_FOUND;

	if (s->options.raw && s->missing == 0) {
		enum pl_status rc =
		    raw_print(&s->wanted[0].copies[0], &status, err);
		if (rc != PL_OK)
			return rc;
		note_others(s);
	}
	say_notes(s);
	if (status != PL_EXIT_FOUND)
		return status;
	if (s->causes.count > 0)
		return PL_EXIT_INCOMPLETE;
	return s->missing > 0 ? PL_EXIT_NOTHING : PL_EXIT_FOUND;
}

static int
run_show(int argc, char **argv, struct pl_error *err)
{
	struct show s = { .count = 0 };
	int rc;

	buf_init(&s.out, BUF_UNLIMITED);
	rc = show_options_read(&s.options, &cmd_show, argc, argv, err);
	if (rc == PL_OK)
		rc = show(&s, err);
	if (rc == PL_OK)
		rc = finish(&s, err);
	show_release(&s);
	return rc;
}

const struct command cmd_show = {
	.name = "show",
	.operands = "ID...",
	.summary = "Show records in full, or a conversation turn by turn.",
	.options = show_option_defs,
	.run = run_show,
};
