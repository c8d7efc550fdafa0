/* A thread for people: who, when and after how long; what was typed, then what
 * was answered.  What the client sent along is one line until it is asked
 * for. */
#include "base/human.h"
#include "base/term.h"
#include "query/conversation/thread.h"
#include "query/show/page.h"

#define BOLD   "\x1b[1m"
#define PLAIN  "\x1b[0m"
#define INDENT 2

static void
add_time(const struct page *p, const char *label, int64_t time,
    const struct query_zone *zone)
{
	char text[QUERY_ZONE_TEXT];

	query_zone_format(zone, time, text);
	page_line(p, label, span_str(text));
}

static void
add_count(const struct page *p, const struct conversation *v)
{
	struct buf text;

	buf_init(&text, BUF_UNLIMITED);
	human_count(&text, v->turn_count);
	if (v->router_count > 0) {
		buf_adds(&text, ", ");
		human_count(&text, v->router_count);
		buf_adds(&text, " of them only a router's tag");
	}
	page_line(p, "turns", buf_span(&text));
	buf_release(&text);
}

void
thread_text_head(struct buf *out, const struct conversation *v,
    const struct thread_options *options)
{
	const struct page p = { .out = out };

	buf_adds(
	    out, options->colour ? BOLD "conversation " : "conversation ");
	term_escape(out, v->id, false);
	buf_adds(out, options->colour ? PLAIN "\n" : "\n");
	page_line(&p, "rule",
	    span_str(v->rule == CONVERSATION_ID
		    ? "id: the logs name the conversation"
		    : "session: one user's records less than 30 minutes"
		      " apart"));
	page_line(&p, "user", v->user);
	add_time(&p, "from", v->first, options->zone);
	add_time(&p, "to", v->last, options->zone);
	add_count(&p, v);
}

static void
add_field(struct buf *out, const char *label, struct span value)
{
	if (value.n == 0)
		return;
	buf_addf(out, "  %s", label);
	term_escape(out, value, false);
}

static void
add_heading(struct buf *out, const struct conversation *v,
    const struct thread_turn *turn, const struct thread_options *options)
{
	const struct pl_row *row = &turn->row;
	int64_t gap = thread_gap(v, turn);
	char time[QUERY_ZONE_TEXT];

	query_zone_format(options->zone, v->turns[turn->place].time, time);
	buf_addf(out, "\n%sturn %zu%s  %s", options->colour ? BOLD : "",
	    turn->place + 1, options->colour ? PLAIN : "", time);
	if (gap >= 0) {
		buf_adds(out, "  ");
		human_duration(out, gap * NS_PER_SECOND);
		buf_adds(out, " later");
	}
	add_field(out, "", span_str(pl_type_name(row->type)));
	add_field(out, "", row->user.n > 0 ? row->user : span_str("-"));
	add_field(out, "model:", row->model);
	add_field(out, "file:", row->file);
	add_field(out, "", span_str(row->id));
	if (row->flags & PL_RECORD_ROUTER)
		buf_adds(out, "  (only a router's tag)");
	buf_addc(out, '\n');
}

/* Without the empty ones at the end. */
static size_t
count_lines(struct span text)
{
	size_t lines = 1;

	while (text.n > 0 && text.p[text.n - 1] == '\n')
		text.n--;
	for (size_t i = 0; i < text.n; i++)
		lines += text.p[i] == '\n';
	return lines;
}

static bool
is_empty(const struct pl_record *text)
{
	for (int c = 0; c < PL_TEXT_COLUMNS; c++)
		if (text->column[c].n > 0)
			return false;
	return true;
}

/* The line that stands for what was sent along. */
static void
fold_context(struct buf *out, struct span context)
{
	if (context.n == 0)
		return;
	buf_addf(out, "\n%*scontext sent along: ", INDENT, "");
	human_counted(out, count_lines(context), "line");
	buf_adds(out, ", ");
	human_bytes(out, context.n);
	buf_adds(out, " (--context shows it)\n");
}

static void
add_context(const struct page *p)
{
	page_parts(p, "context sent along with it", PL_MEMBER_PROMPT,
	    PL_COLUMN_CONTEXT);
	page_parts(p, "code before the cursor", PL_MEMBER_LEFT_CONTEXT,
	    PL_COLUMN_CONTEXT);
	page_parts(p, "code after the cursor", PL_MEMBER_RIGHT_CONTEXT,
	    PL_COLUMN_CONTEXT);
	page_parts(p, "members of unknown meaning", PL_MEMBER_UNKNOWN,
	    PL_COLUMN_CONTEXT);
}

void
thread_text_turn(struct buf *out, const struct conversation *v,
    const struct thread_turn *turn, const struct thread_options *options)
{
	const struct page p = { out, &turn->text, INDENT, options->colour };
	struct span context = turn->text.column[PL_COLUMN_CONTEXT];

	add_heading(out, v, turn, options);
	if (!turn->readable || is_empty(&turn->text)) {
		buf_addf(out, "%*s%s\n", INDENT, "",
		    turn->readable ? "no text" : "it cannot be read");
		return;
	}
	page_block(&p, "typed", turn->text.column[PL_COLUMN_PROMPT]);
	if (options->context)
		add_context(&p);
	else
		fold_context(out, context);
	page_answer(&p);
}

void
thread_text_folded(struct buf *out, size_t first, size_t past)
{
	if (past - first == 1)
		buf_addf(out,
		    "\nturn %zu is only a router's tag (--router shows it)\n",
		    first + 1);
	else
		buf_addf(out,
		    "\nturns %zu to %zu are only a router's tags (--router"
		    " shows them)\n",
		    first + 1, past);
}
