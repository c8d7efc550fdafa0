#include "query/csv.h"
#include "query/report/report.h"

static void
add_tally(struct buf *out, const struct tally *t)
{
	const uint64_t counts[] = { t->hits, t->unique, t->conversations,
		t->users };

	for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
		buf_addc(out, ',');
		csv_count(out, counts[i]);
	}
	buf_addc(out, ',');
	csv_instant(out, t->first);
	buf_addc(out, ',');
	csv_instant(out, t->last);
}

static void
add_number(struct buf *out, bool known, uint64_t number)
{
	buf_addc(out, ',');
	if (known)
		csv_count(out, number);
}

static void
end_row(struct buf *out, const struct report *r, const struct change *c)
{
	if (r->compared) {
		add_number(out, c->listed, c->then);
		add_number(out, c->counted, c->fresh);
		add_number(out, c->counted, c->gone);
	}
	buf_adds(out, CSV_END);
}

/* Queries that only the earlier report has: no line, and no count of today. */
static void
add_dropped(struct buf *out, const struct report *r, bool terminal)
{
	for (size_t i = 0; i < r->former_count; i++) {
		const struct former *f = &r->formers[i];
		const struct change was = { .listed = true, .then = f->hits };

		if (f->listed)
			continue;
		buf_addc(out, ',');
		csv_text(out, buf_span(&f->query), terminal);
		buf_adds(out, ",,,,,,");
		end_row(out, r, &was);
	}
}

void
report_csv(struct buf *out, const struct report *r, bool terminal)
{
	buf_adds(out, "line,query,hits,unique,conversations,users,first,last");
	buf_adds(out, r->compared ? ",then,new,gone" CSV_END : CSV_END);
	for (size_t i = 0; i < r->count; i++) {
		const struct report_line *line = &r->lines[i];

		csv_count(out, line->number);
		buf_addc(out, ',');
		csv_text(out, span_str(line->query), terminal);
		add_tally(out, &line->tally);
		end_row(out, r, &line->change);
	}
	add_dropped(out, r, terminal);
	buf_adds(out, "total,");
	add_tally(out, &r->total);
	end_row(out, r, &r->total_change);
}
