#include "indexer/parse/record.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "indexer/parse/format.h"
#include "indexer/parse/ids.h"
#include "indexer/parse/json_read.h"

/* A larger buffer is given back after the record it was needed for. */
#define RECORD_KEEP ((size_t)4 << 20)

struct record_parser {
	struct json_reader *reader;
	struct json_object *root; /* the record last parsed; spans lie in it */
	struct columns columns;
	struct prompt_pieces pieces;
	struct buf scratch;
};

struct record_parser *
record_parser_new(void)
{
	struct record_parser *p = xcalloc(1, sizeof *p);

	p->reader = json_reader_new();
	columns_init(&p->columns);
	buf_init(&p->scratch, BUF_UNLIMITED);
	return p;
}

void
record_parser_free(struct record_parser *p)
{
	if (p == NULL)
		return;
	json_object_put(p->root);
	json_reader_free(p->reader);
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
	const char *request, *response; /* names of the halves, or NULL */
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
add_member(
    struct json_object **object, const char *name, struct json_object *value)
{
	if (*object == NULL)
		*object = json_object_new_object();
	json_object_object_add(*object, name, value);
}

/* Put the members of an object that fields names into columns; what is left,
 * or NULL. */
static struct json_object *
take_fields(
    struct reading *r, const struct field *fields, struct json_object *object)
{
	struct json_object *rest = NULL;

	if (object == NULL)
		return NULL;
	for (const struct field *f = fields; f->name != NULL; f++) {
		struct json_object *value =
		    json_object_object_get(object, f->name);
		struct json_object *left = NULL;

		if (f->inner != NULL &&
		    json_object_is_type(value, json_type_object))
			left = take_fields(r, f->inner, value);
		else if (f->inner != NULL)
			left = json_object_get(value);
		else if (value != NULL)
			left = f->take(&r->draft, f, value);
		if (left != NULL)
			add_member(&rest, f->name, left);
	}
	json_object_object_foreach(object, name, value)
	{
		const struct field *f = fields;

		while (f->name != NULL && strcmp(f->name, name) != 0)
			f++;
		if (f->name == NULL && !ids_told(&r->ids, name, value))
			add_member(&rest, name, json_object_get(value));
	}
	return rest;
}

/* Whether a member of the record is one of its halves, or an empty one. */
static bool
is_half(const struct reading *r, const char *name, struct json_object *value)
{
	if (value != NULL)
		return value == r->ids.place[PLACE_REQUEST] ||
		    value == r->ids.place[PLACE_RESPONSE];
	return strcmp(name, r->request) == 0 || strcmp(name, r->response) == 0;
}

/* What of the record itself is no half of it, or NULL. */
static struct json_object *
take_record(struct reading *r)
{
	struct json_object *rest = NULL;

	json_object_object_foreach(r->ids.place[PLACE_RECORD], name, value)
	{
		if (!is_half(r, name, value) &&
		    !ids_told(&r->ids, name, value))
			add_member(&rest, name, json_object_get(value));
	}
	return rest;
}

/* The members beside `records`: they go with one of the records. */
static struct json_object *
take_others(struct record_parser *p, const struct reading *r)
{
	struct span others = r->source->others;
	bool repaired;

	if (others.n == 0)
		return NULL;
	/* No flags are kept for these: mend whatever may need it. */
	struct json_object *value = json_read(
	    p->reader, others, SCAN_CONTROL | SCAN_INTEGER, false, &repaired);
	if (value == NULL)
		notes_add(r->notes, "members beside 'records' are no JSON");
	return value;
}

static void
take_all(struct record_parser *p, struct reading *r)
{
	struct json_object *rest = NULL;
	struct json_object *left[4] = { NULL };
	static const char *const names[4] = { "record", "request", "response",
		"object" };

	if (r->format == &format_unknown) {
		left[0] = json_object_get(p->root);
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
			add_member(&rest, names[i], left[i]);
	if (rest != NULL)
		add_json(
		    &r->draft, PL_COLUMN_CONTEXT, PL_MEMBER_UNKNOWN, rest);
	json_object_put(rest);
}

/* Which type the record is of; false for a bare document that is none. */
static bool
find_format(struct reading *r, struct json_object *root)
{
	r->format = format_find(root);
	r->draft.record->type = r->format->type;
	r->request = r->format->request;
	r->response = r->format->response;
	if (r->format != &format_unknown)
		return true;
	format_guess(root, &r->request, &r->response);
	const char *name = r->request ? r->request : r->response;
	if (name == NULL && r->source->cut->flags & CUT_BARE) {
		notes_add(r->notes, "no records member");
		return false;
	}
	struct span short_name = shown(span_str(name));
	if (name != NULL)
		notes_add(r->notes, "record %u: unknown type '%.*s'",
		    r->source->ordinal + 1, SPAN_ARG(short_name));
	else
		notes_add(r->notes, "record %u: unknown type",
		    r->source->ordinal + 1);
	return true;
}

/* The record's tree into p->root; false when it has none, noted. */
static bool
parse_root(struct record_parser *p, const struct record_source *source,
    unsigned *flags, struct notes *notes)
{
	const struct cut *cut = source->cut;
	struct span raw =
	    span_of(source->text.p + cut->begin, cut->end - cut->begin);
	bool repaired;

	json_object_put(p->root);
	p->root = NULL;
	if (cut->flags & SCAN_FAULT) {
		notes_add(notes, "record %u: no JSON at byte %zu",
		    source->ordinal + 1, cut->fault);
		return false;
	}
	p->root =
	    json_read(p->reader, raw, cut->flags, source->valid, &repaired);
	if (repaired || cut->flags & SCAN_SURROGATE)
		*flags |= PL_RECORD_UTF8_REPAIRED;
	if (json_object_is_type(p->root, json_type_object))
		return true;
	if (p->root == NULL && raw.p[0] == '{')
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
		.draft = { out, &p->columns, &p->pieces, &p->scratch },
		.notes = notes,
		.source = source,
	};

	*out = (struct pl_record){ .time = INSTANT_NONE };
	columns_clear(&p->columns);
	if (p->scratch.cap > RECORD_KEEP)
		buf_release(&p->scratch);
	if (!parse_root(p, source, &out->flags, notes) ||
	    !find_format(&r, p->root)) {
		*out = (struct pl_record){ .time = INSTANT_NONE };
		return PL_EFORMAT;
	}
	out->ordinal = source->ordinal;
	out->begin = source->cut->begin;
	out->end = source->cut->end;
	ids_find(p->root, r.request, r.response, &r.ids);
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
