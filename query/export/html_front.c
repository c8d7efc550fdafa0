/* What the page begins with. */
#include "base/human.h"
#include "query/export/html.h"
#include "query/overview.h"

/* Nothing may be loaded, run or sent; the style below is all there is. */
static const char head[] =
    "<!DOCTYPE html>\n"
    "<html lang=\"en\">\n"
    "<head>\n"
    "<meta charset=\"utf-8\">\n"
    "<meta http-equiv=\"Content-Security-Policy\" content=\""
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; "
    "form-action 'none'\">\n"
    "<meta name=\"referrer\" content=\"no-referrer\">\n"
    "<meta name=\"viewport\" content=\"width=device-width\">\n"
    "<title>Export of prompt logs</title>\n"
    "<style>\n"
    "body { font: 16px/1.45 Georgia, 'Times New Roman', serif; color: #1a1a1a;"
    " background: #fff; max-width: 52rem; margin: 2rem auto;"
    " padding: 0 1rem; }\n"
    "h1, h2, h3, th, dt, .who, .from { font-family: Arial, Helvetica,"
    " sans-serif; }\n"
    "h1 { font-size: 1.7rem; } h2 { font-size: 1.25rem; margin-top: 2.5rem;"
    " border-top: 2px solid #1a1a1a; padding-top: .6rem; }\n"
    "h3 { font-size: .8rem; letter-spacing: .04em; color: #555;"
    " margin: .9rem 0 .2rem; text-transform: uppercase; }\n"
    "dl { display: grid; grid-template-columns: max-content 1fr;"
    " gap: .25rem 1rem; } dt { color: #555; } dd { margin: 0;"
    " overflow-wrap: anywhere; }\n"
    "table { border-collapse: collapse; width: 100%; font-size: .9rem; }\n"
    "th, td { text-align: left; vertical-align: top; padding: .3rem .5rem;"
    " border-bottom: 1px solid #ccc; overflow-wrap: anywhere; }\n"
    "th, td.n, td.t { white-space: nowrap; overflow-wrap: normal; }\n"
    "td.n { text-align: right; }\n"
    ".notice { border-left: 5px solid #2c6e2c; background: #eef6ee;"
    " padding: .6rem 1rem; }\n"
    ".notice.gaps { border-color: #b00020; background: #fdeef0; }\n"
    "article { border: 1px solid #ccc; border-left: 5px solid #ccc;"
    " padding: .4rem 1rem .6rem; margin: 1rem 0; }\n"
    "article.hit { border-left-color: #c77700; }\n"
    ".who { font-size: .9rem; margin: .2rem 0; overflow-wrap: anywhere; }\n"
    ".tag { font-size: .75rem; padding: .05rem .4rem; border-radius: .6rem;"
    " background: #e4e4e4; } .hit .tag.h { background: #ffd98a; }\n"
    "pre { font: inherit; white-space: pre-wrap; overflow-wrap: anywhere;"
    " margin: 0; tab-size: 4; }\n"
    "pre.sent { font: .85rem/1.35 'Courier New', monospace; color: #444;"
    " background: #f6f6f6; padding: .4rem .6rem; max-height: 14rem;"
    " overflow-y: auto; }\n"
    "pre.router { font-size: .8rem; color: #777; }\n"
    "mark { background: #ffe680; color: inherit; }\n"
    ".from { font-size: .72rem; color: #666; margin: .8rem 0 0;"
    " overflow-wrap: anywhere; }\n"
    "@media print { body { font-size: 11pt; max-width: none; margin: 0; }"
    " pre.sent { max-height: none; overflow: visible; }"
    " .who, h2, h3 { break-after: avoid; } tr { break-inside: avoid; }"
    " mark { background: none; font-weight: bold;"
    " text-decoration: underline; } a { color: inherit;"
    " text-decoration: none; } }\n"
    "</style>\n"
    "</head>\n"
    "<body>\n"
    "<h1>Export of prompt logs</h1>\n"
    "<p>This file holds what was asked of an AI assistant and what it"
    " answered, as it was logged at the time. Every record names the file of"
    " the archive that it comes from, and that file's SHA-256.</p>\n";

static const char about_conversations[] =
    "<p>It was made by a search: each conversation below holds at least one"
    " record that the search found. Those are marked"
    " <span class=\"tag\">hit</span>, the others"
    " <span class=\"tag\">context</span>.</p>\n";
static const char about_records[] =
    "<p>It was made by a search: below is every record that the search found,"
    " and nothing else of the conversations that they belong to.</p>\n";

static void
add_term(struct buf *out, const char *term, struct span value)
{
	buf_addf(out, "<dt>%s</dt><dd>", term);
	html_text(out, value);
	buf_adds(out, "</dd>\n");
}

static void
add_count(struct buf *out, const char *term, uint64_t count)
{
	buf_addf(out, "<dt>%s</dt><dd>", term);
	human_count(out, count);
	buf_adds(out, "</dd>\n");
}

