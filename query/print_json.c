/* --json, one document, and --jsonl, one hit a line. */
#include "query/print_json.h"

#include "query/overview.h"
#include "query/search/printer.h"

void
json_key_text(struct json_writer *w, const char *name, struct span text)
{
	json_key(w, name);
	if (text.n > 0)
		json_span(w, text);
	else
		json_null(w);
}

void
json_key_extent(
    struct json_writer *w, const struct pl_index *ix, int64_t archive)
{
	struct extent e = overview_extent(ix, archive);

	json_key_instant(w, "as_of", e.as_of);
	json_key(w, "whole");
	if (e.count > 0)
		json_bool(w, e.whole);
	else
		json_null(w);
}

void
json_key_overview(struct json_writer *w, const struct pl_index *ix)
{
	struct covered covered = overview_covered(ix);

	json_key_instant(w, "as_of", overview_as_of(ix));
	json_key(w, "covered");
	json_object(w);
	json_key_instant(w, "from", covered.from);
	json_key_instant(w, "to", covered.to);
	json_object_end(w);
	json_key(w, "archives");
	json_array(w);
	for (size_t i = 0; i < ix->archive_count; i++) {
		json_object(w);
		json_key_int(w, "id", ix->archives[i].id);
		json_key_string(w, "root", ix->archives[i].root);
		json_key_extent(w, ix, ix->archives[i].id);
		json_object_end(w);
	}
	json_array_end(w);
}

void
json_key_incomplete(
    struct json_writer *w, const struct incomplete *list, size_t count)
{
	json_key_bool(w, "complete", count == 0);
	json_key_int(w, "incomplete_total", (int64_t)count);
	json_key(w, "incomplete");
	json_array(w);
	for (size_t i = 0; i < count && i < JSON_INCOMPLETE_MOST; i++) {
		json_object(w);
		json_key_string(w, "kind", list[i].kind);
		json_key_string(w, "subject", list[i].subject);
		json_key_string(w, "reason", list[i].reason);
		json_object_end(w);
	}
	json_array_end(w);
}

static void
add_flags(struct json_writer *w, unsigned flags)
{
	unsigned next = 0;
	const char *name = print_next_flag(flags, &next);

	if (name == NULL)
		return;
	json_key(w, "flags");
	json_array(w);
	for (; name != NULL; name = print_next_flag(flags, &next))
		json_string(w, name);
	json_array_end(w);
}

void
json_key_conversation(
    struct json_writer *w, const struct conversation *conversation)
{
	json_key_text(w, "conversation", conversation->id);
	json_key_string(w, "conversation_rule",
	    conversation_rule_name(conversation->rule));
}

void
json_key_thread(struct json_writer *w, const struct conversation *v)
{
	json_key_conversation(w, v);
	json_key_text(w, "user", v->user);
	json_key_instant(w, "start", v->first);
	json_key_instant(w, "end", v->last);
	json_key_int(w, "turns", (int64_t)v->turn_count);
	json_key_int(w, "router_turns", (int64_t)v->router_count);
}

/* What the log itself says of the conversation. */
static void
add_logged_conversation(struct json_writer *w, struct span id)
{
	json_key_text(w, "conversation", id);
	json_key_string(w, "conversation_rule",
	    id.n > 0 ? conversation_rule_name(CONVERSATION_ID) : NULL);
}

void
json_key_record(struct json_writer *w, const struct pl_row *row,
    const struct conversation *conversation)
{
	json_key_string(w, "id", row->id);
	json_key_instant(w, "time", row->time);
	json_key_string(w, "type", pl_type_name(row->type));
	json_key_text(w, "user", row->user);
	json_key_text(w, "account", row->account);
	json_key_text(w, "region", row->region);
	if (conversation != NULL)
		json_key_conversation(w, conversation);
	else
		add_logged_conversation(w, row->conversation);
	json_key_text(w, "request_id", row->request);
	json_key_text(w, "file", row->file);
	json_key_text(w, "model", row->model);
	json_key_int(w, "archive", row->archive);
	json_key_text(w, "object", row->key);
	json_key_int(w, "ordinal", row->ordinal);
	json_key_bool(w, "duplicate", (row->flags & PL_RECORD_DUPLICATE) != 0);
	add_flags(w, row->flags);
}

void
json_key_columns(struct json_writer *w, const struct pl_record *record)
{
	for (int c = 0; c < PL_TEXT_COLUMNS; c++)
		json_key_text(
		    w, pl_column_name((enum pl_column)c), record->column[c]);
}

/* The document up to what tells hits and groups apart. */
static void
begin_document(struct print *p, const struct answer *a)
{
	struct json_writer *w = &p->json;

	json_begin(w, &p->out, true);
	json_object(w);
	json_key_int(w, "schema_version", JSON_SCHEMA_VERSION);
	json_key_span(w, "query", a->query);
	json_key_span(w, "understood", a->understood);
	json_key_overview(w, a->index);
	if (a->exact) {
		json_key_int(w, "total", (int64_t)a->total);
	} else {
		json_key(w, "total");
		json_null(w);
	}
	json_key_int(w, "copies", (int64_t)a->duplicates);
}

static void
end_document(struct print *p)
{
	json_object_end(&p->json);
	buf_addc(&p->out, '\n');
}

static void
json_begin_answer(struct print *p, const struct answer *a)
{
	struct json_writer *w = &p->json;

	begin_document(p, a);
	if (a->explain.n > 0)
		json_key_span(w, "explain", a->explain);
	if (a->conversations)
		json_key_int(w, "hit_total", (int64_t)a->hits);
	json_key(w, a->conversations ? "conversations" : "hits");
	json_array(w);
}

