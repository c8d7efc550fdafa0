#include "query/match/leaf.h"

#include "base/utf8.h"
#include "query/match/exact.h"
#include "query/match/glob.h"

enum verdict { VERDICT_NO, VERDICT_YES, VERDICT_MAYBE };

/* ---- what the shard's lists say ---- */

static bool
name_is_listed(void *context, struct span name)
{
	const struct plan *p = context;

	/* A NUL ends the users that index.db names. */
	if (p->node->field == FIELD_USER)
		name.n = strnlen(name.p, name.n);
	return names_have(&p->names, name);
}

static bool
name_matches(void *context, struct span name)
{
	const struct plan *p = context;

	for (size_t i = 0; i < p->names.count; i++)
		if (glob_matches(span_str(p->names.items[i]), name))
			return true;
	return false;
}

/* The union, over the leaf's values, of what `list` gives for one. */
static enum pl_status
each_value(struct eval *e, struct plan *p, struct pl_set *out,
    enum pl_status (*list)(struct pl_shard *shard, struct span value,
	struct pl_set *set, struct pl_error *err),
    struct pl_error *err)
{
	enum pl_status rc = PL_OK;

	for (size_t i = 0; rc == PL_OK && i < p->names.count; i++) {
		struct pl_set set = { 0 };

		rc = list(e->shard, span_str(p->names.items[i]), &set, err);
		if (rc == PL_OK)
			pl_set_or(out, &set);
		pl_set_release(&set);
	}
	return rc;
}

static enum pl_status
list_type(struct pl_shard *shard, struct span value, struct pl_set *set,
    struct pl_error *err)
{
	enum pl_type type = pl_type_find(value);

	if (type != PL_TYPES)
		return pl_shard_type(shard, type, set, err);
	pl_set_init(set, pl_shard_limit(shard));
	return PL_OK;
}

static enum pl_status
list_named(
    struct eval *e, struct plan *p, struct pl_set *set, struct pl_error *err)
{
	static const enum pl_name_kind kinds[FIELDS] = {
		[FIELD_USER] = PL_NAME_USER,
		[FIELD_FILE] = PL_NAME_FILE,
		[FIELD_MODEL] = PL_NAME_MODEL,
		[FIELD_ACCOUNT] = PL_NAME_ACCOUNT,
		[FIELD_REGION] = PL_NAME_REGION,
		[FIELD_CONVERSATION] = PL_NAME_CONVERSATION,
	};
	enum query_field field = p->node->field;

	if (field == FIELD_OBJECT)
		return pl_shard_keyed(e->shard, name_matches, p, set, err);
	return pl_shard_named(e->shard, kinds[field],
	    field == FIELD_FILE ? name_matches : name_is_listed, p, set, err);
}

enum pl_status
leaf_listed(struct eval *e, struct plan *p, const struct pl_set *candidates,
    struct answer *out, struct pl_error *err)
{
	struct pl_set set = { 0 };
	const struct node *node = p->node;
	enum pl_status rc;

	if (node->kind == NODE_FIELD && node->field == FIELD_TYPE) {
		rc = each_value(e, p, &out->yes, list_type, err);
	} else if (node->kind == NODE_FIELD && node->field == FIELD_REQUEST) {
		rc = each_value(e, p, &out->yes, pl_shard_requested, err);
	} else {
		rc = node->kind == NODE_TIME
		    ? pl_shard_time(
			  e->shard, node->least, node->below, &set, err)
		    : list_named(e, p, &set, err);
		if (rc == PL_OK)
			pl_set_or(&out->yes, &set);
		pl_set_release(&set);
	}
	pl_set_and(&out->yes, candidates);
	return rc;
}

/* ---- what the texts say ---- */

