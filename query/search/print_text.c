/* For people: a hit is a paragraph. */
#include "base/human.h"
#include "base/term.h"
#include "query/overview.h"
#include "query/search/printer.h"
#include "query/wrap.h"

#define BOLD        "\x1b[1m"
#define PLAIN       "\x1b[0m"
#define INDENT      2
#define MARK_HIT    "> " /* where turns around hits are shown */
#define MARK_TURN   "- "
#define LINES       3  /* of a snippet, about */
#define BAR_COLUMNS 30 /* of the longest bar */
#define VALUE_MOST  60 /* columns: a wider value moves its count aside */

static void
text_begin(struct print *p, const struct answer *a)
{
	p->several_archives = a->index->archive_count > 1;
}

/* Append two spaces, a label and the value, or nothing where it is absent.  On
 * a terminal what does not fit goes to a line of its own, whole. */
static void
add_field(struct print *p, const char *label, struct span value)
{
	size_t before, columns;

	if (value.n == 0)
		return;
	buf_addf(&p->out, "  %s", label);
	before = p->out.n;
	term_escape(&p->out, value, false);
	columns = 2 + strlen(label) +
	    wrap_width(span_of(p->out.p + before, p->out.n - before));
	p->column += columns;
	if (!p->terminal || p->column <= p->width || p->column == columns)
		return;
	p->out.n = before - 2 - strlen(label);
	buf_addf(&p->out, "\n%*s%s", 2 * INDENT, "", label);
	term_escape(&p->out, value, false);
	p->column = 2 * INDENT - 2 + columns;
}

static void
add_head(struct print *p, const char *mark, const struct pl_row *row)
{
	char time[QUERY_ZONE_TEXT];

	buf_adds(&p->out, mark);
	query_zone_format(p->zone, row->time, time);
	p->column = strlen(mark) + strlen(time);
	if (p->colour)
		buf_adds(&p->out, BOLD);
	buf_adds(&p->out, time);
	if (p->colour)
		buf_adds(&p->out, PLAIN);
	add_field(p, "", span_str(pl_type_name(row->type)));
	add_field(p, "", row->user.n > 0 ? row->user : span_str("-"));
	add_field(p, "model:", row->model);
	add_field(p, "file:", row->file);
	add_field(p, "", span_str(row->id));
	if (row->flags & PL_RECORD_DUPLICATE)
		buf_adds(&p->out, "  (a copy)");
	buf_addc(&p->out, '\n');
}

static void
add_where(struct print *p, const struct hit *hit)
{
	buf_addf(&p->out, "%*s", INDENT, "");
	if (p->several_archives && hit->archive != NULL) {
		term_escape(&p->out, span_str(hit->archive->root), false);
		buf_adds(&p->out, ": ");
	}
	term_escape(&p->out, hit->row.key, false);
	if (hit->row.ordinal > 0)
		buf_addf(&p->out, ", ordinal %u", hit->row.ordinal);
	buf_addc(&p->out, '\n');
}

static void
add_snippet(struct print *p, const struct full_hit *h, size_t lines)
{
	size_t width = p->width > INDENT ? p->width - INDENT : 1;
	struct buf label;

	print_make_snippet(p, h, lines * width);
	if (p->snippet.text.n == 0)
		return;
	buf_init(&label, BUF_UNLIMITED);
	if (p->snippet.column != PL_COLUMN_PROMPT)
		buf_addf(&label, "%s: ", pl_column_name(p->snippet.column));
	wrap_snippet(&p->out, &p->snippet, label.n > 0 ? label.p : "", INDENT,
	    p->width, p->colour);
	buf_release(&label);
}

static void
add_columns(struct print *p, const struct pl_record *record)
{
	for (int c = 0; c < PL_TEXT_COLUMNS; c++) {
		if (record->column[c].n == 0)
			continue;
		buf_addf(&p->out, "%*s%s:\n", INDENT, "",
		    pl_column_name((enum pl_column)c));
		wrap_block(&p->out, record->column[c], 2 * INDENT);
	}
}

static void
text_hit(struct print *p, const struct full_hit *h)
{
	if (p->printed++ > 0 && !p->excerpts)
		buf_addc(&p->out, '\n');
	add_head(p, p->excerpts ? MARK_HIT : "", &h->hit->row);
	add_where(p, h->hit);
	if (p->full)
		add_columns(p, h->record);
	else
		add_snippet(p, h, LINES);
}

/* ---- conversations ---- */

static void
text_conversation(struct print *p, const struct listed *l)
{
	const struct conversation *v = l->conversation;
	char first[QUERY_ZONE_TEXT], last[QUERY_ZONE_TEXT];
	size_t before;

	if (p->printed++ > 0)
		buf_addc(&p->out, '\n');
	query_zone_format(p->zone, v->first, first);
	query_zone_format(p->zone, v->last, last);
	buf_addf(&p->out, p->colour ? BOLD "%s" PLAIN : "%s", first);
	before = p->out.n;
	buf_addf(&p->out, " to %s  ", last);
	human_counted(&p->out, v->turn_count, "turn");
	buf_adds(&p->out, "  ");
	human_counted(&p->out, l->hits, "hit");
	p->column = strlen(first) + p->out.n - before;
	add_field(p, "", v->user.n > 0 ? v->user : span_str("-"));
	buf_addf(&p->out, "\n%*s", INDENT, "");
	term_escape(&p->out, v->id, false);
	p->column = INDENT + v->id.n;
	add_field(p, "rule:", span_str(conversation_rule_name(v->rule)));
	buf_addc(&p->out, '\n');
	if (p->snippet.text.n > 0)
		wrap_snippet(
		    &p->out, &p->snippet, "", INDENT, p->width, p->colour);
}

