/* --explain: how an answer came about. */
#include <inttypes.h>

#include "query/answer/answering.h"

static void
put_phrase(struct buf *out, const struct pl_phrase *phrase)
{
	buf_adds(out, phrase->suffix ? " *\"" : " \"");
	for (size_t k = 0; k < phrase->count; k++) {
		if (k > 0)
			buf_addc(out, ' ');
		buf_addspan(out, phrase->tokens[k]);
	}
	buf_adds(out, phrase->prefix ? "\"*" : "\"");
}

static void
put_terms(struct buf *out, const struct terms *t)
{
	for (size_t i = 0; i < t->count; i++)
		for (size_t k = 0; k < t->terms[i].phrase_count; k++)
			put_phrase(out, &t->terms[i].phrases[k]);
}

/* A verified leaf: narrowed by what, how often, and how much was read. */
static void
put_verified(struct buf *out, const struct plan *p, enum hits_plan how)
{
	const struct plan_counts *c = &p->counts;

	if (p->terms.count + p->terms.costly_count == 0 || how == PLAN_SCAN) {
		buf_adds(out, "scanned");
	} else {
		buf_adds(out, "narrowed by tokens");
		put_terms(out, &p->terms);
		for (size_t i = 0; i < p->terms.costly_count; i++)
			put_phrase(out, &p->terms.costly[i]);
		if (c->narrowed < c->shards)
			buf_addf(out, " in %" PRIu64 " of %" PRIu64 " shards",
			    c->narrowed, c->shards);
		buf_adds(out, " and verified");
	}
	buf_addf(out, ", %" PRIu64 " text%s read", c->verified,
	    c->verified == 1 ? "" : "s");
}

static void
put_how(struct buf *out, const struct plan *p, enum hits_plan how)
{
	switch (p->node->kind) {
	case NODE_WORDS:
	case NODE_NEAR:
		buf_adds(out, "tokens");
		put_terms(out, &p->terms);
		break;
	case NODE_LITERAL:
	case NODE_EXACT:
	case NODE_REGEX:
		put_verified(out, p, how);
		break;
	case NODE_FIELD:
		buf_adds(out, "listed");
		for (size_t i = 0;
		     i < p->names.count && p->node->field == FIELD_USER; i++)
			buf_addf(
			    out, "%s %s", i > 0 ? "," : "", p->names.items[i]);
		break;
	case NODE_TIME:
		buf_adds(out, "times");
		break;
	default:
		buf_adds(out, "every record");
		break;
	}
}

static void
put_hits(struct buf *out, const struct plan *p, bool together)
{
	/* The words of an AND intersect in the full-text index: how many
	 * records each has by itself, nobody has asked. */
	if (p->counts.shards == 0)
		buf_adds(out, "; not asked");
	else if (together)
		buf_adds(out, "; together with the others");
	else
		buf_addf(out, "; true of %" PRIu64, p->counts.hits);
}

static void
put_plan(struct buf *out, const struct plan *p, enum hits_plan how,
    const struct plan *parent, unsigned depth)
{
	enum node_kind kind = p->node->kind;
	bool words = kind == NODE_WORDS || kind == NODE_NEAR;

	buf_addf(out, "%*s", (int)(2 * depth), "");
	if (p->child_count > 0) {
		buf_adds(out,
		    kind == NODE_AND      ? "and"
			: kind == NODE_OR ? "or"
					  : "not");
	} else {
		query_print(out, p->node);
		buf_adds(out, kind == NODE_ALL ? "" : " : ");
		put_how(out, p, how);
	}
	put_hits(
	    out, p, words && parent != NULL && parent->node->kind == NODE_AND);
	buf_addc(out, '\n');
	for (size_t i = 0; i < p->child_count; i++)
		put_plan(out, p->children[i], how, p, depth + 1);
}

static void
put_shards(struct buf *out, const struct visits *v)
{
	static const char *const reasons[VISIT_STATES] = {
		[VISIT_PENDING] = "not needed for the hits asked for",
		[VISIT_FAILED] = "unreadable",
		[VISIT_SKIP_EMPTY] = "without any record",
		[VISIT_SKIP_TIME] = "outside the range of time",
		[VISIT_SKIP_NAME] = "without the user, type, model, account "
				    "or region asked for",
	};
	uint64_t counts[VISIT_STATES] = { 0 };

	for (size_t i = 0; i < v->count; i++)
		counts[v->items[i].state]++;
	buf_addf(out, "shards: %" PRIu64 " of %zu searched",
	    counts[VISIT_DONE], v->count);
	for (int state = 0; state < VISIT_STATES; state++)
		if (reasons[state] != NULL && counts[state] > 0)
			buf_addf(out, ", %" PRIu64 " %s", counts[state],
			    reasons[state]);
	buf_addc(out, '\n');
}

enum pl_status
pl_hits_explain(struct pl_hits *h, struct buf *out, struct pl_error *err)
{
	(void)err;
	hits_count(h);
	put_plan(out, h->plan, h->options.plan, NULL, 0);
	put_shards(out, &h->visits);
	buf_addf(out, "hits: %" PRIu64 "%s", h->total,
	    h->answered == h->visits.pending ? "" : " so far");
	if (h->duplicates > 0)
		buf_addf(out, ", and %" PRIu64 " %s left out", h->duplicates,
		    h->duplicates == 1 ? "copy" : "copies");
	buf_addc(out, '\n');
	return PL_OK;
}
