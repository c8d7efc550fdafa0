/* The file of queries. */
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "query/answer/plan.h"
#include "query/report/report.h"
#include "query/text_file.h"

/* Lines that cannot be understood. */
struct mistakes {
	struct buf text; /* what is said of them */
	size_t count;
};

/* Further lines that a message names by their numbers. */
#define MISTAKES_NAMED 20

static void
add_mistake(struct mistakes *m, const char *path, size_t number,
    const struct pl_error *why)
{
	m->count++;
	if (m->count == 1)
		buf_addf(
		    &m->text, "line %zu of '%s': %s", number, path, why->text);
	else if (m->count <= 1 + MISTAKES_NAMED)
		buf_addf(&m->text, "%s %zu",
		    m->count == 2 ? "; also wrong:" : ",", number);
	else if (m->count == 2 + MISTAKES_NAMED)
		buf_adds(&m->text, " and others");
}

static struct span
trim(struct span line)
{
	while (line.n > 0 && strchr(" \t\r", line.p[0]) != NULL)
		line = span_of(line.p + 1, line.n - 1);
	while (line.n > 0 && strchr(" \t\r", line.p[line.n - 1]) != NULL)
		line.n--;
	return line;
}

static void
add_line(struct report *r, size_t number, struct span text,
    const struct query_clock *clock)
{
	struct report_line *line;
	struct pl_error why;

	r->lines = xgrow(r->lines, r->count, &r->capacity, sizeof *r->lines);
	line = &r->lines[r->count++];
	*line = (struct report_line){
		.number = number,
		.query = xstrndup(text.p, text.n),
	};
	buf_init(&line->understood, BUF_UNLIMITED);
	if (query_parse(text, clock, &line->tree, &why) == PL_OK) {
		query_print(&line->understood, line->tree);
	} else {
		line->tree = NULL;
		line->wrong = xstrdup(why.text);
	}
}

static enum pl_status
read_lines(struct report *r, const char *path, struct span text,
    const struct query_clock *clock, struct pl_error *err)
{
	size_t number = 0;

	while (text.n > 0) {
		const char *end = memchr(text.p, '\n', text.n);
		size_t n = end != NULL ? (size_t)(end - text.p) : text.n;
		struct span line = trim(span_of(text.p, n));

		number++;
		n += end != NULL;
		text = span_of(text.p + n, text.n - n);
		if (line.n == 0 || line.p[0] == '#')
			continue;
		if (r->count == REPORT_LINES_MAX)
			return pl_fail(err, PL_ELIMIT,
			    "'%s' holds more than %d queries", path,
			    REPORT_LINES_MAX);
		add_line(r, number, line, clock);
	}
	if (r->count == 0)
		return pl_fail(err, PL_EUSAGE, "'%s' holds no query", path);
	return PL_OK;
}

enum pl_status
report_read(
    struct report *r, const char *path, const char *zone, struct pl_error *err)
{
	struct query_clock clock = { instant_now(), zone };
	struct buf text;
	enum pl_status rc;

	r->path = path;
	buf_init(&text, BUF_UNLIMITED);
	rc = text_file_read(path, "queries", REPORT_FILE_MAX, &text, err);
	if (rc == PL_OK && text.n > REPORT_FILE_MAX)
		rc = pl_fail(err, PL_ELIMIT,
		    "'%s' is larger than %zu MiB, which a file of queries may"
		    " have",
		    path, REPORT_FILE_MAX >> 20);
	if (rc == PL_OK)
		rc = read_lines(r, path, buf_span(&text), &clock, err);
	buf_release(&text);
	return rc;
}

/* PL_EQUERY if the line cannot be asked. */
static enum pl_status
check_line(
    const struct report_line *line, struct pl_index *ix, struct pl_error *err)
{
	struct plan *plan = NULL;
	enum pl_status rc;

	if (line->wrong != NULL)
		return pl_fail(err, PL_EQUERY, "%s", line->wrong);
	rc = plan_make(ix, line->tree, PLAN_AUTO, &plan, err);
	plan_free(plan);
	return rc;
}

enum pl_status
report_check(const struct report *r, struct pl_index *ix, struct pl_error *err)
{
	struct mistakes m = { .count = 0 };
	enum pl_status rc = PL_OK;

	buf_init(&m.text, BUF_UNLIMITED);
	for (size_t i = 0; i < r->count && rc == PL_OK; i++) {
		struct pl_error why;

		rc = check_line(&r->lines[i], ix, &why);
		if (rc == PL_EQUERY) {
			add_mistake(&m, r->path, r->lines[i].number, &why);
			rc = PL_OK;
		} else if (rc != PL_OK) {
			rc = pl_fail(err, rc, "%s", why.text);
		}
	}
	if (rc == PL_OK && m.count > 0)
		rc = pl_fail(err, PL_EQUERY, "%s", m.text.p);
	buf_release(&m.text);
	return rc;
}