static enum verdict
check_text(struct eval *e, struct plan *p, struct span text)
{
	size_t begin, end;

	switch (p->node->kind) {
	case NODE_LITERAL:
		return literal_holds(&p->literal, text, &e->space)
		    ? VERDICT_YES
		    : VERDICT_NO;
	case NODE_EXACT:
		return exact_find(buf_span(&p->node->text), text, 0, &begin)
		    ? VERDICT_YES
		    : VERDICT_NO;
	default:
		/* PCRE2 goes astray on anything else. */
		if (utf8_valid(text.p, text.n) != text.n)
			return VERDICT_MAYBE;
		switch (regex_find(p->regex, text, 0, &begin, &end)) {
		case REGEX_FOUND:
			return VERDICT_YES;
		case REGEX_LIMIT:
			return VERDICT_MAYBE;
		case REGEX_NONE:
			break;
		}
		return VERDICT_NO;
	}
}

/* True in one column is true; else in doubt in one is in doubt. */
static enum verdict
check_record(struct eval *e, struct plan *p, const struct pl_record *record)
{
	enum verdict verdict = VERDICT_NO;

	for (int c = 0; c < PL_TEXT_COLUMNS && verdict != VERDICT_YES; c++) {
		if (!(p->node->columns & PL_COLUMN_BIT(c)))
			continue;
		enum verdict one = check_text(e, p, record->column[c]);
		if (one != VERDICT_NO)
			verdict = one;
	}
	return verdict;
}

/* Read one record's text and decide. */
static void
verify_record(
    struct eval *e, struct plan *p, uint32_t rowid, struct answer *out)
{
	struct eval_doubts *d = e->doubts;
	struct pl_error why;
	struct pl_record record;
	enum verdict verdict;

	p->counts.verified++;
	if (pl_shard_text(e->shard, rowid, &record, &why) != PL_OK) {
		if (pl_set_next(&d->unreadable, 0) == 0)
			d->why = why;
		pl_set_add(&d->unreadable, rowid);
		pl_set_add(&out->maybe, rowid);
		return;
	}
	verdict = check_record(e, p, &record);
	if (verdict == VERDICT_YES)
		pl_set_add(&out->yes, rowid);
	if (verdict == VERDICT_MAYBE) {
		pl_set_add(&d->limited, rowid);
		pl_set_add(&out->maybe, rowid);
	}
}

static bool
is_worth_narrowing(const struct eval *e, const struct plan *p,
    const struct pl_set *candidates)
{
	return p->terms.count > 0 && e->how != PLAN_SCAN &&
	    (e->how == PLAN_NARROW ||
		pl_set_count(candidates) >= NARROW_WORTH);
}

/* Ends of words cost a look at every word of the shard, short beginnings a
 * look at many. */
static bool
is_worth_its_cost(
    const struct eval *e, const struct plan *p, const struct pl_set *open)
{
	uint64_t count = pl_set_count(open);

	return p->terms.costly_count > 0 && e->how != PLAN_SCAN &&
	    (e->how == PLAN_NARROW ||
		(count >= COSTLY_WORTH &&
		    count >= open->limit / COSTLY_SHARE));
}

/* Those of the candidates whose texts must be read. */
static enum pl_status
narrow(struct eval *e, struct plan *p, const struct pl_set *candidates,
    struct pl_set *open, struct pl_error *err)
{
	const struct terms *t = &p->terms;
	bool by_terms = is_worth_narrowing(e, p, candidates);
	enum pl_status rc = PL_OK;

	if (by_terms) {
		rc = pl_shard_match(e->shard, t->terms, t->count, open, err);
		if (rc == PL_OK)
			pl_set_and(open, candidates);
	} else {
		pl_set_copy(open, candidates);
	}
	bool at_cost = rc == PL_OK && is_worth_its_cost(e, p, open);
	if (at_cost)
		rc = pl_shard_narrow(e->shard, t->costly, t->costly_count,
		    p->node->columns, open, err);
	p->counts.narrowed += by_terms || at_cost;
	return rc;
}

enum pl_status
leaf_verified(struct eval *e, struct plan *p, const struct pl_set *candidates,
    struct answer *out, struct pl_error *err)
{
	struct pl_set open = { 0 };
	enum pl_status rc = narrow(e, p, candidates, &open, err);

	if (rc != PL_OK)
		goto done;
	for (uint32_t row = pl_set_next(&open, 0); row != 0;
	     row = pl_set_next(&open, row))
		verify_record(e, p, row, out);
done:
	pl_set_release(&open);
	return rc;
}
