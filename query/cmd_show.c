/* promptlog show: records in full, by their ids. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/output.h"
#include "base/term.h"
#include "base/where.h"
#include "query/commands.h"
#include "query/notes.h"
#include "query/overview.h"
#include "query/print_json.h"
#include "query/raw.h"
#include "query/show.h"

enum {
	OPT_INDEX = 1,
	OPT_JSON,
	OPT_RAW,
	OPT_TZ,
	OPT_COLOR,
	OPT_NO_PAGER,
};

static const struct option_def option_defs[] = {
	{ OPT_INDEX, 0, "index", "FOLDER", "look in this index", NULL },
	{ OPT_JSON, 0, "json", NULL, "print one JSON document", NULL },
	{ OPT_RAW, 0, "raw", NULL,
	    "print the record's bytes as they lie in the archive", NULL },
	{ OPT_TZ, 0, "tz", "ZONE", "zone of times: UTC, local, a name, +02:00",
	    NULL },
	{ OPT_COLOR, 0, "color", "WHEN", "colour headings",
	    "always|never|auto" },
	{ OPT_NO_PAGER, 0, "no-pager", NULL, "start no pager", NULL },
	{ 0, 0, NULL, NULL, NULL, NULL },
};

struct show {
	const char *path;
	const char *zone_name;
	const char *colour_when;
	bool json, raw, pager;
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
	incompletes_release(&s->causes);
	buf_release(&s->out);
	pl_index_close(s->index);
	if (s->zoned)
		query_zone_close(&s->zone);
}

static void
take_option(struct show *s, int id, const char *value)
{
	switch (id) {
	case OPT_INDEX:
		s->path = value;
		break;
	case OPT_JSON:
		s->json = true;
		break;
	case OPT_RAW:
		s->raw = true;
		break;
	case OPT_TZ:
		s->zone_name = value;
		break;
	case OPT_COLOR:
		s->colour_when = value;
		break;
	case OPT_NO_PAGER:
		s->pager = false;
		break;
	}
}

static enum pl_status
take_ids(struct show *s, const struct option_parser *p, struct pl_error *err)
{
	if (p->operand_count == 0)
		return pl_fail(err, PL_EUSAGE,
		    "'show' needs the id of a record, as search prints it");
	if (s->raw && p->operand_count > 1)
		return pl_fail(
		    err, PL_EUSAGE, "'--raw' takes one id at a time");
	if (s->raw && s->json)
		return pl_fail(
		    err, PL_EUSAGE, "'--raw' and '--json' exclude each other");
	s->wanted = xcalloc(p->operand_count, sizeof *s->wanted);
	s->count = p->operand_count;
	for (size_t i = 0; i < s->count; i++)
		s->wanted[i].id = p->operands[i];
	return PL_OK;
}

static int
read_options(struct show *s, int argc, char **argv, struct pl_error *err)
{
	struct option_parser p;
	int id;
	int rc;

	option_begin(&p, &cmd_show, argc, argv);
	while ((id = option_next(&p, err)) > OPTION_DONE)
		take_option(s, id, p.value);
	rc = id;
	if (rc == OPTION_DONE)
		rc = take_ids(s, &p, err);
	option_end(&p);
	return rc;
}

static enum pl_status
open_index(struct show *s, struct pl_error *err)
{
	char *path = NULL;
	enum pl_status rc;

	rc = query_zone_open(s->zone_name, &s->zone, err);
	if (rc != PL_OK)
		return rc;
	s->zoned = true;
	rc = pl_where_index(s->path, &path, err);
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
	if (rc == PL_OK && s->json) {
		show_json(&s->writer, &shown);
	} else if (rc == PL_OK) {
		if (s->printed > 0)
			buf_addc(&s->out, '\n');
		show_text(&s->out, &shown, &s->zone, s->colour);
	} else {
		incompletes_shard(&s->causes, copy->shard->file, why.text);
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

	if (s->json)
		begin_json(s);
	for (size_t i = 0; rc == PL_OK && i < s->count; i++) {
		if (s->wanted[i].count > 0)
			print_record(s, &s->wanted[i]);
		rc = output_write(&s->out, err);
	}
	if (s->json && rc == PL_OK) {
		end_json(s);
		rc = output_write(&s->out, err);
	}
	return rc;
}

/* What was not found, and what keeps that from being certain. */
static void
say_notes(const struct show *s)
{
	struct buf lines;

	buf_init(&lines, BUF_UNLIMITED);
	for (size_t i = 0; i < s->count; i++) {
		if (s->wanted[i].count > 0)
			continue;
		buf_adds(&lines, "no record has the id '");
		term_escape(&lines, span_str(s->wanted[i].id), false);
		buf_adds(&lines, "'\n");
	}
	notes_add_incomplete(&lines, s->causes.items, s->causes.count);
	output_note(&lines);
	buf_release(&lines);
}

static enum pl_status
show(struct show *s, struct pl_error *err)
{
	enum pl_status rc = open_index(s, err);

	if (rc != PL_OK)
		return rc;
	show_find(s->index, s->wanted, s->count, &s->causes);
	for (size_t i = 0; i < s->count; i++)
		s->missing += s->wanted[i].count == 0;
	if (s->missing > 0)
		incompletes_of_index(
		    &s->causes, s->index, INSTANT_NONE, INT64_MAX);
	if (s->raw)
		return PL_OK;
	s->colour = term_colour(s->colour_when, stdout);
	term_pager_begin(s->pager && !s->json);
	rc = print_records(s, err);
	if (rc == PL_OK)
		rc = output_finish(err);
	term_pager_end();
	return rc;
}

/* The exit status once everything was said. */
static int
finish(struct show *s, struct pl_error *err)
{
	int status = PL_EXIT_FOUND;

	if (s->raw && s->missing == 0) {
		enum pl_status rc =
		    raw_print(&s->wanted[0].copies[0], &status, err);
		if (rc != PL_OK)
			return rc;
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
	struct show s = {
		.zone_name = "UTC", .colour_when = "auto", .pager = true
	};
	int rc;

	buf_init(&s.out, BUF_UNLIMITED);
	rc = read_options(&s, argc, argv, err);
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
	.summary = "Show records in full, and where they come from.",
	.options = option_defs,
	.run = run_show,
};
