/* From tokens to a tree, by recursive descent:
 *
 *     alternatives = all { OR all }
 *     all          = excluded { [AND] excluded }
 *     excluded     = { NOT } near
 *     near         = atom { NEAR atom }
 *     atom         = ( alternatives ) | term | field
 *
 * Fields of one `all` are merged there: the same one twice means either
 * value, the times make one stretch. */
#include "query/language/parse.h"

#include "base/utf8.h"

/* One more than a tree can be high: the printed form of a query may have (in:x
 * word) around a single word. */
#define GROUPS_MAX (QUERY_DEPTH_MAX + 1)

static enum pl_status parse_alternatives(
    struct parser *p, struct group *g, struct node **out);

/* Whether the current token can begin nothing. */
static bool
at_end(const struct parser *p)
{
	enum lex_kind kind = token(p)->kind;

	return kind == LEX_END || kind == LEX_CLOSE || kind == LEX_OR ||
	    kind == LEX_AND;
}

static enum pl_status
end_group(struct parser *p, const struct group *g, struct node *n)
{
	if (g->columns != 0 && parse_columns(n, g->columns) == 0)
		return FAIL(
		    p, g->at, "in: has no words in its group to speak for");
	return PL_OK;
}

static enum pl_status
parse_group(struct parser *p, struct node **out)
{
	size_t begin = token(p)->begin;
	struct group g = { 0 };
	struct node *n = NULL;
	enum pl_status rc;

	if (p->lex.groups > GROUPS_MAX)
		return FAIL(
		    p, begin, "groups lie more than %d deep", QUERY_DEPTH_MAX);
	rc = next(p);
	if (rc == PL_OK)
		rc = parse_alternatives(p, &g, &n);
	if (rc != PL_OK)
		goto done;
	rc = PL_EQUERY;
	if (token(p)->kind != LEX_CLOSE)
		FAIL(p, begin,
		    "the group that begins here is not closed: a ) is "
		    "missing");
	else if (n == NULL)
		FAIL(p, begin,
		    "the group is empty (to search for the text itself, put "
		    "it in quotes)");
	else
		rc = end_group(p, &g, n);
	if (rc == PL_OK)
		rc = next(p);
	if (rc != PL_OK)
		goto done;
	*out = n;
	n = NULL; /* handed over */
done:
	node_free(n);
	return rc;
}

static enum pl_status
parse_atom(struct parser *p, struct node **out)
{
	switch (token(p)->kind) {
	case LEX_OPEN:
		return parse_group(p, out);
	case LEX_TERM:
		return parse_term(p, out);
	case LEX_EXACT:
		return parse_leaf(p, NODE_EXACT, out);
	case LEX_REGEX:
		return parse_leaf(p, NODE_REGEX, out);
	case LEX_FIELD:
		return parse_field(p, out);
	default: /* NEAR: what cannot begin an atom was seen before */
		return FAIL(p, token(p)->begin,
		    "NEAR stands between two words or phrases (to search for "
		    "the word itself, put it in quotes)");
	}
}

/* One more of the words that NEAR holds together. */
static enum pl_status
add_near(struct parser *p, struct node *near, struct node **word)
{
	if (*word == NULL || (*word)->kind != NODE_WORDS)
		return FAIL(p, *word ? (*word)->begin : token(p)->begin,
		    "NEAR takes words and phrases of letters and digits on "
		    "both sides, no groups, fields or other terms");
	node_adopt(near, *word);
	*word = NULL; /* handed over */
	return PL_OK;
}

static enum pl_status
parse_chain(struct parser *p, struct node **first, struct node **out)
{
	const struct lex_token *t = token(p);
	unsigned distance = t->distance;
	struct node *near = node_new(NODE_NEAR, (*first)->begin, t->end);
	struct node *word = NULL;
	enum pl_status rc = add_near(p, near, first);

	near->distance = distance;
	while (rc == PL_OK && t->kind == LEX_NEAR) {
		if (t->distance != distance)
			rc = FAIL(p, t->begin,
			    "one chain of NEAR has one number: NEAR/%u again, "
			    "or two chains joined by AND",
			    distance);
		if (rc == PL_OK)
			rc = next(p);
		if (rc == PL_OK && t->kind == LEX_TERM)
			rc = parse_term(p, &word);
		if (rc == PL_OK)
			rc = add_near(p, near, &word);
	}
	if (rc == PL_OK) {
		*out = near;
		near = NULL; /* handed over */
	}
	node_free(word);
	node_free(near);
	return rc;
}

