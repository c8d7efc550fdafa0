/* A record laid out for reading.  Whatever comes from the log is indented or
 * follows a label, so that nothing in it can pass for a line of this. */
#include "base/human.h"
#include "base/term.h"
#include "query/printer.h"
#include "query/show.h"
#include "query/wrap.h"

#define LABEL  "  %-14s"
#define INDENT 2

struct page {
	struct buf *out;
	const struct pl_record *record;
	bool colour;
};

static void
add_heading(const struct page *p, const char *title)
{
	buf_addf(p->out, p->colour ? "\n\x1b[1m%s\x1b[0m\n" : "\n%s\n", title);
}

static void
add_line(const struct page *p, const char *label, struct span value)
{
	if (value.n == 0)
		return;
	buf_addf(p->out, LABEL, label);
	term_escape(p->out, value, false);
	buf_addc(p->out, '\n');
}

/* Without the empty lines it begins and ends with: pieces of a prompt have
 * those that stood between them. */
static struct span
trim_lines(struct span text)
{
	while (text.n > 0 && (text.p[0] == '\n' || text.p[0] == '\r'))
		text = span_of(text.p + 1, text.n - 1);
	while (text.n > 0 &&
	    (text.p[text.n - 1] == '\n' || text.p[text.n - 1] == '\r'))
		text.n--;
	return text;
}

static void
add_block(const struct page *p, const char *title, struct span text)
{
	text = trim_lines(text);
	if (text.n == 0)
		return;
	add_heading(p, title);
	wrap_block(p->out, text, INDENT);
}

/* Every part of a member, under one heading. */
static void
add_parts(const struct page *p, const char *title, enum pl_member member,
    enum pl_column column)
{
	const struct pl_record *r = p->record;
	bool any = false;

	for (size_t i = 0; i < r->part_count; i++) {
		const struct pl_part *part = &r->parts[i];
		struct span text = trim_lines(show_part(r, part));

		if (part->member != member || part->column != column ||
		    text.n == 0)
			continue;
		if (!any)
			add_heading(p, title);
		else
			buf_addc(p->out, '\n');
		wrap_block(p->out, text, INDENT);
		any = true;
	}
}

static void
add_links(const struct page *p)
{
	const struct pl_record *r = p->record;
	bool any = false;

	for (size_t i = 0; i < r->part_count; i++) {
		const struct pl_part *part = &r->parts[i];
		bool title = part->member == PL_MEMBER_LINK_TITLE;

		if (!title && part->member != PL_MEMBER_LINK_URI &&
		    part->member != PL_MEMBER_LINK_SNIPPET)
			continue;
		if (!any)
			add_heading(p, "links");
		else if (title)
			buf_addc(p->out, '\n');
		if (part->length > 0)
			wrap_block(p->out, show_part(r, part), INDENT);
		any = true;
	}
}

static void
add_flags(const struct page *p, unsigned flags)
{
	unsigned next = 0;
	const char *name;
	struct buf words;

	buf_init(&words, BUF_UNLIMITED);
	while ((name = print_next_flag(flags, &next)) != NULL) {
		if (words.n > 0)
			buf_addc(&words, ' ');
		buf_adds(&words, name);
	}
	add_line(p, "flags", buf_span(&words));
	buf_release(&words);
}

static void
add_head(
    const struct page *p, const struct shown *s, const struct query_zone *zone)
{
	const struct pl_row *row = &s->row;
	char time[QUERY_ZONE_TEXT];
	char exact[INSTANT_TEXT];

	buf_adds(p->out, p->colour ? "\x1b[1mrecord " : "record ");
	term_escape(p->out, span_str(row->id), false);
	buf_adds(p->out, p->colour ? "\x1b[0m\n" : "\n");
	query_zone_format(zone, row->time, time);
	instant_format(row->time, exact);
	add_line(p, "time", span_str(time));
	if (row->time != INSTANT_NONE && strcmp(time, exact) != 0)
		add_line(p, "exactly", span_str(exact));
	add_line(
	    p, "time as logged", show_member(&s->text, PL_MEMBER_TIME_TEXT));
	add_line(p, "type", span_str(pl_type_name(row->type)));
	add_line(p, "user", row->user);
	add_line(p, "account", row->account);
	add_line(p, "region", row->region);
	add_line(p, "conversation", row->conversation);
	add_line(p, "request", row->request);
	add_line(p, "utterance", show_member(&s->text, PL_MEMBER_UTTERANCE));
	add_line(p, "file", row->file);
	add_line(p, "model", row->model);
	add_line(p, "customization",
	    show_member(&s->text, PL_MEMBER_CUSTOMIZATION));
	add_line(p, "trigger", show_member(&s->text, PL_MEMBER_TRIGGER));
	add_flags(p, row->flags);
}

static void
add_copy(const struct page *p, const struct copy *copy)
{
	char sha256[SHA256_TEXT] = "";
	struct buf text;

	buf_init(&text, BUF_UNLIMITED);
	if (copy->hashed)
		show_sha256(copy->sha256, sha256);
	add_line(p, "archive",
	    span_str(copy->archive ? copy->archive->root : "unknown"));
	add_line(p, "object", span_str(copy->key));
	buf_addf(&text, "%u, bytes %llu to %llu of the inflated object",
	    copy->ordinal, (unsigned long long)copy->begin,
	    (unsigned long long)copy->end);
	add_line(p, "ordinal", buf_span(&text));
	add_line(p, "sha256", span_str(sha256));
	buf_release(&text);
}

static void
add_provenance(const struct page *p, const struct wanted *w)
{
	struct buf title;

	add_heading(p, "where it comes from");
	add_copy(p, &w->copies[0]);
	if (w->count < 2)
		return;
	buf_init(&title, BUF_UNLIMITED);
	human_count(&title, w->count - 1);
	buf_addf(&title, " further %s", w->count == 2 ? "copy" : "copies");
	add_heading(p, title.p);
	for (size_t i = 1; i < w->count; i++) {
		if (i > 1)
			buf_addc(p->out, '\n');
		add_copy(p, &w->copies[i]);
	}
	buf_release(&title);
}

void
show_text(struct buf *out, const struct shown *s,
    const struct query_zone *zone, bool colour)
{
	const struct page p = { out, &s->text, colour };

	add_head(&p, s, zone);
	add_provenance(&p, s->wanted);
	add_block(&p, "prompt, as typed", s->text.column[PL_COLUMN_PROMPT]);
	add_parts(&p, "context sent along with it", PL_MEMBER_PROMPT,
	    PL_COLUMN_CONTEXT);
	add_parts(&p, "code before the cursor", PL_MEMBER_LEFT_CONTEXT,
	    PL_COLUMN_CONTEXT);
	add_parts(&p, "code after the cursor", PL_MEMBER_RIGHT_CONTEXT,
	    PL_COLUMN_CONTEXT);
	add_parts(&p, "answer", PL_MEMBER_ANSWER, PL_COLUMN_RESPONSE);
	add_parts(
	    &p, "suggested questions", PL_MEMBER_FOLLOWUP, PL_COLUMN_RESPONSE);
	add_parts(&p, "completions", PL_MEMBER_COMPLETION, PL_COLUMN_RESPONSE);
	add_links(&p);
	add_parts(&p, "code references", PL_MEMBER_CODE_REFERENCES,
	    PL_COLUMN_RESPONSE);
	add_parts(&p, "members of unknown meaning", PL_MEMBER_UNKNOWN,
	    PL_COLUMN_CONTEXT);
}
