/* --csv: RFC 4180, with cells that no spreadsheet takes for a formula. */
#include <stdio.h>

#include "base/term.h"
#include "query/printer.h"

/* What a spreadsheet runs, or strips and then runs, as a cell's beginning; the
 * last four are the full-width forms of the first four. */
static const char *const runnable[] = { "=", "+", "-", "@", "\t", "\r", "\n",
	"\xEF\xBC\x9D", "\xEF\xBC\x8B", "\xEF\xBC\x8D", "\xEF\xBC\xA0" };

static bool
is_runnable(struct span cell)
{
	for (size_t i = 0; i < sizeof runnable / sizeof *runnable; i++)
		if (span_starts(cell, runnable[i]))
			return true;
	return false;
}

/* Append a cell in quotes, a NUL as U+FFFD since readers of CSV end there. */
static void
add_quoted(struct buf *out, struct span cell)
{
	buf_addc(out, '"');
	if (is_runnable(cell))
		buf_addc(out, '\'');
	for (size_t i = 0; i < cell.n; i++) {
		if (cell.p[i] == '\0')
			buf_adds(out, "\xEF\xBF\xBD");
		else
			buf_addc(out, cell.p[i]);
		if (cell.p[i] == '"')
			buf_addc(out, '"');
	}
	buf_addc(out, '"');
}

/* Semicolons and tabs too: where a spreadsheet takes them for the ends of
 * cells, what follows one could be a formula. */
static bool
needs_quotes(struct span cell)
{
	for (size_t i = 0; i < cell.n; i++)
		if (memchr("\",;\t\r\n\0", cell.p[i], 7) != NULL)
			return true;
	return is_runnable(cell);
}

/* A cell without what follows it. */
static void
add_text(struct print *p, struct span cell)
{
	struct buf safe;

	buf_init(&safe, BUF_UNLIMITED);
	if (p->terminal) {
		term_escape(&safe, cell, true);
		cell = buf_span(&safe);
	}
	if (needs_quotes(cell))
		add_quoted(&p->out, cell);
	else
		buf_addspan(&p->out, cell);
	buf_release(&safe);
}

static void
add_cell(struct print *p, struct span cell)
{
	add_text(p, cell);
	buf_addc(&p->out, ',');
}

static void
add_last(struct print *p, struct span cell)
{
	add_text(p, cell);
	buf_adds(&p->out, "\r\n");
}

static void
add_number(struct print *p, int64_t number)
{
	buf_addf(&p->out, "%lld,", (long long)number);
}

static void
csv_begin(struct print *p, const struct answer *a)
{
	(void)a;
	buf_adds(&p->out,
	    "id,time,type,user,account,region,conversation,conversation_rule,"
	    "request_id,file,model,archive,object,ordinal,duplicate,flags,"
	    "snippet");
	for (int c = 0; p->full && c < PL_TEXT_COLUMNS; c++)
		buf_addf(&p->out, ",%s", pl_column_name((enum pl_column)c));
	buf_adds(&p->out, "\r\n");
}

static void
add_time(struct print *p, int64_t time)
{
	char text[INSTANT_TEXT];

	if (time == INSTANT_NONE)
		text[0] = '\0';
	else
		instant_format(time, text);
	add_cell(p, span_str(text));
}

static void
add_flags(struct print *p, unsigned flags)
{
	unsigned next = 0;
	const char *name = print_next_flag(flags, &next);

	for (bool first = true; name != NULL; first = false) {
		if (!first)
			buf_addc(&p->out, ' ');
		buf_adds(&p->out, name);
		name = print_next_flag(flags, &next);
	}
	buf_addc(&p->out, ',');
}

static void
csv_hit(struct print *p, const struct full_hit *h)
{
	const struct pl_row *row = &h->hit->row;
	bool copy = (row->flags & PL_RECORD_DUPLICATE) != 0;
	int columns = p->full ? PL_TEXT_COLUMNS : 0;

	print_make_snippet(p, h, PRINT_SNIPPET);
	add_cell(p, span_str(row->id));
	add_time(p, row->time);
	add_cell(p, span_str(pl_type_name(row->type)));
	add_cell(p, row->user);
	add_cell(p, row->account);
	add_cell(p, row->region);
	add_cell(p, row->conversation);
	add_cell(p, span_str(row->conversation.n > 0 ? "id" : ""));
	add_cell(p, row->request);
	add_cell(p, row->file);
	add_cell(p, row->model);
	add_number(p, row->archive);
	add_cell(p, row->key);
	add_number(p, row->ordinal);
	add_cell(p, span_str(copy ? "true" : "false"));
	add_flags(p, row->flags);
	add_text(p, buf_span(&p->snippet.text));
	for (int c = 0; c < columns; c++) {
		buf_addc(&p->out, ',');
		add_text(p, h->record->column[c]);
	}
	buf_adds(&p->out, "\r\n");
}

static void
csv_end(struct print *p, const struct answer *a)
{
	(void)p;
	(void)a;
}

static void
csv_groups(struct print *p, const struct answer *a, const struct grouping *g)
{
	(void)a;
	buf_addf(&p->out, "%s,count\r\n", g->field);
	for (size_t i = 0; i < g->count; i++) {
		char count[32];

		snprintf(count, sizeof count, "%llu",
		    (unsigned long long)g->groups[i].count);
		add_cell(p, g->groups[i].value);
		add_last(p, span_str(count));
	}
}

const struct printer print_csv = {
	.name = "csv",
	.begin = csv_begin,
	.hit = csv_hit,
	.end = csv_end,
	.groups = csv_groups,
};