static void
add_time_term(struct buf *out, const struct export_about *about,
    const char *term, int64_t instant, const char *without)
{
	char text[QUERY_ZONE_TEXT];

	if (instant == INSTANT_NONE || instant == INT64_MAX) {
		add_term(out, term, span_str(without));
		return;
	}
	query_zone_format(about->zone, instant, text);
	add_term(out, term, span_str(text));
}

static void
add_asked(struct buf *out, const struct export_writing *w)
{
	const struct export_about *a = w->about;
	const struct selection *s = w->selection;
	struct span all = span_str("(every record)");

	buf_adds(out, "<h2>What was searched for</h2>\n<dl>\n");
	add_term(out, "As typed", a->query.n > 0 ? a->query : all);
	add_term(
	    out, "As understood", a->understood.n > 0 ? a->understood : all);
	add_time_term(out, a, "From", a->least, "the beginning of the logs");
	add_time_term(out, a, "Before", a->below, "the end of the logs");
	add_count(out, "Conversations", s->conversation_count);
	add_count(out, "Records", s->count);
	add_count(out, "Hits among them", s->hits);
	add_count(out, "Copies left out", s->copies);
	for (size_t i = 0; i < s->index->archive_count; i++)
		add_term(out, "Archive", span_str(s->index->archives[i].root));
	add_term(out, "Index", span_str(s->index->id));
	add_time_term(
	    out, a, "As of", overview_as_of(s->index), "no finished run");
	add_term(out, "Made by", span_str("promptlog " PL_VERSION));
	buf_adds(out, "</dl>\n");
}

static void
add_cause(struct buf *out, const struct incomplete *cause)
{
	buf_addf(out, "<li>%s: ", cause->kind);
	html_text(out, span_str(cause->subject));
	if (cause->reason[0] != '\0')
		buf_adds(out, ": ");
	html_text(out, span_str(cause->reason));
	buf_adds(out, "</li>\n");
}

static void
add_completeness(struct buf *out, const struct export_writing *w)
{
	const struct incompletes *causes = &w->selection->causes;
	struct incompletes sums = { 0 };
	const struct forgottens *forgotten = &w->selection->forgotten;

	if (causes->count == 0) {
		buf_adds(out,
		    "<p class=\"notice\"><strong>Complete.</strong> Nothing"
		    " that was searched for is known to be missing");
		buf_adds(out,
		    forgotten->count > 0
			? ", except what was forgotten on purpose.</p>\n"
			: ".</p>\n");
		return;
	}
	buf_adds(out,
	    "<div class=\"notice gaps\"><strong>Not complete.</strong>"
	    " Something that was searched for may be missing, or can no"
	    " longer be held against the archive:\n<ul>\n");
	incompletes_sum(&sums, causes->items, causes->count);
	for (size_t i = 0; i < sums.count; i++)
		add_cause(out, &sums.items[i]);
	buf_adds(out, "</ul></div>\n");
	incompletes_release(&sums);
}

/* Retention is no gap, but whoever reads this must know of it. */
static void
add_forgotten(struct buf *out, const struct forgottens *f)
{
	if (f->count == 0)
		return;
	buf_adds(out,
	    "<div class=\"notice gaps\"><strong>Forgotten.</strong> Of the "
	    "days"
	    " that were searched, these records had been deleted from the"
	    " index before:\n<ul>\n");
	for (size_t i = 0; i < f->count; i++) {
		buf_adds(out, "<li>");
		forgotten_sentence(out, &f->sweeps[i]);
		buf_adds(out, "</li>\n");
	}
	buf_adds(out, "</ul></div>\n");
}

static void
add_list_row(struct buf *out, const struct export_writing *w, size_t i)
{
	const struct selected_conversation *c =
	    &w->selection->conversations[i];
	char time[QUERY_ZONE_TEXT];

	query_zone_format(w->about->zone, c->whole->first, time);
	buf_addf(out,
	    "<tr><td class=\"n\"><a href=\"#c%zu\">%zu</a></td>"
	    "<td class=\"t\">%s</td><td>",
	    i + 1, i + 1, time);
	html_text(out, c->whole->user);
	buf_addf(out, "</td><td class=\"n\">%zu</td><td class=\"n\">%zu</td>",
	    c->count, c->hits);
	buf_addf(out, "<td><a href=\"#c%zu\">", i + 1);
	html_text(
	    out, span_str(c->title != NULL ? c->title : "(nothing typed)"));
	buf_adds(out, "</a></td></tr>\n");
}

void
html_front(struct buf *out, const struct export_writing *w)
{
	buf_adds(out, head);
	buf_adds(
	    out, w->about->hits_only ? about_records : about_conversations);
	add_completeness(out, w);
	add_forgotten(out, &w->selection->forgotten);
	add_asked(out, w);
	buf_adds(out,
	    "<h2 id=\"list\">Conversations</h2>\n<table>\n<thead><tr><th>No."
	    "</th><th>Begins</th><th>Person</th><th>Records</th><th>Hits</th>"
	    "<th>First line typed</th></tr></thead>\n<tbody>\n");
	for (size_t i = 0; i < w->selection->conversation_count; i++)
		add_list_row(out, w, i);
	buf_adds(out, "</tbody>\n</table>\n");
}
