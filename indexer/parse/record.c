#include "indexer/parse/record.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "indexer/parse/format.h"
#include "indexer/parse/ids.h"

/* A larger buffer is given back after the record it was needed for. */
#define RECORD_KEEP ((size_t)4 << 20)

struct record_parser {
	struct json_tree tree; /* of the record last parsed; spans lie in it */
	struct json_tree others; /* of what came with it */
	struct columns columns;
	struct prompt_pieces pieces;
	struct buf scratch;
};

struct record_parser *
record_parser_new(void)
{
	struct record_parser *p = xcalloc(1, sizeof *p);

	json_tree_init(&p->tree);
	json_tree_init(&p->others);
	columns_init(&p->columns);
	buf_init(&p->scratch, BUF_UNLIMITED);
	return p;
}

void
record_parser_free(struct record_parser *p)
{
	if (p == NULL)
		return;
	json_tree_release(&p->tree);
	json_tree_release(&p->others);
	columns_release(&p->columns);
	prompt_pieces_release(&p->pieces);
	buf_release(&p->scratch);
	free(p);
}

void
notes_add(struct notes *n, const char *format, ...)
{
	va_list args;

	if (n->count++ > 0)
		return;
	va_start(args, format);
	vsnprintf(n->first, sizeof n->first, format, args);
	va_end(args);
}

#define NAME_SHOWN 60 /* bytes of a foreign name or value in a note */

/* How much of a text a note shows: NAME_SHOWN bytes, no character cut. */
static struct span
shown(struct span text)
{
	size_t n = text.n < NAME_SHOWN ? text.n : NAME_SHOWN;

	return span_of(text.p, utf8_valid(text.p, n));
}

/* One record on its way. */
struct reading {
	struct draft draft;
	const struct format *format;
	struct ids ids;
	struct notes *notes;
	const struct record_source *source;
};

static void
find_time(struct reading *r)
{
	struct pl_record *record = r->draft.record;
	struct span text = r->ids.text[ID_TIME];

	if (instant_parse(text, &record->time))
		return;
	record->time = r->source->place->hour;
	record->flags |= PL_RECORD_TIME_FROM_KEY;
	columns_add(
	    r->draft.columns, PL_COLUMN_EXTRA, PL_MEMBER_TIME_TEXT, text);
	struct span name = shown(text);
	if (text.n > 0)
		notes_add(r->notes,
		    "record %u: timeStamp '%.*s' cannot be read",
		    r->source->ordinal + 1, SPAN_ARG(name));
	else
		notes_add(r->notes, "record %u: no timeStamp",
		    r->source->ordinal + 1);
}

static void
add_member(struct reading *r, struct json_node **object, struct span name,
    const struct json_node *value)
{
	if (*object == NULL)
		*object = json_tree_new(r->draft.tree, JSON_OBJECT);
	json_tree_add(r->draft.tree, *object, name, value);
}

#define FIELDS_MAX 16 /* of a table of fields */

/* The field of that name whose value this is; NULL for none. */
static const struct field *
field_of(const struct field *fields, const struct json_node *const *values,
    const struct json_node *member)
{
	for (size_t i = 0; fields[i].name != NULL; i++)
		if (member == values[i] ||
		    (member->kind == JSON_NULL &&
			span_is(member->name, fields[i].name)))
			return &fields[i];
	return NULL;
}

/* Put the members of an object that fields names into columns; what is left,
 * or NULL. */
static const struct json_node *
take_fields(struct reading *r, const struct field *fields,
    const struct json_node *object)
{
	const struct json_node *values[FIELDS_MAX];
	struct json_node *rest = NULL;

	if (object == NULL)
		return NULL;
	for (size_t i = 0; fields[i].name != NULL; i++) {
		const struct field *f = &fields[i];
		const struct json_node *value =
		    json_node_find(object, f->name);
		const struct json_node *left = value;

		assert(i < FIELDS_MAX);
		values[i] = value;
		if (f->inner != NULL && json_node_is(value, JSON_OBJECT))
			left = take_fields(r, f->inner, value);
		else if (f->inner == NULL && value != NULL)
			left = f->take(&r->draft, f, value);
		if (left != NULL)
			add_member(r, &rest, span_str(f->name), left);
	}
	for (const struct json_node *m = object->first; m != NULL; m = m->next)
		if (field_of(fields, values, m) == NULL &&
		    !ids_told(&r->ids, m))
			add_member(r, &rest, m->name, m);
	return rest;
}

/* Whether a member of the record is one of its halves, or an empty one. */
static bool
is_half(const struct reading *r, const struct json_node *member)
{
	if (member->kind != JSON_NULL)
		return member == r->ids.place[PLACE_REQUEST] ||
		    member == r->ids.place[PLACE_RESPONSE];
	return span_is(member->name, r->format->request) ||
	    span_is(member->name, r->format->response);
}

/* What of the record itself is no half of it, or NULL. */
static const struct json_node *
take_record(struct reading *r)
{
	const struct json_node *record = r->ids.place[PLACE_RECORD];
	struct json_node *rest = NULL;

	for (const struct json_node *m = record->first; m != NULL; m = m->next)
		if (!is_half(r, m) && !ids_told(&r->ids, m))
			add_member(r, &rest, m->name, m);
	return rest;
}

