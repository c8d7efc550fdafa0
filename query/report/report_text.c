/* The report for people: a table, the queries at the end of its lines, since
 * they have any length. */
#include "base/human.h"
#include "base/term.h"
#include "query/report/report.h"

#define COLUMNS_MAX 9
#define TIMES       2 /* of them, at the end */
#define CELL_BYTES  (QUERY_ZONE_TEXT > 32 ? QUERY_ZONE_TEXT : 32)

struct row {
	char cells[COLUMNS_MAX][CELL_BYTES];
	size_t count;
};

static void
add_cell(struct row *row, const char *text)
{
	snprintf(row->cells[row->count++], CELL_BYTES, "%s", text);
}

/* A count; what is not known is "?", what is not there "-". */
static void
add_count(struct row *row, bool there, bool known, uint64_t count)
{
	struct buf text;

	buf_init(&text, BUF_UNLIMITED);
	if (!there || !known)
		buf_adds(&text, there ? "?" : "-");
	else
		human_count(&text, count);
	add_cell(row, text.p);
	buf_release(&text);
}

static void
add_time(struct row *row, int64_t time, const struct query_zone *zone)
{
	char text[QUERY_ZONE_TEXT];

	query_zone_format(zone, time, text);
	add_cell(row, time == INSTANT_NONE ? "-" : text);
}

/* The cells of a line; without a tally it is one that was dropped. */
static struct row
make_row(const struct report *r, const struct tally *t, const struct change *c,
    const struct query_zone *zone)
{
	const struct tally none = { .first = INSTANT_NONE,
		.last = INSTANT_NONE };
	struct row row = { .count = 0 };
	bool there = t != NULL;

	t = there ? t : &none;
	if (r->compared)
		add_count(&row, c->listed, true, c->then);
	add_count(&row, there, true, t->hits);
	if (r->compared) {
		add_count(&row, there && c->listed, c->counted, c->fresh);
		add_count(&row, there && c->listed, c->counted, c->gone);
	}
	add_count(&row, there, true, t->unique);
	add_count(&row, there, true, t->conversations);
	add_count(&row, there, true, t->users);
	add_time(&row, t->first, zone);
	add_time(&row, t->last, zone);
	return row;
}

static struct row
make_head(const struct report *r)
{
	static const char *const plain[] = { "hits", "unique", "conversations",
		"users", "first", "last" };
	static const char *const compared[] = { "then", "now", "new", "gone",
		"unique", "conversations", "users", "first", "last" };
	struct row row = { .count = 0 };

	if (r->compared)
		for (size_t i = 0; i < COLUMNS_MAX; i++)
			add_cell(&row, compared[i]);
	else
		for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
			add_cell(&row, plain[i]);
	return row;
}

struct table {
	struct buf *out;
	size_t widths[COLUMNS_MAX];
	size_t query; /* columns of the longest */
	bool print;   /* the second time; the first is for measuring */
	bool folded;  /* times and query on a second line */
};

static void
measure(struct table *t, const struct row *row, struct span query)
{
	for (size_t i = 0; i < row->count; i++) {
		size_t n = strlen(row->cells[i]);

		t->widths[i] = n > t->widths[i] ? n : t->widths[i];
	}
	t->query = query.n > t->query ? query.n : t->query;
}

static void
put(struct table *t, const struct row *row, struct span query)
{
	if (!t->print) {
		measure(t, row, query);
		return;
	}
	for (size_t i = 0; i < row->count; i++) {
		if (t->folded && i + TIMES == row->count) {
			t->out->n -= 2;
			buf_adds(t->out, "\n    ");
		}
		buf_addf(t->out, "%*s  ", (int)t->widths[i], row->cells[i]);
	}
	term_escape(t->out, query, false);
	buf_addc(t->out, '\n');
}

static bool
is_wider(const struct table *t, size_t width)
{
	size_t columns = t->query;

	for (size_t i = 0; i < COLUMNS_MAX; i++)
		columns += t->widths[i] > 0 ? t->widths[i] + 2 : 0;
	return columns > width;
}

static void
put_rows(
    struct table *t, const struct report *r, const struct query_zone *zone)
{
	struct row row = make_head(r);

	put(t, &row, span_str("query"));
	for (size_t i = 0; i < r->count; i++) {
		const struct report_line *line = &r->lines[i];

		row = make_row(r, &line->tally, &line->change, zone);
		put(t, &row, span_str(line->query));
	}
	for (size_t i = 0; i < r->former_count; i++) {
		const struct former *f = &r->formers[i];
		const struct change was = { .listed = true, .then = f->hits };

		if (f->listed)
			continue;
		row = make_row(r, NULL, &was, zone);
		put(t, &row, buf_span(&f->query));
	}
	row = make_row(r, &r->total, &r->total_change, zone);
	put(t, &row, span_str("(all lines)"));
}

void
report_text(struct buf *out, const struct report *r,
    const struct query_zone *zone, size_t width)
{
	struct table t = { .out = out };
	char since[QUERY_ZONE_TEXT];

	put_rows(&t, r, zone);
	t.print = true;
	t.folded = width > 0 && is_wider(&t, width);
	put_rows(&t, r, zone);
	if (!r->compared)
		return;
	query_zone_format(zone, r->since, since);
	buf_addf(out, "then: as of %s\n", since);
}
