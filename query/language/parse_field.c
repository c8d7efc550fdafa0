/* Fields: what may stand behind each colon, and what two of them in one group
 * mean together. */
#include "query/conversation.h"
#include "query/language/date.h"
#include "query/language/parse.h"

#define VALUE_SHOWN_MAX 60 /* bytes of a value in a message */

/* A date's own message behind the place of the field, and how to search for
 * what may have been meant as text. */
static enum pl_status
date_failed(struct parser *p, const struct pl_error *why)
{
	struct span written = lex_written(&p->lex, token(p)->begin);

	if (why->status != PL_EQUERY)
		return pl_fail(p->err, why->status, "%s", why->text);
	return FAIL(p, token(p)->begin,
	    "%s (to search for the text itself, write \"%.*s\" in quotes)",
	    why->text, SPAN_ARG(written));
}

static enum pl_status
parse_time(struct parser *p, struct node **out)
{
	const struct lex_token *t = token(p);
	struct span value = buf_span(&t->text);
	struct node *n = node_new(NODE_TIME, t->begin, t->end);
	struct pl_error why;
	int64_t ignored;
	enum pl_status rc;

	if (value.n > VALUE_SHOWN_MAX)
		rc = pl_fail(&why, PL_EQUERY, "no date is that long");
	else if (t->field == FIELD_SINCE)
		rc = date_parse(
		    value, p->now, &p->zone, &n->least, &ignored, &why);
	else if (t->field == FIELD_UNTIL)
		rc = date_parse(
		    value, p->now, &p->zone, &ignored, &n->below, &why);
	else
		rc = date_parse_range(
		    value, p->now, &p->zone, &n->least, &n->below, &why);
	if (rc != PL_OK) {
		node_free(n);
		return date_failed(p, &why);
	}
	return next_after(p, n, out);
}

enum pl_status
parse_field(struct parser *p, struct node **out)
{
	const struct lex_token *t = token(p);
	struct span value = buf_span(&t->text);
	struct node *n;

	if (t->field == FIELD_IN)
		return FAIL(p, t->begin,
		    "in: cannot be excluded: name the columns to search, as "
		    "in in:prompt in:response");
	if (t->field >= FIELDS)
		return parse_time(p, out);
	if (t->field == FIELD_TYPE && pl_type_find(value) == PL_TYPES)
		return FAIL(p, t->begin,
		    "there is no such type: type: takes chat, inline, dev or "
		    "unknown");
	if (t->field == FIELD_CONVERSATION && conversation_is_session(value))
		return FAIL(p, t->begin,
		    "sessions are not in the logs, so conversation: finds "
		    "none: 'promptlog show --conversation ID' prints one");
	n = node_new(NODE_FIELD, t->begin, t->end);
	n->field = (enum query_field)t->field;
	node_add_value(n, value);
	return next_after(p, n, out);
}

size_t
parse_columns(struct node *n, unsigned columns)
{
	size_t taken = 0;

	switch (n->kind) {
	case NODE_WORDS:
	case NODE_NEAR:
	case NODE_LITERAL:
	case NODE_EXACT:
	case NODE_REGEX:
		if (n->columns == 0) {
			n->columns = columns;
			taken++;
		}
		break;
	default:
		break;
	}
	for (size_t i = 0; i < n->child_count; i++)
		taken += parse_columns(n->children[i], columns);
	return taken;
}

/* In a group of alternatives in: may stand in one of them only: a second one
 * would look as if each spoke for its own. */
enum pl_status
parse_in(struct parser *p, struct group *g)
{
	const struct lex_token *t = token(p);
	unsigned column = 0;

	while (column < PL_TEXT_COLUMNS &&
	    !span_is(buf_span(&t->text), pl_column_name(column)))
		column++;
	if (column == PL_TEXT_COLUMNS)
		return FAIL(p, t->begin,
		    "there is no such column: in: takes prompt, context or "
		    "response");
	if (g->columns != 0 && g->alternative != g->alternatives)
		return FAIL(p, t->begin,
		    "in: speaks for the whole group: put the alternatives in "
		    "parentheses, as in (in:prompt a) OR (in:response b)");
	if (g->columns == 0) {
		g->at = t->begin;
		g->alternative = g->alternatives;
	}
	g->columns |= PL_COLUMN_BIT(column);
	return next(p);
}

void
parse_merge_value(struct terms *terms, struct node *n)
{
	struct node *old = terms->fields[n->field];

	if (old == NULL) {
		terms->fields[n->field] = n;
		node_adopt(terms->all, n);
		return;
	}
	node_add_value(old, buf_span(&n->values[0]));
	old->end = n->end;
	node_free(n);
}

enum pl_status
parse_merge_time(
    struct parser *p, struct terms *terms, int field, struct node *n)
{
	struct node *old = terms->time;
	size_t begin = n->begin;

	if ((terms->times & 1u << field) != 0) {
		node_free(n);
		return FAIL(p, begin,
		    "since:, until: and on: may each stand once: for one of "
		    "several stretches of time write (on:2025-03 OR "
		    "on:2025-05)");
	}
	terms->times |= 1u << field;
	if (old == NULL) {
		terms->time = n;
		node_adopt(terms->all, n);
		return PL_OK;
	}
	if (n->least > old->least)
		old->least = n->least;
	if (n->below < old->below)
		old->below = n->below;
	old->end = n->end;
	node_free(n);
	if (old->least >= old->below)
		return FAIL(
		    p, begin, "since:, until: and on: leave no time between");
	return PL_OK;
}