/* The members beside `records`: they go with one of the records. */
static const struct json_node *
take_others(struct record_parser *p, const struct reading *r)
{
	struct span others = r->source->others;
	struct pl_error why;

	if (others.n == 0)
		return NULL;
	enum pl_status rc = json_tree_read(&p->others, others, &why);
	if (rc == PL_ELIMIT)
		notes_add(r->notes, "what is beside 'records' %s", why.text);
	else if (rc != PL_OK)
		notes_add(r->notes, "members beside 'records' are no JSON");
	else if (p->others.repaired)
		r->draft.record->flags |= PL_RECORD_UTF8_REPAIRED;
	return p->others.root;
}

static void
take_all(struct record_parser *p, struct reading *r)
{
	struct json_node *rest = NULL;
	const struct json_node *left[4] = { NULL };
	static const char *const names[4] = { "record", "request", "response",
		"object" };

	if (r->format == &format_unknown) {
		left[0] = p->tree.root;
	} else {
		left[1] = take_fields(
		    r, r->format->request_fields, r->ids.place[PLACE_REQUEST]);
		left[2] = take_fields(r, r->format->response_fields,
		    r->ids.place[PLACE_RESPONSE]);
		left[0] = take_record(r);
	}
	left[3] = take_others(p, r);
	for (int i = 0; i < 4; i++)
		if (left[i] != NULL)
			add_member(r, &rest, span_str(names[i]), left[i]);
	if (rest != NULL)
		add_json(
		    &r->draft, PL_COLUMN_CONTEXT, PL_MEMBER_UNKNOWN, rest);
}

/* Which type the record is of, and where its ids are; false for a bare
 * document that is no record. */
static bool
find_format(struct reading *r, const struct json_node *root)
{
	const struct json_node *request, *response;

	r->format = format_find(root);
	r->draft.record->type = r->format->type;
	if (r->format != &format_unknown) {
		request = json_node_find(root, r->format->request);
		response = json_node_find(root, r->format->response);
		ids_find(root, request, response, &r->ids);
		return true;
	}
	format_guess(root, &request, &response);
	const struct json_node *half = request ? request : response;
	if (half == NULL && r->source->cut->bare) {
		notes_add(r->notes, "no records member");
		return false;
	}
	ids_find(root, request, response, &r->ids);
	if (half != NULL) {
		struct span name = shown(half->name);

		notes_add(r->notes, "record %u: unknown type '%.*s'",
		    r->source->ordinal + 1, SPAN_ARG(name));
	} else {
		notes_add(r->notes, "record %u: unknown type",
		    r->source->ordinal + 1);
	}
	return true;
}

/* The record's tree; false when it has none, noted. */
static bool
parse_root(struct record_parser *p, const struct record_source *source,
    unsigned *flags, struct notes *notes)
{
	const struct cut *cut = source->cut;
	struct span raw =
	    span_of(source->text.p + cut->begin, cut->end - cut->begin);
	struct pl_error why;
	enum pl_status rc;

	if (cut->faulty) {
		notes_add(notes, "record %u: no JSON at byte %zu",
		    source->ordinal + 1, cut->fault);
		return false;
	}
	rc = json_tree_read(&p->tree, raw, &why);
	if (p->tree.repaired)
		*flags |= PL_RECORD_UTF8_REPAIRED;
	if (json_node_is(p->tree.root, JSON_OBJECT))
		return true;
	if (rc == PL_ELIMIT)
		notes_add(
		    notes, "record %u: %s", source->ordinal + 1, why.text);
	else if (rc != PL_OK && raw.p[0] == '{')
		notes_add(notes, "record %u: no JSON, bytes %zu to %zu",
		    source->ordinal + 1, cut->begin, cut->end);
	else
		notes_add(notes, "record %u: no object", source->ordinal + 1);
	return false;
}

enum pl_status
record_parse(struct record_parser *p, const struct record_source *source,
    struct pl_record *out, struct notes *notes)
{
	struct reading r = {
		.draft = { out, &p->columns, &p->pieces, &p->tree,
		    &p->scratch },
		.notes = notes,
		.source = source,
	};

	*out = (struct pl_record){ .time = INSTANT_NONE };
	columns_clear(&p->columns);
	json_tree_release(&p->others);
	if (p->scratch.cap > RECORD_KEEP)
		buf_release(&p->scratch);
	if (!parse_root(p, source, &out->flags, notes) ||
	    !find_format(&r, p->tree.root)) {
		*out = (struct pl_record){ .time = INSTANT_NONE };
		return PL_EFORMAT;
	}
	out->ordinal = source->ordinal;
	out->begin = source->cut->begin;
	out->end = source->cut->end;
	out->user = r.ids.text[ID_USER];
	out->model = r.ids.text[ID_MODEL];
	out->request = r.ids.text[ID_REQUEST];
	out->conversation = r.ids.text[ID_CONVERSATION];
	if (r.ids.place[PLACE_RESPONSE] == NULL)
		out->flags |= PL_RECORD_NO_RESPONSE;
	find_time(&r);
	take_all(p, &r);
	columns_fill(&p->columns, out);
	return PL_OK;
}
