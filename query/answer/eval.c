#include "query/answer/eval.h"

#include "query/match/leaf.h"

/* Terms that one call of pl_shard_match is given. */
#define MATCH_TERMS_MAX 64

void
answer_release(struct answer *a)
{
	pl_set_release(&a->yes);
	pl_set_release(&a->maybe);
}

static void
answer_init(struct answer *a, uint32_t limit)
{
	pl_set_init(&a->yes, limit);
	pl_set_init(&a->maybe, limit);
}

void
eval_doubts_init(struct eval_doubts *d, uint32_t limit)
{
	*d = (struct eval_doubts){ 0 };
	pl_set_init(&d->limited, limit);
	pl_set_init(&d->unreadable, limit);
}

void
eval_doubts_release(struct eval_doubts *d)
{
	pl_set_release(&d->limited);
	pl_set_release(&d->unreadable);
}

static enum pl_status eval_node(struct eval *e, struct plan *p,
    const struct pl_set *candidates, struct answer *out, struct pl_error *err);

static bool
is_terms(const struct plan *p)
{
	return p->node->kind == NODE_WORDS || p->node->kind == NODE_NEAR;
}

/* Take from *open what does not match all of the terms. */
static enum pl_status
match_terms(struct eval *e, const struct pl_term *terms, size_t count,
    struct pl_set *open, struct pl_error *err)
{
	struct pl_set matched = { 0 };
	enum pl_status rc =
	    pl_shard_match(e->shard, terms, count, &matched, err);

	if (rc == PL_OK)
		pl_set_and(open, &matched);
	pl_set_release(&matched);
	return rc;
}

/* The words among an AND's children are answered together, so that they
 * intersect inside the full-text index. */
static enum pl_status
and_terms(
    struct eval *e, struct plan *p, struct pl_set *open, struct pl_error *err)
{
	struct pl_term terms[MATCH_TERMS_MAX];
	enum pl_status rc = PL_OK;
	size_t count = 0;

	for (size_t i = 0; rc == PL_OK && i < p->child_count; i++) {
		struct plan *child = p->children[i];

		if (!is_terms(child))
			continue;
		child->counts.shards++;
		terms[count++] = child->terms.terms[0];
		if (count < MATCH_TERMS_MAX)
			continue;
		rc = match_terms(e, terms, count, open, err);
		count = 0;
	}
	if (rc == PL_OK && count > 0)
		rc = match_terms(e, terms, count, open, err);
	return rc;
}

/* One more child of an AND narrows what is still open: true or in doubt so
 * far. */
static enum pl_status
and_child(struct eval *e, struct plan *child, struct pl_set *open,
    struct pl_set *doubtful, struct pl_error *err)
{
	struct answer a = { 0 };
	enum pl_status rc = eval_node(e, child, open, &a, err);

	if (rc == PL_OK) {
		pl_set_or(doubtful, &a.maybe);
		pl_set_or(&a.yes, &a.maybe);
		pl_set_and(open, &a.yes);
	}
	answer_release(&a);
	return rc;
}

static enum pl_status
eval_and(struct eval *e, struct plan *p, const struct pl_set *candidates,
    struct answer *out, struct pl_error *err)
{
	struct pl_set *open = &out->yes, *doubtful = &out->maybe;
	enum pl_status rc;

	pl_set_or(open, candidates);
	rc = and_terms(e, p, open, err);
	for (size_t i = 0; rc == PL_OK && i < p->child_count; i++) {
		if (is_terms(p->children[i]))
			continue;
		if (pl_set_next(open, 0) == 0)
			break;
		rc = and_child(e, p->children[i], open, doubtful, err);
	}
	/* What one child could not decide and no other denied. */
	pl_set_and(doubtful, open);
	pl_set_subtract(open, doubtful);
	return rc;
}

/* Each child of an OR is asked only for what none before it is true of. */
static enum pl_status
eval_or(struct eval *e, struct plan *p, const struct pl_set *candidates,
    struct answer *out, struct pl_error *err)
{
	struct pl_set rest;
	enum pl_status rc = PL_OK;

	pl_set_copy(&rest, candidates);
	for (size_t i = 0; rc == PL_OK && i < p->child_count; i++) {
		struct answer a = { 0 };

		if (pl_set_next(&rest, 0) == 0)
			break;
		rc = eval_node(e, p->children[i], &rest, &a, err);
		if (rc == PL_OK) {
			pl_set_subtract(&rest, &a.yes);
			pl_set_or(&out->yes, &a.yes);
			pl_set_or(&out->maybe, &a.maybe);
		}
		answer_release(&a);
	}
	pl_set_subtract(&out->maybe, &out->yes);
	pl_set_release(&rest);
	return rc;
}

static enum pl_status
eval_not(struct eval *e, struct plan *p, const struct pl_set *candidates,
    struct answer *out, struct pl_error *err)
{
	struct answer a = { 0 };
	enum pl_status rc = eval_node(e, p->children[0], candidates, &a, err);

	if (rc == PL_OK) {
		pl_set_or(&out->yes, candidates);
		pl_set_subtract(&out->yes, &a.yes);
		pl_set_subtract(&out->yes, &a.maybe);
		pl_set_or(&out->maybe, &a.maybe);
	}
	answer_release(&a);
	return rc;
}

static enum pl_status
eval_terms(struct eval *e, struct plan *p, const struct pl_set *candidates,
    struct answer *out, struct pl_error *err)
{
	pl_set_or(&out->yes, candidates);
	return match_terms(e, p->terms.terms, p->terms.count, &out->yes, err);
}

static enum pl_status
eval_by_kind(struct eval *e, struct plan *p, const struct pl_set *candidates,
    struct answer *out, struct pl_error *err)
{
	switch (p->node->kind) {
	case NODE_ALL:
		pl_set_or(&out->yes, candidates);
		return PL_OK;
	case NODE_AND:
		return eval_and(e, p, candidates, out, err);
	case NODE_OR:
		return eval_or(e, p, candidates, out, err);
	case NODE_NOT:
		return eval_not(e, p, candidates, out, err);
	case NODE_WORDS:
	case NODE_NEAR:
		return eval_terms(e, p, candidates, out, err);
	case NODE_LITERAL:
	case NODE_EXACT:
	case NODE_REGEX:
		return leaf_verified(e, p, candidates, out, err);
	case NODE_FIELD:
	case NODE_TIME:
		return leaf_listed(e, p, candidates, out, err);
	}
	return PL_OK;
}

static enum pl_status
eval_node(struct eval *e, struct plan *p, const struct pl_set *candidates,
    struct answer *out, struct pl_error *err)
{
	answer_init(out, candidates->limit);
	p->counts.shards++;
	enum pl_status rc = eval_by_kind(e, p, candidates, out, err);
	if (rc == PL_OK)
		p->counts.hits += pl_set_count(&out->yes);
	return rc;
}

enum pl_status
eval_plan(struct plan *p, struct pl_shard *shard, enum hits_plan how,
    const struct pl_set *candidates, struct eval_doubts *doubts,
    struct answer *out, struct pl_error *err)
{
	struct eval e = { .shard = shard, .how = how, .doubts = doubts };

	literal_space_init(&e.space);
	enum pl_status rc = eval_node(&e, p, candidates, out, err);
	literal_space_release(&e.space);
	return rc;
}
