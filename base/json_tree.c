#include "base/json_tree.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/utf8.h"

/* More memory is given back after the document it was needed for. */
#define KEEP_BYTES  ((size_t)4 << 20)
#define PAGE_VALUES 128

struct json_page {
	struct json_page *older;
	struct json_node values[PAGE_VALUES];
};

/* A document being read. */
struct reading {
	struct json_tree *tree;
	struct json_lex lex;
	char *said; /* where what a string with escapes says goes next */
	int depth;
	bool full; /* it holds too many values */
};

/* ---- space ---- */

void
json_tree_init(struct json_tree *t)
{
	*t = (struct json_tree){ 0 };
	buf_init(&t->said, BUF_UNLIMITED);
	buf_init(&t->text, BUF_UNLIMITED);
}

/* All pages but the oldest. */
static void
give_pages(struct json_tree *t)
{
	while (t->pages != NULL && t->pages->older != NULL) {
		struct json_page *older = t->pages->older;

		free(t->pages);
		t->pages = older;
	}
	t->left = t->pages ? PAGE_VALUES : 0;
}

void
json_tree_release(struct json_tree *t)
{
	give_pages(t);
	free(t->pages);
	buf_release(&t->said);
	buf_release(&t->text);
	json_tree_init(t);
}

static void
clear(struct buf *b)
{
	if (b->cap > KEEP_BYTES)
		buf_release(b);
	buf_clear(b);
}

struct json_node *
json_tree_new(struct json_tree *t, enum json_kind kind)
{
	if (t->left == 0) {
		struct json_page *page = xmalloc(sizeof *page);

		page->older = t->pages;
		t->pages = page;
		t->left = PAGE_VALUES;
	}
	struct json_node *v = &t->pages->values[PAGE_VALUES - t->left--];
	*v = (struct json_node){ .kind = kind };
	return v;
}

static void
append(struct json_node *parent, struct json_node *v)
{
	if (parent->first == NULL)
		parent->first = v;
	else
		parent->last->next = v;
	parent->last = v;
}

void
json_tree_add(struct json_tree *t, struct json_node *parent, struct span name,
    const struct json_node *value)
{
	struct json_node *v = json_tree_new(t, JSON_NULL);

	if (value != NULL)
		*v = *value;
	v->name = name;
	v->next = NULL;
	append(parent, v);
}

/* ---- reading ---- */

/* Copy up to the next quote or backslash.  There is room for a step more than
 * the document. */
static void
copy_plain(struct reading *r)
{
	struct json_lex *l = &r->lex;

	while ((size_t)(l->end - l->p) >= JSON_LEX_STEP) {
		size_t step = json_lex_step(l->p);

		memcpy(r->said, l->p, JSON_LEX_STEP);
		r->said += step;
		l->p += step;
		if (step < JSON_LEX_STEP)
			return;
	}
	while (l->p < l->end && *l->p != '"' && *l->p != '\\')
		*r->said++ = *l->p++;
}

/* A string, behind its quote.  Where it has no escapes it stays where it is.
 */
static bool
read_string(struct reading *r, struct span *out)
{
	const char *from = r->lex.p, *said = r->said;

	json_lex_plain(&r->lex);
	*out = span_of(from, (size_t)(r->lex.p - from));
	if (json_lex_pass(&r->lex, '"'))
		return true;
	memcpy(r->said, from, out->n);
	r->said += out->n;
	while (json_lex_pass(&r->lex, '\\')) {
		size_t n =
		    json_lex_escape(&r->lex, r->said, &r->tree->repaired);

		if (n == 0)
			return false;
		r->said += n;
		copy_plain(r);
	}
	*out = span_of(said, (size_t)(r->said - said));
	return json_lex_pass(&r->lex, '"');
}

static struct json_node *read_value(struct reading *r);

