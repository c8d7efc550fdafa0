#include "query/show/page.h"

#include "base/term.h"
#include "query/show/show.h"
#include "query/wrap.h"

#define INDENT 2 /* of text below its heading */
#define LABEL  14

void
page_heading(const struct page *p, const char *title)
{
	buf_addf(p->out, p->colour ? "\n%*s\x1b[1m%s\x1b[0m\n" : "\n%*s%s\n",
	    (int)p->indent, "", title);
}

void
page_line(const struct page *p, const char *label, struct span value)
{
	if (value.n == 0)
		return;
	buf_addf(p->out, "%*s%-*s", (int)p->indent + INDENT, "", LABEL, label);
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

void
page_block(const struct page *p, const char *title, struct span text)
{
	text = trim_lines(text);
	if (text.n == 0)
		return;
	page_heading(p, title);
	wrap_block(p->out, text, p->indent + INDENT);
}

void
page_parts(const struct page *p, const char *title, enum pl_member member,
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
			page_heading(p, title);
		else
			buf_addc(p->out, '\n');
		wrap_block(p->out, text, p->indent + INDENT);
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
			page_heading(p, "links");
		else if (title)
			buf_addc(p->out, '\n');
		if (part->length > 0)
			wrap_block(
			    p->out, show_part(r, part), p->indent + INDENT);
		any = true;
	}
}

void
page_answer(const struct page *p)
{
	page_parts(p, "answer", PL_MEMBER_ANSWER, PL_COLUMN_RESPONSE);
	page_parts(
	    p, "suggested questions", PL_MEMBER_FOLLOWUP, PL_COLUMN_RESPONSE);
	page_parts(p, "completions", PL_MEMBER_COMPLETION, PL_COLUMN_RESPONSE);
	add_links(p);
	page_parts(p, "code references", PL_MEMBER_CODE_REFERENCES,
	    PL_COLUMN_RESPONSE);
}
