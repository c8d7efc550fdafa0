#include "query/answer/plan.h"

#include <assert.h>
#include <stdlib.h>

#include "base/mem.h"
#include "query/match/exact.h"
#include "query/match/regex_literals.h"

/* A shorter beginning of a token has too many continuations to be worth a
 * look; only PLAN_NARROW takes any. */
#define PREFIX_WORTH 3

/* What a node costs, roughly, by its kind; the dearest child counts for a
 * group. */
enum cost {
	COST_NOTHING,
	COST_TERMS,
	COST_LOOKUP, /* one list of the shard */
	COST_NAMES,  /* every name or key of the shard */
	COST_TIME,   /* every record's time */
	COST_NARROWED,
	COST_EXACT,
	COST_LITERAL,
	COST_REGEX,
};

/* What it takes to make a plan. */
struct planner {
	struct pl_index *ix;
	size_t prefix_least;
	struct names users; /* of the whole index */
	bool has_users;
};

static enum pl_status
plan_words(struct plan *p)
{
	terms_text(&p->terms, buf_span(&p->node->text));
	terms_phrase(&p->terms, p->node->prefix);
	terms_end_each(&p->terms, p->node->columns);
	assert(p->terms.count == 1);
	p->cost = COST_TERMS;
	return PL_OK;
}

static enum pl_status
plan_near(struct plan *p)
{
	for (size_t i = 0; i < p->node->child_count; i++) {
		const struct node *child = p->node->children[i];

		terms_text(&p->terms, buf_span(&child->text));
		terms_phrase(&p->terms, child->prefix);
	}
	terms_end_near(&p->terms, p->node->columns, p->node->distance);
	p->cost = COST_TERMS;
	return PL_OK;
}

static bool
is_narrowed(const struct plan *p)
{
	return p->terms.count > 0 || p->terms.costly_count > 0;
}

static enum pl_status
plan_literal(const struct planner *pl, struct plan *p, struct pl_error *err)
{
	const struct node *node = p->node;
	enum pl_status rc = literal_init(&p->literal, buf_span(&node->text),
	    node->prefix, node->infix, err);

	if (rc != PL_OK)
		return rc;
	literal_narrow(
	    &p->literal, node->columns, pl->prefix_least, &p->terms);
	p->cost = is_narrowed(p) ? COST_NARROWED : COST_LITERAL;
	return PL_OK;
}

static enum pl_status
plan_exact(const struct planner *pl, struct plan *p)
{
	exact_narrow(buf_span(&p->node->text), p->node->columns,
	    pl->prefix_least, &p->terms);
	p->cost = is_narrowed(p) ? COST_NARROWED : COST_EXACT;
	return PL_OK;
}

static enum pl_status
plan_regex(const struct planner *pl, struct plan *p, struct pl_error *err)
{
	const struct node *node = p->node;
	enum pl_status rc =
	    regex_compile(buf_span(&node->text), node->flags, &p->regex, err);

	if (rc != PL_OK)
		return rc;
	regex_literals(
	    buf_span(&node->text), node->columns, pl->prefix_least, &p->terms);
	p->cost = is_narrowed(p) ? COST_NARROWED : COST_REGEX;
	return PL_OK;
}

/* Whether something may be missing in the index as a whole. */
static bool
is_lacking(const struct pl_index *ix)
{
	for (size_t i = 0; i < ix->note_count; i++)
		if (!ix->notes[i].accepted)
			return true;
	return false;
}

/* Nobody found is no proof that nobody is there. */
static enum pl_status
fail_nobody(const struct pl_index *ix, struct pl_error *err)
{
	struct pl_error why = *err;

	return pl_fail(err, PL_EQUERY, "%s%s", why.text,
	    is_lacking(ix)
		? "; but some objects are not in the index, or not wholly: "
		  "'promptlog status --rejected' lists them"
		: "");
}

static enum pl_status
plan_users(struct planner *pl, struct plan *p, struct pl_error *err)
{
	enum pl_status rc = PL_OK;

	if (!pl->has_users)
		rc = users_collect(pl->ix, &pl->users, err);
	pl->has_users = true;
	for (size_t i = 0; rc == PL_OK && i < p->node->value_count; i++)
		rc = users_resolve(
		    &pl->users, buf_span(&p->node->values[i]), &p->names, err);
	if (rc == PL_ENOTFOUND)
		rc = fail_nobody(pl->ix, err);
	return rc;
}

static enum pl_status
plan_field(struct planner *pl, struct plan *p, struct pl_error *err)
{
	enum query_field field = p->node->field;

	p->cost = field == FIELD_TYPE || field == FIELD_REQUEST ? COST_LOOKUP
								: COST_NAMES;
	if (field == FIELD_USER)
		return plan_users(pl, p, err);
	for (size_t i = 0; i < p->node->value_count; i++)
		names_add(&p->names, buf_span(&p->node->values[i]));
	return PL_OK;
}