static enum pl_status
parse_near(struct parser *p, struct node **out)
{
	bool term = token(p)->kind == LEX_TERM;
	size_t begin = token(p)->begin;
	struct node *first = NULL;
	enum pl_status rc = parse_atom(p, &first);

	if (rc != PL_OK)
		return rc;
	if (token(p)->kind != LEX_NEAR) {
		*out = first;
		return PL_OK;
	}
	if (term)
		rc = parse_chain(p, &first, out);
	else
		rc = FAIL(p, begin,
		    "NEAR takes words and phrases on both sides, no groups, "
		    "fields or other terms");
	node_free(first);
	return rc;
}

/* NOT of NOT is nothing at all, so that negations never nest. */
static struct node *
negate(struct node *n, size_t begin)
{
	struct node *excluded;

	if (n->kind == NODE_NOT)
		return node_unwrap(n);
	excluded = node_new(NODE_NOT, begin, n->end);
	node_adopt(excluded, n);
	return excluded;
}

static enum pl_status
parse_excluded(struct parser *p, struct node **out)
{
	size_t begin = token(p)->begin;
	bool excluded = false;
	struct node *n = NULL;
	enum pl_status rc;

	while (token(p)->kind == LEX_NOT) {
		excluded = !excluded;
		rc = next(p);
		if (rc != PL_OK)
			return rc;
		if (at_end(p) || token(p)->kind == LEX_NEAR)
			return FAIL(p, begin,
			    "nothing follows that could be excluded (to "
			    "search for the word itself, put it in quotes)");
	}
	rc = parse_near(p, &n);
	if (rc != PL_OK)
		return rc;
	*out = excluded ? negate(n, begin) : n;
	return PL_OK;
}

static enum pl_status
parse_part(struct parser *p, struct group *g, struct terms *terms)
{
	const struct lex_token *t = token(p);
	int field = t->kind == LEX_FIELD ? t->field : FIELD_NAMES;
	struct node *n = NULL;
	enum pl_status rc;

	if (field == FIELD_IN)
		return parse_in(p, g);
	rc = field == FIELD_NAMES ? parse_excluded(p, &n) : parse_field(p, &n);
	if (rc != PL_OK)
		return rc;
	if (field == FIELD_NAMES)
		node_adopt(terms->all, n);
	else if (field < FIELDS)
		parse_merge_value(terms, n);
	else
		rc = parse_merge_time(p, terms, field, n);
	return rc;
}

/* AND may stand between two parts, and says nothing. */
static enum pl_status
parse_and(struct parser *p, const struct terms *terms)
{
	size_t begin = token(p)->begin;
	enum pl_status rc = next(p);

	if (rc == PL_OK && (!terms->any || at_end(p)))
		rc = FAIL(p, begin,
		    "AND needs a term on both sides (to search for the word "
		    "itself, put it in quotes or write it small)");
	return rc;
}

/* *out is NULL when nothing stands there. */
static enum pl_status
parse_all(struct parser *p, struct group *g, struct node **out)
{
	size_t begin = token(p)->begin;
	struct terms terms = { .all = node_new(NODE_AND, begin, begin) };
	enum pl_status rc = PL_OK;

	while (rc == PL_OK && (!at_end(p) || token(p)->kind == LEX_AND)) {
		if (token(p)->kind == LEX_AND)
			rc = parse_and(p, &terms);
		else
			rc = parse_part(p, g, &terms);
		terms.any = true;
	}
	if (rc == PL_OK && terms.any && terms.all->child_count == 0)
		rc = FAIL(p, begin, "in: has no words beside it to speak for");
	if (rc == PL_OK && terms.any) {
		*out = node_unwrap(terms.all);
		terms.all = NULL; /* handed over */
	}
	node_free(terms.all);
	return rc;
}

