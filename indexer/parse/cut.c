#include "indexer/parse/cut.h"

#include <stdlib.h>

#include "base/mem.h"
#include "indexer/parse/object.h"

static enum pl_status
add_cut(struct scan *s, struct cuts *out, size_t begin, bool bare)
{
	if (out->count == OBJECT_RECORDS_MAX)
		return pl_fail(s->err, PL_ELIMIT, "holds more than %d records",
		    OBJECT_RECORDS_MAX);
	out->items =
	    xgrow(out->items, out->count, &out->capacity, sizeof *out->items);
	out->items[out->count++] = (struct cut){
		.begin = begin,
		.end = s->at,
		.faulty = s->faulty,
		.fault = s->fault,
		.bare = bare,
	};
	return PL_OK;
}

/* Whether the object or array just opened is empty; then past its end. */
static bool
is_empty(struct scan *s, char close)
{
	s->at++;
	scan_space(s);
	if (scan_peek(s) != close)
		return false;
	s->at++;
	return true;
}

/* After an item of an object or array: true if a further one follows, and
 * then at its beginning.  At the end, past the closing bracket. */
static enum pl_status
next_item(struct scan *s, char close, bool *more)
{
	scan_space(s);
	*more = scan_peek(s) == ',';
	if (!*more && scan_peek(s) != close)
		return scan_unexpected(
		    s, close == ']' ? "',' or ']'" : "',' or '}'");
	s->at++;
	if (*more)
		scan_space(s);
	return PL_OK;
}

/* The elements of the array at s->at, itself in `outer` levels. */
static enum pl_status
cut_list(struct scan *s, struct cuts *out, int outer)
{
	bool kept = s->faulty; /* the object around it */
	bool more = !is_empty(s, ']');
	enum pl_status rc = PL_OK;

	while (rc == PL_OK && more) {
		size_t begin = s->at;

		s->faulty = false;
		rc = scan_value(s, outer + 1);
		if (rc == PL_OK)
			rc = add_cut(s, out, begin, false);
		if (rc == PL_OK)
			rc = next_item(s, ']', &more);
	}
	s->faulty = kept;
	return rc;
}

/* A member's name, its colon and the space after it. */
static enum pl_status
cut_name(struct scan *s, struct span *name)
{
	size_t begin = s->at;
	enum pl_status rc;

	if (scan_peek(s) != '"')
		return scan_unexpected(s, "a member's name");
	rc = scan_string(s);
	if (rc != PL_OK)
		return rc;
	*name = span_of(s->text.p + begin, s->at - begin);
	scan_space(s);
	if (scan_peek(s) != ':')
		return scan_unexpected(s, "':'");
	s->at++;
	scan_space(s);
	return PL_OK;
}

/* A member of the document's object. */
static enum pl_status
cut_member(struct scan *s, struct cuts *out, bool *listed)
{
	size_t begin = s->at;
	struct span name;
	enum pl_status rc = cut_name(s, &name);

	if (rc != PL_OK)
		return rc;
	char first = scan_peek(s);
	bool records = span_is(name, "\"records\"");
	*listed = *listed || records;
	if (records && first == '[')
		return cut_list(s, out, 1);
	rc = scan_value(s, 1);
	if (rc != PL_OK)
		return rc;
	if (records && first != 'n')
		out->trouble = "'records' is no array";
	if (!records) {
		buf_addc(&out->others, out->others.n == 0 ? '{' : ',');
		buf_add(&out->others, s->text.p + begin, s->at - begin);
	}
	return PL_OK;
}

static enum pl_status
cut_object(struct scan *s, struct cuts *out)
{
	size_t begin = s->at, others = out->others.n;
	bool listed = false, more = !is_empty(s, '}');
	enum pl_status rc = PL_OK;

	s->faulty = false;
	while (rc == PL_OK && more) {
		rc = cut_member(s, out, &listed);
		if (rc == PL_OK)
			rc = next_item(s, '}', &more);
	}
	if (!listed) {
		out->others.n = others; /* they are the record's own */
		return rc == PL_OK ? add_cut(s, out, begin, true) : rc;
	}
	if (s->faulty) {
		out->others.n = others;
		out->trouble = "a member beside 'records' is no JSON";
	}
	return rc;
}

static enum pl_status
cut_document(struct scan *s, struct cuts *out)
{
	switch (scan_peek(s)) {
	case '{':
		return cut_object(s, out);
	case '[':
		return cut_list(s, out, 0);
	default:
		return scan_unexpected(s, "'{' or '['");
	}
}

/* White space, and the mark that some put before a document. */
static void
skip_between(struct scan *s)
{
	static const char mark[] = "\xEF\xBB\xBF";

	scan_space(s);
	if (s->text.n - s->at >= 3 && memcmp(s->text.p + s->at, mark, 3) == 0)
		s->at += 3;
	scan_space(s);
}

enum pl_status
cut_records(struct span text, struct cuts *out, struct pl_error *err)
{
	struct scan s = { .text = text, .err = err };
	enum pl_status rc = PL_OK;

	out->count = 0;
	out->trouble = NULL;
	buf_release(&out->others); /* which few objects have */
	skip_between(&s);
	if (s.at == text.n)
		return pl_fail(err, PL_EFORMAT, "empty");
	while (rc == PL_OK && s.at < text.n) {
		rc = cut_document(&s, out);
		if (rc == PL_OK)
			skip_between(&s);
	}
	if (rc == PL_ELIMIT) {
		out->count = 0;
		buf_clear(&out->others);
	}
	if (out->others.n > 0)
		buf_addc(&out->others, '}');
	return rc;
}

void
cuts_init(struct cuts *c)
{
	*c = (struct cuts){ 0 };
	buf_init(&c->others, BUF_UNLIMITED);
}

void
cuts_release(struct cuts *c)
{
	free(c->items);
	buf_release(&c->others);
	cuts_init(c);
}