static void
add_members(struct print *p, const struct full_hit *h)
{
	struct json_writer *w = &p->json;

	print_make_snippet(p, h, PRINT_SNIPPET);
	if (h->conversation != NULL)
		json_key_int(w, "turn", (int64_t)h->turn + 1);
	json_key_record(w, &h->hit->row, h->conversation);
	json_key_text(w, "snippet", buf_span(&p->snippet.text));
	if (p->full)
		json_key_columns(w, h->record);
}

/* With turns around it, the object is open already: what came before the hit
 * stands in it, and what comes after is still to be put there. */
static void
json_hit(struct print *p, const struct full_hit *h)
{
	struct json_writer *w = &p->json;

	if (p->excerpts)
		json_array_end(w);
	else
		json_object(w);
	add_members(p, h);
	if (!p->excerpts) {
		json_object_end(w);
		return;
	}
	json_key(w, "context_after");
	json_array(w);
}

static void
json_begin_excerpt(struct print *p, const struct excerpt *x)
{
	(void)p;
	(void)x;
}

static void
json_begin_hit(struct print *p)
{
	json_object(&p->json);
	json_key(&p->json, "context_before");
	json_array(&p->json);
}

static void
json_context(struct print *p, const struct full_hit *turn)
{
	json_object(&p->json);
	add_members(p, turn);
	json_object_end(&p->json);
}

static void
json_end_hit(struct print *p)
{
	json_array_end(&p->json);
	json_object_end(&p->json);
}

static void
json_conversation(struct print *p, const struct listed *l)
{
	struct json_writer *w = &p->json;

	json_object(w);
	json_key_thread(w, l->conversation);
	json_key_int(w, "hits", (int64_t)l->hits);
	json_key_text(w, "typed", buf_span(&p->snippet.text));
	json_object_end(w);
}

/* Whether that was all is said after the hits: damage may be met only while
 * their texts are read. */
static void
json_end_answer(struct print *p, const struct answer *a)
{
	json_array_end(&p->json);
	json_key_int(&p->json, "shown", (int64_t)a->shown);
	json_key_incomplete(&p->json, a->incomplete, a->incomplete_count);
	forgottens_json(&p->json, a->forgotten);
	end_document(p);
}

static void
add_group(struct json_writer *w, const struct group *g)
{
	json_object(w);
	json_key_text(w, "value", g->value);
	json_key_int(w, "count", (int64_t)g->count);
	json_object_end(w);
}

static void
json_groups(struct print *p, const struct answer *a, const struct grouping *g)
{
	struct json_writer *w = &p->json;

	begin_document(p, a);
	json_key_incomplete(w, a->incomplete, a->incomplete_count);
	forgottens_json(w, a->forgotten);
	json_key_string(w, "by", g->field);
	json_key_int(w, "group_total", (int64_t)g->total);
	json_key(w, "groups");
	json_array(w);
	for (size_t i = 0; i < g->count; i++)
		add_group(w, &g->groups[i]);
	json_array_end(w);
	end_document(p);
}

static void
json_count(struct print *p, const struct answer *a)
{
	struct json_writer *w = &p->json;

	begin_document(p, a);
	if (a->conversations)
		json_key_int(w, "hit_total", (int64_t)a->hits);
	json_key_incomplete(w, a->incomplete, a->incomplete_count);
	forgottens_json(w, a->forgotten);
	end_document(p);
}

const struct printer print_json = {
	.name = "json",
	.begin = json_begin_answer,
	.hit = json_hit,
	.conversation = json_conversation,
	.begin_excerpt = json_begin_excerpt,
	.begin_hit = json_begin_hit,
	.context = json_context,
	.end_hit = json_end_hit,
	.end = json_end_answer,
	.groups = json_groups,
	.count = json_count,
};

static void
jsonl_begin(struct print *p, const struct answer *a)
{
	(void)p;
	(void)a;
}

static void
jsonl_hit(struct print *p, const struct full_hit *h)
{
	if (!p->excerpts)
		json_begin(&p->json, &p->out, false);
	json_hit(p, h);
	if (!p->excerpts)
		buf_addc(&p->out, '\n');
}

static void
jsonl_begin_hit(struct print *p)
{
	json_begin(&p->json, &p->out, false);
	json_begin_hit(p);
}

static void
jsonl_end_hit(struct print *p)
{
	json_end_hit(p);
	buf_addc(&p->out, '\n');
}

static void
jsonl_conversation(struct print *p, const struct listed *l)
{
	json_begin(&p->json, &p->out, false);
	json_conversation(p, l);
	buf_addc(&p->out, '\n');
}

static void
jsonl_end(struct print *p, const struct answer *a)
{
	(void)p;
	(void)a;
}

static void
jsonl_groups(struct print *p, const struct answer *a, const struct grouping *g)
{
	(void)a;
	for (size_t i = 0; i < g->count; i++) {
		json_begin(&p->json, &p->out, false);
		add_group(&p->json, &g->groups[i]);
		buf_addc(&p->out, '\n');
	}
}

const struct printer print_jsonl = {
	.name = "jsonl",
	.begin = jsonl_begin,
	.hit = jsonl_hit,
	.conversation = jsonl_conversation,
	.begin_excerpt = json_begin_excerpt,
	.begin_hit = jsonl_begin_hit,
	.context = json_context,
	.end_hit = jsonl_end_hit,
	.end = jsonl_end,
	.groups = jsonl_groups,
};
