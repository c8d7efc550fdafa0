/* A record laid out for reading. */
#include "base/human.h"
#include "base/term.h"
#include "query/search/printer.h"
#include "query/show/page.h"
#include "query/show/show.h"

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
	page_line(p, "flags", buf_span(&words));
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
	page_line(p, "time", span_str(time));
	if (row->time != INSTANT_NONE && strcmp(time, exact) != 0)
		page_line(p, "exactly", span_str(exact));
	page_line(
	    p, "time as logged", show_member(&s->text, PL_MEMBER_TIME_TEXT));
	page_line(p, "type", span_str(pl_type_name(row->type)));
	page_line(p, "user", row->user);
	page_line(p, "account", row->account);
	page_line(p, "region", row->region);
	page_line(p, "conversation", row->conversation);
	page_line(p, "request", row->request);
	page_line(p, "utterance", show_member(&s->text, PL_MEMBER_UTTERANCE));
	page_line(p, "file", row->file);
	page_line(p, "model", row->model);
	page_line(p, "customization",
	    show_member(&s->text, PL_MEMBER_CUSTOMIZATION));
	page_line(p, "trigger", show_member(&s->text, PL_MEMBER_TRIGGER));
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
	page_line(p, "archive",
	    span_str(copy->archive ? copy->archive->root : "unknown"));
	page_line(p, "object", span_str(copy->key));
	buf_addf(&text, "%u, bytes %llu to %llu of the inflated object",
	    copy->ordinal, (unsigned long long)copy->begin,
	    (unsigned long long)copy->end);
	page_line(p, "ordinal", buf_span(&text));
	page_line(p, "sha256", span_str(sha256));
	buf_release(&text);
}

static void
add_provenance(const struct page *p, const struct wanted *w)
{
	struct buf title;

	page_heading(p, "where it comes from");
	add_copy(p, &w->copies[0]);
	if (w->count < 2)
		return;
	buf_init(&title, BUF_UNLIMITED);
	human_count(&title, w->count - 1);
	buf_addf(&title, " further %s", w->count == 2 ? "copy" : "copies");
	page_heading(p, title.p);
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
	const struct page p = { out, &s->text, 0, colour };

	add_head(&p, s, zone);
	add_provenance(&p, s->wanted);
	page_block(&p, "prompt, as typed", s->text.column[PL_COLUMN_PROMPT]);
	page_parts(&p, "context sent along with it", PL_MEMBER_PROMPT,
	    PL_COLUMN_CONTEXT);
	page_parts(&p, "code before the cursor", PL_MEMBER_LEFT_CONTEXT,
	    PL_COLUMN_CONTEXT);
	page_parts(&p, "code after the cursor", PL_MEMBER_RIGHT_CONTEXT,
	    PL_COLUMN_CONTEXT);
	page_answer(&p);
	page_parts(&p, "members of unknown meaning", PL_MEMBER_UNKNOWN,
	    PL_COLUMN_CONTEXT);
}