static enum pl_status
parse_alternatives(struct parser *p, struct group *g, struct node **out)
{
	size_t at = token(p)->begin;
	struct node *any = node_new(NODE_OR, at, at);
	struct node *n = NULL;
	enum pl_status rc = parse_all(p, g, &n);

	if (rc != PL_OK || (n == NULL && token(p)->kind != LEX_OR))
		goto done;
	at = token(p)->begin;
	while (n != NULL) {
		node_adopt(any, n);
		n = NULL; /* handed over */
		if (token(p)->kind != LEX_OR) {
			*out = node_unwrap(any);
			any = NULL; /* handed over */
			goto done;
		}
		at = token(p)->begin;
		g->alternatives++;
		rc = next(p);
		if (rc == PL_OK)
			rc = parse_all(p, g, &n);
		if (rc != PL_OK)
			goto done;
	}
	rc = FAIL(p, at,
	    "OR needs a term on both sides (to search for the word itself, "
	    "put it in quotes or write it small)");
done:
	node_free(any);
	return rc;
}

/* The printed form counts too, as it must be a query itself. */
static enum pl_status
check_limits(const struct node *n, struct pl_error *err)
{
	enum pl_status rc = PL_OK;
	struct buf printed;

	buf_init(&printed, BUF_UNLIMITED);
	query_print(&printed, n);
	if (printed.n > QUERY_TEXT_MAX)
		rc = pl_fail(err, PL_EQUERY,
		    "the query is too long: written out in full it has more "
		    "than %d bytes",
		    QUERY_TEXT_MAX);
	else if (node_count(n) > QUERY_NODES_MAX)
		rc = pl_fail(err, PL_EQUERY,
		    "the query has more than %d parts", QUERY_NODES_MAX);
	else if (node_height(n) > QUERY_DEPTH_MAX)
		rc = pl_fail(err, PL_EQUERY, "groups lie more than %d deep",
		    QUERY_DEPTH_MAX);
	buf_release(&printed);
	return rc;
}

static enum pl_status
check_text(const struct lex *l, struct pl_error *err)
{
	size_t valid = utf8_valid(l->text.p, l->text.n);
	const char *nul = memchr(l->text.p, '\0', valid);

	if (l->text.n > QUERY_TEXT_MAX)
		return pl_fail(err, PL_EQUERY,
		    "the query is too long: it has more than %d bytes",
		    QUERY_TEXT_MAX);
	if (nul != NULL)
		return lex_fail(l, (size_t)(nul - l->text.p), err,
		    "a query cannot hold a NUL byte");
	if (valid < l->text.n)
		return lex_fail(
		    l, valid, err, "the query is not valid UTF-8 here");
	return PL_OK;
}

static enum pl_status
parse_query(struct parser *p, struct node **out)
{
	struct group g = { 0 };
	struct node *n = NULL;
	enum pl_status rc = next(p);

	if (rc == PL_OK)
		rc = parse_alternatives(p, &g, &n);
	if (rc == PL_OK && n == NULL)
		n = node_new(NODE_ALL, 0, p->lex.text.n);
	if (rc == PL_OK)
		rc = end_group(p, &g, n);
	if (rc != PL_OK)
		goto done;
	parse_columns(n, PL_ALL_TEXT);
	rc = check_limits(n, p->err);
	if (rc != PL_OK)
		goto done;
	*out = n;
	n = NULL; /* handed over */
done:
	node_free(n);
	return rc;
}

enum pl_status
query_parse(struct span text, const struct query_clock *clock,
    struct node **out, struct pl_error *err)
{
	struct parser p = { .now = clock->now, .err = err };
	enum pl_status rc;

	*out = NULL;
	lex_begin(&p.lex, text.n > 0 ? text : span_str(""));
	rc = check_text(&p.lex, err);
	if (rc == PL_OK)
		rc = query_zone_open(clock->zone, &p.zone, err);
	if (rc == PL_OK)
		rc = parse_query(&p, out);
	query_zone_close(&p.zone);
	lex_end(&p.lex);
	return rc;
}
