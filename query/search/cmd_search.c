/* promptlog search: a query held against the index, and its hits printed. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/output.h"
#include "base/term.h"
#include "base/where.h"
#include "query/commands.h"
#include "query/notes.h"
#include "query/search/search.h"

static void
search_init(struct search *s)
{
	*s = (struct search){ .zoned = false };
	buf_init(&s->understood, BUF_UNLIMITED);
	buf_init(&s->explain, BUF_UNLIMITED);
	print_init(&s->print);
}

static void
search_release(struct search *s)
{
	count_by_release(&s->counts);
	print_release(&s->print);
	buf_release(&s->explain);
	buf_release(&s->understood);
	listing_release(&s->listing);
	incompletes_release(&s->causes);
	conversations_close(s->conversations);
	pl_hits_close(s->hits);
	node_free(s->tree);
	pl_index_close(s->index);
	if (s->zoned)
		query_zone_close(&s->zone);
	search_options_release(&s->options);
}

static enum pl_status
open_index(struct search *s, struct pl_error *err)
{
	char *path;
	enum pl_status rc = pl_where_index(s->options.index, &path, err);

	if (rc == PL_OK)
		rc = pl_index_open(path, &s->index, err);
	free(path);
	return rc;
}

static enum pl_status
parse(struct search *s, struct pl_error *err)
{
	struct query_clock clock = { instant_now(), s->options.zone };
	enum pl_status rc;

	rc = query_zone_open(s->options.zone, &s->zone, err);
	if (rc != PL_OK)
		return rc;
	s->zoned = true;
	rc = query_parse(buf_span(&s->options.query), &clock, &s->tree, err);
	if (rc == PL_OK)
		query_print(&s->understood, s->tree);
	return rc;
}

/* On a terminal: say how the query was understood, before the pager. */
static void
say_understood(const struct search *s)
{
	struct buf line;

	/* A query from a file may be a secret: it is not for the screen. */
	if (s->options.printer != &print_text || s->options.from_file ||
	    !isatty(STDERR_FILENO))
		return;
	buf_init(&line, BUF_UNLIMITED);
	buf_adds(&line, "query: ");
	if (s->tree->kind == NODE_ALL)
		buf_adds(&line, "every record");
	else
		term_escape(&line, buf_span(&s->understood), false);
	buf_addc(&line, '\n');
	output_note(&line);
	buf_release(&line);
}

uint64_t
search_count_shown(const struct search_options *o, uint64_t total)
{
	uint64_t left = total > o->offset ? total - o->offset : 0;

	return o->limit > 0 && left > o->limit ? o->limit : left;
}

static void
take_causes(struct search *s, const struct incomplete *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		incompletes_take(&s->causes, &list[i]);
}

void
search_note_incomplete(struct search *s)
{
	struct answer *a = &s->answer;
	size_t count;

	a->incomplete = pl_hits_incomplete(s->hits, &a->incomplete_count);
	if (s->conversations == NULL)
		return;
	conversations_incomplete(s->conversations, &count);
	if (count == 0)
		return;
	incompletes_release(&s->causes);
	take_causes(s, a->incomplete, a->incomplete_count);
	take_causes(
	    s, conversations_incomplete(s->conversations, &count), count);
	a->incomplete = s->causes.items;
	a->incomplete_count = s->causes.count;
}

/* What is known before the first hit is printed. */
static enum pl_status
describe(struct search *s, struct pl_error *err)
{
	struct answer *a = &s->answer;
	enum pl_status rc;

	rc = pl_hits_total(s->hits, &a->total, &a->exact, err);
	if (rc == PL_OK && s->options.explain)
		rc = pl_hits_explain(s->hits, &s->explain, err);
	if (rc != PL_OK)
		return rc;
	a->query = buf_span(&s->options.query);
	a->understood = buf_span(&s->understood);
	a->index = s->index;
	a->shown = search_count_shown(&s->options, a->total);
	a->duplicates = pl_hits_duplicates(s->hits);
	a->forgotten = pl_hits_forgotten(s->hits);
	a->explain = buf_span(&s->explain);
	search_note_incomplete(s);
	return s->options.conversations ? search_list_conversations(s, err)
					: PL_OK;
}

static void
begin_print(struct search *s)
{
	struct print *p = &s->print;

	p->terminal = isatty(STDOUT_FILENO) != 0;
	term_pager_begin(
	    s->options.pager && s->options.printer == &print_text);
	p->zone = &s->zone;
	p->full = s->options.full;
	p->colour = term_colour(s->options.colour, stdout);
	p->width = (size_t)term_width(stdout);
}

enum pl_status
search_read_text(struct search *s, struct full_hit *full,
    struct pl_record *record, struct pl_error *err)
{
	full->record = record;
	return pl_hits_text(s->hits, record, &full->spans, &full->span_count,
	    SNIPPET_MARKS, err);
}

