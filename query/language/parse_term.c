/* Terms: which of them words answer for, and which are compared as they
 * stand. */
#include "base/utf8.h"
#include "query/language/parse.h"
#include "schema/token.h"

/* Whether folding leaves anything to compare. */
static bool
is_searchable(struct span text)
{
	struct pl_folded folded;
	bool any = false;

	pl_folded_init(&folded);
	pl_folded_set(&folded, text);
	for (size_t i = 0; i < folded.text.n; i++)
		any |= folded.text.p[i] != ' ';
	pl_folded_release(&folded);
	return any;
}

static bool
ends_in_space(struct span text)
{
	size_t space = 0;
	uint32_t c;

	for (size_t i = 0; i < text.n;) {
		space = lex_space(text.p + i, text.n - i);
		i += utf8_decode(text.p + i, text.n - i, &c);
	}
	return space > 0;
}

static struct node *
new_leaf(const struct parser *p, enum node_kind kind)
{
	const struct lex_token *t = token(p);
	struct node *n = node_new(kind, t->begin, t->end);

	buf_addspan(&n->text, buf_span(&t->text));
	n->prefix = t->prefix;
	n->infix = t->infix;
	n->flags = t->flags;
	return n;
}

enum pl_status
parse_term(struct parser *p, struct node **out)
{
	const struct lex_token *t = token(p);
	struct span text = buf_span(&t->text);
	bool words;

	if (!is_searchable(text))
		return FAIL(p, t->begin,
		    "there is nothing to search for: white space and "
		    "invisible characters are not compared");
	if (t->prefix && ends_in_space(text))
		return FAIL(p, t->begin,
		    "the * after a phrase must follow its last word, without "
		    "white space before the quote");
	words = !t->infix && pl_token_only(text);
	return next_after(
	    p, new_leaf(p, words ? NODE_WORDS : NODE_LITERAL), out);
}

enum pl_status
parse_leaf(struct parser *p, enum node_kind kind, struct node **out)
{
	return next_after(p, new_leaf(p, kind), out);
}
