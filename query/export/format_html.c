/* html: one page for reading and printing, which loads nothing and runs
 * nothing. */
#include "query/export/html.h"
#include "query/export/provenance.h"
#include "query/search/printer.h"

/* Places that are marked in one record. */
#define MARKS_MAX 10000

static void
html_begin(struct export_writing *w)
{
	html_front(&w->to->out, w);
}

static void
html_conversation(
    struct export_writing *w, const struct selected_conversation *c)
{
	struct buf *out = &w->to->out;
	char from[QUERY_ZONE_TEXT], to[QUERY_ZONE_TEXT];

	query_zone_format(w->about->zone, c->whole->first, from);
	query_zone_format(w->about->zone, c->whole->last, to);
	buf_addf(out,
	    "<section id=\"c%zu\">\n<h2>Conversation %zu</h2>\n"
	    "<dl>\n<dt>Person</dt><dd>",
	    w->conversation, w->conversation);
	html_text(out, c->whole->user);
	buf_addf(out, "</dd>\n<dt>Time</dt><dd>%s to %s</dd>\n<dt>Id</dt><dd>",
	    from, to);
	html_text(out, c->whole->id);
	buf_adds(out, "</dd>\n<dt>Grouped by</dt><dd>");
	buf_adds(out,
	    c->whole->rule == CONVERSATION_ID
		? "the conversation id in the log (id)"
		: "person and time: records less than 30 minutes apart"
		  " (session)");
	buf_addf(out, "</dd>\n<dt>Records</dt><dd>%zu, hits %zu</dd>\n</dl>\n",
	    c->count, c->hits);
}

static void
add_label(struct buf *out, struct span value)
{
	if (value.n == 0)
		return;
	buf_adds(out, " &middot; ");
	html_text(out, value);
}

static void
add_head(struct export_writing *w, const struct selected *item)
{
	struct buf *out = &w->to->out;
	const struct pl_row *row = &item->row;
	bool hit = item->record->hit;
	char time[QUERY_ZONE_TEXT];
	unsigned next = 0;
	const char *flag;

	query_zone_format(w->about->zone, row->time, time);
	buf_addf(out,
	    "<article id=\"r%zu\"%s>\n<p class=\"who\"><strong>%s</strong>"
	    " <span class=\"tag%s\">%s</span>",
	    w->record, hit ? " class=\"hit\"" : "", time, hit ? " h" : "",
	    hit ? "hit" : "context");
	while ((flag = print_next_flag(row->flags, &next)) != NULL)
		buf_addf(out, " <span class=\"tag\">%s</span>", flag);
	add_label(out, span_str(pl_type_name(row->type)));
	add_label(out, row->user);
	add_label(out, row->model);
	add_label(out, row->file);
	buf_adds(out, "</p>\n");
}

static void
add_text(struct export_writing *w, const struct selected *item,
    enum pl_column column, const char *heading, const char *class)
{
	struct buf *out = &w->to->out;
	struct span text = item->text.column[column];

	if (text.n == 0)
		return;
	/* A newline behind <pre> would be dropped; this one is. */
	buf_addf(out, "<h3>%s</h3>\n<pre%s>\n", heading, class);
	html_marked(out, text, column, &w->highlight);
	buf_adds(out, "</pre>\n");
}

static void
add_texts(struct export_writing *w, const struct selected *item)
{
	bool router = (item->row.flags & PL_RECORD_ROUTER) != 0;

	w->highlight.count = 0;
	if (item->record->hit)
		highlight_record(
		    &w->highlight, w->plan, &item->text, MARKS_MAX);
	if (item->damaged)
		buf_adds(&w->to->out,
		    "<p><strong>The text of this record is damaged in the"
		    " index and is left out.</strong></p>\n");
	add_text(w, item, PL_COLUMN_PROMPT, "Typed", "");
	add_text(w, item, PL_COLUMN_CONTEXT, "Sent along by the program",
	    " class=\"sent\"");
	add_text(w, item, PL_COLUMN_RESPONSE,
	    router ? "Answer: a tag for the program, not for the person"
		   : "Answered",
	    router ? " class=\"router\"" : "");
}

static enum pl_status
html_record(struct export_writing *w, const struct selected *item,
    struct pl_error *err)
{
	struct buf *out = &w->to->out;
	char hash[PL_SHA256_TEXT];

	(void)err;
	add_head(w, item);
	add_texts(w, item);
	provenance_hash(item, hash);
	buf_adds(out, "<p class=\"from\">Record ");
	html_text(out, span_str(item->row.id));
	buf_addf(out, ", number %u in ", item->row.ordinal);
	html_text(out, span_str(provenance_root(item)));
	buf_addc(out, '/');
	html_text(out, item->row.key);
	buf_addf(out, ", SHA-256 %s</p>\n</article>\n",
	    hash[0] != '\0' ? hash : "unknown");
	return PL_OK;
}

static void
html_conversation_end(struct export_writing *w)
{
	buf_adds(&w->to->out,
	    "<p class=\"from\"><a href=\"#list\">Back to the list</a></p>\n"
	    "</section>\n");
}

static void
html_end(struct export_writing *w)
{
	buf_adds(&w->to->out, "</body>\n</html>\n");
}

const struct export_format format_html = {
	.name = "html",
	.suffix = ".html",
	.member = "records.html",
	.begin = html_begin,
	.conversation = html_conversation,
	.record = html_record,
	.conversation_end = html_conversation_end,
	.end = html_end,
};