static void
text_begin_excerpt(struct print *p, const struct excerpt *x)
{
	const struct conversation *v = x->hits[0].conversation;

	if (p->printed > 0)
		buf_adds(&p->out, "\n");
	if (v == NULL) {
		buf_adds(&p->out, "conversation: it cannot be read\n");
		return;
	}
	buf_addf(&p->out, p->colour ? BOLD "%s" PLAIN : "%s", "conversation");
	p->column = strlen("conversation");
	add_field(p, "", v->id);
	add_field(p, "rule:", span_str(conversation_rule_name(v->rule)));
	if (x->past - x->first == 1)
		buf_addf(&p->out, "  turn %zu", x->first + 1);
	else
		buf_addf(&p->out, "  turns %zu to %zu", x->first + 1, x->past);
	buf_addf(&p->out, " of %zu\n", v->turn_count);
}

static void
text_begin_hit(struct print *p)
{
	(void)p;
}

/* What was typed, and what was answered, as far as they fit on a line. */
static void
text_context(struct print *p, const struct full_hit *turn)
{
	size_t before;

	add_head(p, MARK_TURN, &turn->hit->row);
	if (p->full) {
		add_columns(p, turn->record);
		return;
	}
	before = p->out.n;
	for (int c = PL_COLUMN_PROMPT; c <= PL_COLUMN_RESPONSE; c++) {
		struct pl_record one = { 0 };
		struct full_hit part = { .hit = turn->hit, .record = &one };

		one.column[c] = turn->record->column[c];
		if (c != PL_COLUMN_CONTEXT && one.column[c].n > 0)
			add_snippet(p, &part, 1);
	}
	if (p->out.n == before)
		buf_addf(&p->out, "%*sno text\n", INDENT, "");
}

static void
text_end_hit(struct print *p)
{
	(void)p;
}

static void
text_end(struct print *p, const struct answer *a)
{
	(void)p;
	(void)a;
}

static void
add_bar(struct buf *out, uint64_t count, uint64_t most)
{
	/* In halves of a column; the smallest count still has one. */
	uint64_t halves =
	    (uint64_t)((double)count / (double)most * 2 * BAR_COLUMNS);

	buf_adds(out, "  ");
	for (uint64_t i = 0; i < halves / 2; i++)
		buf_adds(out, "\xE2\x96\x88");
	if (halves % 2 != 0 || halves == 0)
		buf_adds(out, "\xE2\x96\x8C");
}

struct table {
	size_t value, count; /* columns of the widest */
	uint64_t most;
};

static struct span
group_value(const struct group *g)
{
	return g->value.n > 0 ? g->value : span_str("-");
}

static struct table
measure(const struct grouping *g)
{
	struct table t = { .value = 0 };
	struct buf text;

	buf_init(&text, BUF_UNLIMITED);
	for (size_t i = 0; i < g->count; i++) {
		buf_clear(&text);
		term_escape(&text, group_value(&g->groups[i]), false);
		size_t columns = wrap_width(buf_span(&text));
		if (columns > t.value && columns <= VALUE_MOST)
			t.value = columns;
		buf_clear(&text);
		human_count(&text, g->groups[i].count);
		t.count = text.n > t.count ? text.n : t.count;
		if (g->groups[i].count > t.most)
			t.most = g->groups[i].count;
	}
	buf_release(&text);
	return t;
}

static void
text_groups(struct print *p, const struct answer *a, const struct grouping *g)
{
	struct table t = measure(g);
	struct buf count;

	(void)a;
	buf_init(&count, BUF_UNLIMITED);
	for (size_t i = 0; i < g->count; i++) {
		size_t before = p->out.n;

		buf_clear(&count);
		human_count(&count, g->groups[i].count);

		term_escape(&p->out, group_value(&g->groups[i]), false);
		size_t used =
		    wrap_width(span_of(p->out.p + before, p->out.n - before));
		buf_addf(&p->out, "%*s  %*s",
		    (int)(t.value > used ? t.value - used : 0), "",
		    (int)t.count, count.p);
		if (p->terminal)
			add_bar(&p->out, g->groups[i].count, t.most);
		buf_addc(&p->out, '\n');
	}
	buf_release(&count);
}

static void
text_count(struct print *p, const struct answer *a)
{
	buf_addf(&p->out, "%llu\n", (unsigned long long)a->total);
}

const struct printer print_text = {
	.name = "text",
	.begin = text_begin,
	.hit = text_hit,
	.conversation = text_conversation,
	.begin_excerpt = text_begin_excerpt,
	.begin_hit = text_begin_hit,
	.context = text_context,
	.end_hit = text_end_hit,
	.end = text_end,
	.groups = text_groups,
	.count = text_count,
};