static enum pl_status
print_hits(struct search *s, struct pl_error *err)
{
	const struct printer *printer = s->options.printer;
	struct pl_record record;
	struct hit hit;
	struct full_hit full = { .hit = &hit };
	enum pl_status rc;

	printer->begin(&s->print, &s->answer);
	rc = pl_hits_skip(s->hits, s->options.offset, err);
	uint64_t shown = 0;
	while (rc == PL_OK && shown < s->answer.shown) {
		rc = pl_hits_next(s->hits, &hit, err);
		if (rc == PL_OK)
			rc = search_read_text(s, &full, &record, err);
		if (rc == PL_OK) {
			printer->hit(&s->print, &full);
			rc = output_write(&s->print.out, err);
			shown++;
		}
	}
	if (rc < 0)
		return rc;
	s->answer.shown = shown;
	search_note_incomplete(s);
	printer->end(&s->print, &s->answer);
	return output_write(&s->print.out, err);
}

static enum pl_status
print_groups(struct search *s, struct pl_error *err)
{
	const struct search_options *o = &s->options;
	struct grouping g;
	struct hit hit;
	uint64_t skip, counted = 0;
	enum pl_status rc;

	count_by_init(&s->counts, o->by, &s->zone);
	for (; (rc = pl_hits_next(s->hits, &hit, err)) == PL_OK; counted++)
		count_by_add(&s->counts, &hit.row);
	if (rc < 0)
		return rc;
	/* Hits that turned out to be damaged are in no group. */
	s->answer.total = counted;
	search_note_incomplete(s);
	g = count_by_groups(&s->counts);
	g.total = g.count;
	skip = o->offset < g.count ? o->offset : g.count;
	g.groups += skip;
	g.count = (size_t)search_count_shown(o, g.count);
	s->answer.shown = s->answer.total;
	s->answer.groups = g.total;
	s->answer.groups_shown = g.count;
	o->printer->groups(&s->print, &s->answer, &g);
	return output_write(&s->print.out, err);
}

static enum pl_status
print_answer(struct search *s, struct pl_error *err)
{
	const struct search_options *o = &s->options;
	struct buf *out = &s->print.out;

	if (o->explain && o->printer != &print_json) {
		term_escape(out, buf_span(&s->explain), true);
		return output_write(out, err);
	}
	if (o->count) {
		o->printer->count(&s->print, &s->answer);
		return output_write(out, err);
	}
	if (o->by != COUNT_FIELDS)
		return print_groups(s, err);
	if (o->conversations)
		return search_print_conversations(s, err);
	return o->around ? search_print_excerpts(s, err) : print_hits(s, err);
}

static void
say_notes(const struct search *s)
{
	const struct search_options *o = &s->options;
	bool bare = o->count || o->explain || o->printer == &print_json;
	struct buf lines;

	buf_init(&lines, BUF_UNLIMITED);
	if (!bare)
		notes_add_total(&lines, &s->answer);
	else if (o->count && !o->explain && o->printer != &print_json)
		notes_add_copies(
		    &lines, s->answer.duplicates, NOTES_COPIES_LISTED);
	if (!o->explain && o->printer != &print_json)
		notes_add_covered(&lines, s->index, &s->zone);
	forgottens_text(&lines, s->answer.forgotten);
	notes_add_incomplete(
	    &lines, s->answer.incomplete, s->answer.incomplete_count);
	output_note(&lines);
	buf_release(&lines);
}

static enum pl_status
search(struct search *s, struct pl_error *err)
{
	enum pl_status rc = parse(s, err);

	if (rc == PL_OK)
		rc = open_index(s, err);
	if (rc == PL_OK)
		rc = pl_hits_open(
		    s->index, s->tree, &s->options.hits, &s->hits, err);
	if (rc == PL_OK)
		say_understood(s);
	if (rc == PL_OK)
		rc = describe(s, err);
	if (rc != PL_OK)
		return rc;
	begin_print(s);
	rc = print_answer(s, err);
	if (rc == PL_OK)
		rc = output_finish(err);
	term_pager_end();
	if (rc == PL_OK) {
		search_note_incomplete(s);
		say_notes(s);
	}
	return rc;
}

static int
run_search(int argc, char **argv, struct pl_error *err)
{
	struct search s;
	int rc;

	search_init(&s);
	rc = search_options_read(&s.options, &cmd_search, argc, argv, err);
	if (rc == PL_OK)
		rc = search(&s, err);
	if (rc == PL_OK && s.answer.incomplete_count > 0)
		rc = PL_EXIT_INCOMPLETE;
	else if (rc == PL_OK && s.answer.total == 0)
		rc = PL_EXIT_NOTHING;
	search_release(&s);
	return rc;
}

const struct command cmd_search = {
	.name = "search",
	.operands = "[QUERY]",
	.summary = "Find records by words, person, time and more.",
	.options = search_option_defs,
	.run = run_search,
	.query_operands = true,
};
