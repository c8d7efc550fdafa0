/* An earlier report, and what changed since. */
#include <stdlib.h>

#include "base/json_value.h"
#include "base/mem.h"
#include "query/print_json.h"
#include "query/report/report.h"
#include "query/text_file.h"

/* Bytes of a report: the most queries with some ten of the longest ids each,
 * or fewer with more. */
#define SINCE_FILE_MAX ((size_t)256 << 20)

static bool
find_count(struct json_value v, const char *name, uint64_t *out)
{
	struct json_value found;
	int64_t n;

	*out = 0;
	if (!json_value_find(v, name, &found) || !json_value_int(found, &n) ||
	    n < 0)
		return false;
	*out = (uint64_t)n;
	return true;
}

static void
read_ids(struct report *r, struct json_value term, struct id_list *out)
{
	struct json_items items;
	struct json_value list, id;
	struct span name;
	struct buf text;

	if (!json_value_find(term, "ids", &list) || list.kind != JSON_ARRAY)
		return;
	buf_init(&text, BUF_UNLIMITED);
	items = json_value_items(list);
	while (json_value_next(&items, &name, &id)) {
		buf_clear(&text);
		if (json_value_text(id, &text))
			id_list_add(out, intern_add(&r->ids, buf_span(&text)));
	}
	id_list_end(out);
	out->known = true;
	buf_release(&text);
}

static bool
read_term(struct report *r, struct json_value term)
{
	struct json_value query;
	struct former *f;

	r->formers = xgrow(r->formers, r->former_count, &r->former_capacity,
	    sizeof *r->formers);
	f = &r->formers[r->former_count++];
	*f = (struct former){ .listed = false };
	buf_init(&f->query, BUF_UNLIMITED);
	if (!json_value_find(term, "query", &query) ||
	    !json_value_text(query, &f->query) ||
	    !find_count(term, "hits", &f->hits))
		return false;
	read_ids(r, term, &f->ids);
	return true;
}

static void
read_origin(struct report *r, struct json_value document)
{
	struct json_value as_of, index;
	struct buf text;

	if (json_value_find(document, "index", &index))
		(void)!json_value_text(index, &r->since_index);

	buf_init(&text, BUF_UNLIMITED);
	if (!json_value_find(document, "as_of", &as_of) ||
	    !json_value_text(as_of, &text) ||
	    !instant_parse(buf_span(&text), &r->since))
		r->since = INSTANT_NONE;
	buf_release(&text);
}

static bool
read_document(struct report *r, struct json_value document)
{
	struct json_value kind, terms, total, term;
	struct json_items items;
	struct span name;
	uint64_t version;
	bool good = find_count(document, "schema_version", &version) &&
	    version == JSON_SCHEMA_VERSION &&
	    json_value_find(document, "report", &kind) &&
	    span_is(kind.text, "\"terms\"") &&
	    json_value_find(document, "terms", &terms) &&
	    terms.kind == JSON_ARRAY &&
	    json_value_find(document, "total", &total) &&
	    find_count(total, "hits", &r->total_change.then);

	if (!good)
		return false;
	read_origin(r, document);
	items = json_value_items(terms);
	while (good && json_value_next(&items, &name, &term))
		good = read_term(r, term);
	return good;
}

enum pl_status
report_read_since(struct report *r, const char *path, struct pl_error *err)
{
	struct json_value document;
	struct pl_error why;
	struct buf text;
	enum pl_status rc;

	buf_init(&text, BUF_UNLIMITED);
	rc = text_file_read(
	    path, "the earlier report", SINCE_FILE_MAX, &text, err);
	if (rc != PL_OK)
		goto done;
	if (text.n > SINCE_FILE_MAX) {
		rc = pl_fail(err, PL_ELIMIT, "'%s' is larger than %zu MiB",
		    path, SINCE_FILE_MAX >> 20);
		goto done;
	}
	rc = json_value_parse(buf_span(&text), &document, &why);
	if (rc != PL_OK)
		rc = pl_fail(
		    err, PL_EUSAGE, "cannot read '%s': %s", path, why.text);
	else if (!read_document(r, document))
		rc = pl_fail(err, PL_EUSAGE,
		    "'%s' is no report of 'promptlog terms --json'", path);
	r->compared = rc == PL_OK;
done:
	buf_release(&text);
	return rc;
}

/* ---- comparing ---- */

/* How many of `a` are not in `b`. */
static uint64_t
count_missing(const struct id_list *a, const struct id_list *b)
{
	uint64_t missing = 0;
	size_t at = 0;

	for (size_t i = 0; i < a->count; i++) {
		while (at < b->count && b->items[at] < a->items[i])
			at++;
		missing += at == b->count || b->items[at] != a->items[i];
	}
	return missing;
}

static void
compare_lists(
    struct change *c, const struct id_list *then, const struct id_list *now)
{
	c->counted = then->known && now->known;
	if (!c->counted)
		return;
	c->fresh = count_missing(now, then);
	c->gone = count_missing(then, now);
}

/* Whether the two reports ask the same. */
static bool
is_same_list(const struct report *r)
{
	for (size_t i = 0; i < r->former_count; i++)
		if (!r->formers[i].listed)
			return false;
	for (size_t i = 0; i < r->count; i++)
		if (!r->lines[i].change.listed)
			return false;
	return true;
}

/* Compare the unions: what other queries found is no change. */
static void
compare_totals(struct report *r)
{
	struct id_list then = { .known = true }, now = { .known = true };

	if (!is_same_list(r))
		return;
	for (size_t i = 0; i < r->former_count; i++)
		id_list_join(&then, &r->formers[i].ids);
	for (size_t i = 0; i < r->count; i++)
		id_list_join(&now, &r->lines[i].ids);
	id_list_sort(&then);
	id_list_sort(&now);
	r->total_change.listed = true;
	compare_lists(&r->total_change, &then, &now);
	id_list_release(&then);
	id_list_release(&now);
}

/* Queries by their texts: the first of each counts. */
struct index_of {
	struct intern texts;
	struct former **formers; /* owned; by place in texts */
};

void
report_compare(struct report *r)
{
	struct index_of known;

	if (!r->compared)
		return;
	intern_init(&known.texts);
	known.formers = xcalloc(r->former_count + 1, sizeof *known.formers);
	for (size_t i = 0; i < r->former_count; i++) {
		struct former *f = &r->formers[i];
		uint32_t at = intern_add(&known.texts, buf_span(&f->query));

		if (known.formers[at] == NULL)
			known.formers[at] = f;
		else
			f->listed = true;
	}
	for (size_t i = 0; i < r->count; i++) {
		struct report_line *line = &r->lines[i];
		uint32_t at = intern_find(&known.texts, span_str(line->query));

		if (at == INTERN_NONE)
			continue;
		known.formers[at]->listed = true;
		line->change.listed = true;
		line->change.then = known.formers[at]->hits;
		compare_lists(
		    &line->change, &known.formers[at]->ids, &line->ids);
	}
	compare_totals(r);
	free(known.formers);
	intern_release(&known.texts);
}