static enum pl_status plan_node(struct planner *pl, const struct node *node,
    bool positive, struct plan **out, struct pl_error *err);

/* The cheapest first, then as the query has them. */
static int
compare_cost(const void *a, const void *b)
{
	const struct plan *x = *(struct plan *const *)a;
	const struct plan *y = *(struct plan *const *)b;

	if (x->cost != y->cost)
		return x->cost < y->cost ? -1 : 1;
	return (x->node->begin > y->node->begin) -
	    (x->node->begin < y->node->begin);
}

static enum pl_status
plan_group(struct planner *pl, struct plan *p, struct pl_error *err)
{
	const struct node *node = p->node;
	bool positive = p->positive && node->kind != NODE_NOT;
	enum pl_status rc = PL_OK;

	p->children = xcalloc(node->child_count, sizeof(struct plan *));
	while (rc == PL_OK && p->child_count < node->child_count) {
		struct plan **child = &p->children[p->child_count];

		rc = plan_node(
		    pl, node->children[p->child_count], positive, child, err);
		if (rc != PL_OK)
			break;
		p->child_count++;
		if ((*child)->cost > p->cost)
			p->cost = (*child)->cost;
	}
	if (rc == PL_OK)
		qsort(p->children, p->child_count, sizeof(struct plan *),
		    compare_cost);
	return rc;
}

static enum pl_status
plan_by_kind(struct planner *pl, struct plan *p, struct pl_error *err)
{
	switch (p->node->kind) {
	case NODE_ALL:
		return PL_OK;
	case NODE_AND:
	case NODE_OR:
	case NODE_NOT:
		return plan_group(pl, p, err);
	case NODE_WORDS:
		return plan_words(p);
	case NODE_NEAR:
		return plan_near(p);
	case NODE_LITERAL:
		return plan_literal(pl, p, err);
	case NODE_EXACT:
		return plan_exact(pl, p);
	case NODE_REGEX:
		return plan_regex(pl, p, err);
	case NODE_FIELD:
		return plan_field(pl, p, err);
	case NODE_TIME:
		p->cost = COST_TIME;
		return PL_OK;
	}
	return PL_OK;
}

static enum pl_status
plan_node(struct planner *pl, const struct node *node, bool positive,
    struct plan **out, struct pl_error *err)
{
	struct plan *p = xcalloc(1, sizeof *p);

	p->node = node;
	p->positive = positive;
	terms_init(&p->terms);
	enum pl_status rc = plan_by_kind(pl, p, err);
	if (rc != PL_OK) {
		plan_free(p);
		p = NULL;
	}
	*out = p;
	return rc;
}

enum pl_status
plan_make(struct pl_index *ix, const struct node *query, enum hits_plan how,
    struct plan **out, struct pl_error *err)
{
	struct planner pl = {
		.ix = ix,
		.prefix_least = how == PLAN_NARROW ? 1 : PREFIX_WORTH,
	};
	enum pl_status rc = plan_node(&pl, query, true, out, err);

	names_release(&pl.users);
	return rc;
}

void
plan_free(struct plan *p)
{
	if (p == NULL)
		return;
	for (size_t i = 0; i < p->child_count; i++)
		plan_free(p->children[i]);
	free(p->children);
	terms_release(&p->terms);
	literal_release(&p->literal);
	regex_free(p->regex);
	names_release(&p->names);
	free(p);
}

void
plan_add_counts(struct plan *to, const struct plan *from)
{
	to->counts.shards += from->counts.shards;
	to->counts.narrowed += from->counts.narrowed;
	to->counts.verified += from->counts.verified;
	to->counts.hits += from->counts.hits;
	for (size_t i = 0; i < to->child_count; i++)
		plan_add_counts(to->children[i], from->children[i]);
}

bool
plan_is_verified(const struct plan *p)
{
	return p->node->kind == NODE_LITERAL || p->node->kind == NODE_EXACT ||
	    p->node->kind == NODE_REGEX;
}

void
plan_positive_leaves(struct plan *p,
    void (*visit)(void *context, struct plan *leaf), void *context)
{
	if (!p->positive || p->node->kind == NODE_NOT)
		return;
	if (p->child_count == 0)
		visit(context, p);
	for (size_t i = 0; i < p->child_count; i++)
		plan_positive_leaves(p->children[i], visit, context);
}

static void
narrow_range(const struct plan *p, int64_t *least, int64_t *below)
{
	if (p->node->kind == NODE_AND)
		for (size_t i = 0; i < p->child_count; i++)
			narrow_range(p->children[i], least, below);
	if (p->node->kind != NODE_TIME)
		return;
	if (p->node->least > *least)
		*least = p->node->least;
	if (p->node->below < *below)
		*below = p->node->below;
}

void
plan_time_range(const struct plan *p, int64_t *least, int64_t *below)
{
	*least = INSTANT_NONE;
	*below = INT64_MAX;
	narrow_range(p, least, below);
}