/* The items of an array or an object, behind its bracket. */
static bool
read_items(struct reading *r, struct json_node *parent, char bracket)
{
	if (++r->depth > JSON_TREE_DEPTH)
		return false;
	json_lex_space(&r->lex);
	if (!json_lex_pass(&r->lex, bracket)) {
		do {
			struct span name = { 0 };

			json_lex_space(&r->lex);
			if (bracket == '}') {
				if (!json_lex_pass(&r->lex, '"') ||
				    !read_string(r, &name))
					return false;
				json_lex_space(&r->lex);
				if (!json_lex_pass(&r->lex, ':'))
					return false;
			}
			struct json_node *v = read_value(r);
			if (v == NULL)
				return false;
			v->name = name;
			append(parent, v);
		} while (json_lex_pass(&r->lex, ','));
		if (!json_lex_pass(&r->lex, bracket))
			return false;
	}
	r->depth--;
	return true;
}

static bool
read_into(struct reading *r, struct json_node *v)
{
	const char *from = r->lex.p;

	switch (json_lex_peek(&r->lex)) {
	case '"':
		v->kind = JSON_STRING;
		r->lex.p++;
		return read_string(r, &v->text);
	case '{':
		v->kind = JSON_OBJECT;
		r->lex.p++;
		return read_items(r, v, '}');
	case '[':
		v->kind = JSON_ARRAY;
		r->lex.p++;
		return read_items(r, v, ']');
	case 't':
		v->kind = JSON_TRUE;
		return json_lex_word(&r->lex, "true");
	case 'f':
		v->kind = JSON_FALSE;
		return json_lex_word(&r->lex, "false");
	case 'n':
		v->kind = JSON_NULL;
		return json_lex_word(&r->lex, "null");
	default:
		v->kind = JSON_NUMBER;
		bool good = json_lex_number(&r->lex);
		v->text = span_of(from, (size_t)(r->lex.p - from));
		return good;
	}
}

/* A value and the space around it; NULL where none stands. */
static struct json_node *
read_value(struct reading *r)
{
	if (r->tree->count == JSON_TREE_VALUES_MAX) {
		r->full = true;
		return NULL;
	}
	r->tree->count++;
	struct json_node *v = json_tree_new(r->tree, JSON_NULL);
	json_lex_space(&r->lex);
	if (!read_into(r, v))
		return NULL;
	json_lex_space(&r->lex);
	return v;
}

/* The document, or if it is no UTF-8 what can be made of it. */
static struct span
repair(struct json_tree *t, struct span document)
{
	clear(&t->text);
	t->repaired = utf8_valid(document.p, document.n) < document.n;
	if (!t->repaired)
		return document;
	utf8_repair(&t->text, document);
	return buf_span(&t->text);
}

enum pl_status
json_tree_read(struct json_tree *t, struct span document, struct pl_error *err)
{
	enum pl_status rc;

	t->root = NULL;
	t->count = 0;
	give_pages(t);
	clear(&t->said);
	if (document.n == 0)
		return pl_fail(err, PL_EFORMAT, "no JSON: it is empty");
	struct span text = repair(t, document);
	rc = buf_reserve(&t->said, text.n + JSON_LEX_STEP, err);
	if (rc != PL_OK)
		return rc;
	struct reading r = { .tree = t,
		.lex = { text.p, text.p + text.n },
		.said = t->said.p };
	struct json_node *root = read_value(&r);
	if (r.full)
		return pl_fail(err, PL_ELIMIT, "holds more than %d values",
		    JSON_TREE_VALUES_MAX);
	if (root == NULL || r.lex.p < r.lex.end)
		return pl_fail(err, PL_EFORMAT, "no JSON at byte %zu",
		    (size_t)(r.lex.p - text.p) + 1);
	t->root = root;
	return PL_OK;
}

/* ---- values ---- */

bool
json_node_is(const struct json_node *v, enum json_kind kind)
{
	return v != NULL && v->kind == kind;
}

const struct json_node *
json_node_find(const struct json_node *v, const char *name)
{
	const struct json_node *found = NULL;

	if (!json_node_is(v, JSON_OBJECT))
		return NULL;
	for (const struct json_node *m = v->first; m != NULL; m = m->next)
		if (span_is(m->name, name))
			found = m;
	return json_node_is(found, JSON_NULL) ? NULL : found;
}

struct span
json_node_text(const struct json_node *v)
{
	return json_node_is(v, JSON_STRING) ? v->text : span_of(NULL, 0);
}
