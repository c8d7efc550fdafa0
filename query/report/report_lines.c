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

static enum pl_status
fail_mistakes(const struct mistakes *m, struct pl_error *err)
{
	return m->count > 0 ? pl_fail(err, PL_EQUERY, "%s", m->text.p) : PL_OK;
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
add_line(struct report *r, size_t number, struct span text, struct node *tree)
{
	struct report_line *line;

	r->lines = xgrow(r->lines, r->count, &r->capacity, sizeof *r->lines);
	line = &r->lines[r->count++];
	*line = (struct report_line){
		.number = number,
		.query = xstrndup(text.p, text.n),
		.tree = tree,
	};
	buf_init(&line->understood, BUF_UNLIMITED);
	query_print(&line->understood, tree);
}

/* Take a line, or note what is wrong with it. */
static enum pl_status
read_line(struct report *r, const char *path, size_t number, struct span text,
    const struct query_clock *clock, struct mistakes *m, struct pl_error *err)
{
	struct pl_error why;
	struct node *tree;
	enum pl_status rc;

	text = trim(text);
	if (text.n == 0 || text.p[0] == '#')
		return PL_OK;
	if (r->count == REPORT_LINES_MAX)
		return pl_fail(err, PL_ELIMIT,
		    "'%s' holds more than %d queries", path, REPORT_LINES_MAX);
	rc = query_parse(text, clock, &tree, &why);
	if (rc == PL_OK)
		add_line(r, number, text, tree);
	else
		add_mistake(m, path, number, &why);
	return PL_OK;
}

static enum pl_status
read_lines(struct report *r, const char *path, struct span text,
    const struct query_clock *clock, struct pl_error *err)
{
	struct mistakes m = { .count = 0 };
	enum pl_status rc = PL_OK;
	size_t number = 0;

	buf_init(&m.text, BUF_UNLIMITED);
	while (rc == PL_OK && text.n > 0) {
		const char *end = memchr(text.p, '\n', text.n);
		size_t n = end != NULL ? (size_t)(end - text.p) : text.n;

		rc = read_line(
		    r, path, ++number, span_of(text.p, n), clock, &m, err);
		n += end != NULL;
		text = span_of(text.p + n, text.n - n);
	}
	if (rc == PL_OK)
		rc = fail_mistakes(&m, err);
	if (rc == PL_OK && r->count == 0)
		rc = pl_fail(err, PL_EUSAGE, "'%s' holds no query", path);
	buf_release(&m.text);
	return rc;
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

enum pl_status
report_check(const struct report *r, struct pl_index *ix, struct pl_error *err)
{
	struct mistakes m = { .count = 0 };
	enum pl_status rc = PL_OK;

	buf_init(&m.text, BUF_UNLIMITED);
	for (size_t i = 0; i < r->count && rc == PL_OK; i++) {
		const struct report_line *line = &r->lines[i];
		struct plan *plan = NULL;
		struct pl_error why;

		rc = plan_make(ix, line->tree, PLAN_AUTO, &plan, &why);
		plan_free(plan);
		if (rc == PL_EQUERY) {
			add_mistake(&m, r->path, line->number, &why);
			rc = PL_OK;
		} else if (rc != PL_OK) {
			rc = pl_fail(err, rc, "%s", why.text);
		}
	}
	if (rc == PL_OK)
		rc = fail_mistakes(&m, err);
	buf_release(&m.text);
	return rc;
}
