/* --csv */
#include <stdio.h>

#include "query/csv.h"
#include "query/search/printer.h"

static void
add_text(struct print *p, struct span cell)
{
	csv_text(&p->out, cell, p->terminal);
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
	buf_adds(&p->out, CSV_END);
}

static void
add_number(struct print *p, int64_t number)
{
	buf_addf(&p->out, "%lld,", (long long)number);
}

static void
csv_begin(struct print *p, const struct answer *a)
{
	if (a->conversations) {
		buf_adds(&p->out,
		    "conversation,conversation_rule,start,end,turns,"
		    "router_turns,user,hits,typed" CSV_END);
		return;
	}
	buf_adds(&p->out,
	    "id,time,type,user,account,region,conversation,conversation_rule,"
	    "request_id,file,model,archive,object,ordinal,duplicate,flags,"
	    "snippet");
	for (int c = 0; p->full && c < PL_TEXT_COLUMNS; c++)
		buf_addf(&p->out, ",%s", pl_column_name((enum pl_column)c));
	buf_adds(&p->out, CSV_END);
}

static void
add_time(struct print *p, int64_t time)
{
	csv_instant(&p->out, time);
	buf_addc(&p->out, ',');
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
	buf_adds(&p->out, CSV_END);
}

static void
csv_conversation(struct print *p, const struct listed *l)
{
	const struct conversation *v = l->conversation;

	add_cell(p, v->id);
	add_cell(p, span_str(conversation_rule_name(v->rule)));
	add_time(p, v->first);
	add_time(p, v->last);
	add_number(p, (int64_t)v->turn_count);
	add_number(p, (int64_t)v->router_count);
	add_cell(p, v->user);
	add_number(p, (int64_t)l->hits);
	add_last(p, buf_span(&p->snippet.text));
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
	.conversation = csv_conversation,
	.end = csv_end,
	.groups = csv_groups,
};
