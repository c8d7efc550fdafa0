/* The report for programs, and for the next report to be compared with. */
#include "query/print_json.h"
#include "query/report/report.h"

static void
add_tally(struct json_writer *w, const struct tally *t)
{
	json_key_int(w, "hits", (int64_t)t->hits);
	json_key_int(w, "unique", (int64_t)t->unique);
	json_key_int(w, "conversations", (int64_t)t->conversations);
	json_key_int(w, "users", (int64_t)t->users);
	json_key_instant(w, "first", t->first);
	json_key_instant(w, "last", t->last);
}

static void
add_number(
    struct json_writer *w, const char *name, bool known, uint64_t number)
{
	json_key(w, name);
	if (known)
		json_int(w, (int64_t)number);
	else
		json_null(w);
}

static void
add_change(
    struct json_writer *w, const struct report *r, const struct change *c)
{
	if (!r->compared)
		return;
	add_number(w, "then", c->listed, c->then);
	add_number(w, "new", c->counted, c->fresh);
	add_number(w, "gone", c->counted, c->gone);
}

static void
add_ids(
    struct json_writer *w, const struct report *r, const struct id_list *list)
{
	json_key(w, "ids");
	if (!list->known) {
		json_null(w);
		return;
	}
	json_array(w);
	for (size_t i = 0; i < list->count; i++)
		json_span(w, r->ids.items[id_list_place(list, i)]);
	json_array_end(w);
}

static void
add_line(struct json_writer *w, const struct report *r,
    const struct report_line *line)
{
	json_object(w);
	json_key_int(w, "line", (int64_t)line->number);
	json_key_string(w, "query", line->query);
	json_key_span(w, "understood", buf_span(&line->understood));
	add_tally(w, &line->tally);
	add_change(w, r, &line->change);
	json_key_bool(w, "complete", line->complete);
	add_ids(w, r, &line->ids);
	json_object_end(w);
}

/* Queries that only the earlier report has. */
static void
add_dropped(struct json_writer *w, const struct report *r)
{
	json_key_instant(w, "since", r->since);
	json_key_span(w, "since_index", buf_span(&r->since_index));
	json_key(w, "dropped");
	json_array(w);
	for (size_t i = 0; i < r->former_count; i++) {
		const struct former *f = &r->formers[i];

		if (f->listed)
			continue;
		json_object(w);
		json_key_span(w, "query", buf_span(&f->query));
		json_key_int(w, "then", (int64_t)f->hits);
		json_object_end(w);
	}
	json_array_end(w);
}

void
report_json(struct buf *out, const struct report *r, const struct pl_index *ix)
{
	struct json_writer w;

	json_begin(&w, out, true);
	json_object(&w);
	json_key_int(&w, "schema_version", JSON_SCHEMA_VERSION);
	json_key_string(&w, "report", "terms");
	json_key_string(&w, "index", ix->id);
	json_key_overview(&w, ix);
	json_key(&w, "terms");
	json_array(&w);
	for (size_t i = 0; i < r->count; i++)
		add_line(&w, r, &r->lines[i]);
	json_array_end(&w);
	if (r->compared)
		add_dropped(&w, r);
	json_key(&w, "total");
	json_object(&w);
	add_tally(&w, &r->total);
	add_change(&w, r, &r->total_change);
	json_object_end(&w);
	json_key_incomplete(&w, r->causes.items, r->causes.count);
	forgottens_json(&w, &r->forgotten);
	json_object_end(&w);
	buf_addc(out, '\n');
}
