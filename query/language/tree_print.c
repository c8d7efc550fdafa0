/* A tree as a query: in parentheses wherever the tree branches, so that
 * nothing depends on who binds tighter.  Fields and times that the parser
 * would merge stay apart in parentheses of their own. */
#include <stdio.h>

#include "query/language/field.h"

struct printer {
	struct buf *out;
	bool columns_said; /* an in: around us speaks for all that follows */
};

static void print_inner(struct printer *p, const struct node *n);

static bool
is_leaf(const struct node *n)
{
	switch (n->kind) {
	case NODE_WORDS:
	case NODE_NEAR:
	case NODE_LITERAL:
	case NODE_EXACT:
	case NODE_REGEX:
		return true;
	default:
		return false;
	}
}

static bool
is_alphanumeric(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
	    (c >= 'a' && c <= 'z');
}

/* Whether a word may stand without quotes. */
static bool
is_plain(struct span word)
{
	for (size_t i = 0; i < word.n; i++)
		if (!is_alphanumeric(word.p[i]))
			return false;
	return !span_is(word, "AND") && !span_is(word, "OR") &&
	    !span_is(word, "NOT") && !span_is(word, "NEAR");
}

/* Whether a field's value may stand without quotes. */
static bool
is_plain_value(struct span value)
{
	for (size_t i = 0; i < value.n; i++)
		if (!is_alphanumeric(value.p[i]) &&
		    memchr("-._*?@+=", value.p[i], 8) == NULL)
			return false;
	return true;
}

static void
print_quoted(struct printer *p, char quote, struct span text)
{
	buf_addc(p->out, quote);
	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] == quote || text.p[i] == '\\')
			buf_addc(p->out, '\\');
		buf_addc(p->out, text.p[i]);
	}
	buf_addc(p->out, quote);
}

static void
print_term(struct printer *p, const struct node *n)
{
	struct span text = buf_span(&n->text);

	if (n->infix)
		buf_addc(p->out, '*');
	if (is_plain(text))
		buf_addspan(p->out, text);
	else
		print_quoted(p, '"', text);
	if (n->infix || n->prefix)
		buf_addc(p->out, '*');
}

/* A backslash goes with the character behind it, as in the pattern. */
static void
print_regex(struct printer *p, const struct node *n)
{
	buf_addc(p->out, '/');
	for (size_t i = 0; i < n->text.n; i++) {
		if (n->text.p[i] == '\\' && i + 1 < n->text.n)
			buf_addc(p->out, n->text.p[i++]);
		else if (n->text.p[i] == '/')
			buf_addc(p->out, '\\');
		buf_addc(p->out, n->text.p[i]);
	}
	buf_addc(p->out, '/');
	if ((n->flags & REGEX_CASELESS) != 0)
		buf_addc(p->out, 'i');
	if ((n->flags & REGEX_MULTILINE) != 0)
		buf_addc(p->out, 'm');
	if ((n->flags & REGEX_DOTALL) != 0)
		buf_addc(p->out, 's');
}

static void
print_field(struct printer *p, const struct node *n)
{
	for (size_t i = 0; i < n->value_count; i++) {
		struct span value = buf_span(&n->values[i]);

		buf_addf(p->out, "%s%s:", i > 0 ? " " : "",
		    query_field_name(n->field));
		if (is_plain_value(value))
			buf_addspan(p->out, value);
		else
			print_quoted(p, '"', value);
	}
}

/* The last date before `below` that widens to it. */
static void
print_until(struct printer *p, int64_t below)
{
	char text[INSTANT_TEXT];
	int64_t step = NS_PER_SECOND;
	int digits = 0;

	while (below % step != 0) {
		step /= 1000;
		digits += 3;
	}
	struct civil c = instant_to_civil(below - step);
	c.nanos = c.nanos / step * step;
	snprintf(text, sizeof text, "%09d", (int)c.nanos);
	buf_addf(p->out, "until:%04d-%02d-%02dT%02d:%02d:%02d%s%.*sZ", c.year,
	    c.month, c.day, c.hour, c.minute, c.second, digits ? "." : "",
	    digits, text);
}

static void
print_time(struct printer *p, const struct node *n)
{
	char since[INSTANT_TEXT];

	if (n->least != INSTANT_NONE) {
		instant_format(n->least, since);
		buf_addf(p->out, "since:%s", since);
	}
	if (n->least != INSTANT_NONE && n->below != INT64_MAX)
		buf_addc(p->out, ' ');
	if (n->below != INT64_MAX)
		print_until(p, n->below);
}

/* The columns of all leaves under n; 0 if they differ or there are none. */
static unsigned
common_columns(const struct node *n)
{
	unsigned common = is_leaf(n) ? n->columns : 0;

	for (size_t i = 0; i < n->child_count; i++) {
		const struct node *child = n->children[i];
		unsigned columns = common_columns(child);

		if (columns == 0 && child->kind != NODE_FIELD &&
		    child->kind != NODE_TIME)
			return 0;
		if (common != 0 && columns != 0 && columns != common)
			return 0;
		if (columns != 0)
			common = columns;
	}
	return common;
}

static bool
print_columns(struct printer *p, unsigned columns)
{
	if (p->columns_said || columns == 0 || columns == PL_ALL_TEXT)
		return false;
	for (unsigned i = 0; i < PL_TEXT_COLUMNS; i++)
		if ((columns & PL_COLUMN_BIT(i)) != 0)
			buf_addf(p->out, "in:%s ", pl_column_name(i));
	return true;
}

/* Children of AND.  The first field of a kind may stand bare; a further one
 * that did would be merged with it. */
static void
print_all(struct printer *p, const struct node *n)
{
	bool seen[FIELDS + 1] = { false };

	for (size_t i = 0; i < n->child_count; i++) {
		const struct node *child = n->children[i];
		bool field = child->kind == NODE_FIELD;
		size_t slot = field ? child->field : FIELDS;

		if (i > 0)
			buf_addc(p->out, ' ');
		if ((field || child->kind == NODE_TIME) && seen[slot]) {
			buf_addc(p->out, '(');
			query_print(p->out, child);
			buf_addc(p->out, ')');
		} else {
			print_inner(p, child);
		}
		if (field || child->kind == NODE_TIME)
			seen[slot] = true;
	}
}

static void
print_joined(struct printer *p, const struct node *n, const char *joint)
{
	for (size_t i = 0; i < n->child_count; i++) {
		if (i > 0)
			buf_adds(p->out, joint);
		print_inner(p, n->children[i]);
	}
}

static void
print_near(struct printer *p, const struct node *n)
{
	for (size_t i = 0; i < n->child_count; i++) {
		if (i > 0)
			buf_addf(p->out, " NEAR/%u ", n->distance);
		print_term(p, n->children[i]);
	}
}

static void
print_bare(struct printer *p, const struct node *n)
{
	switch (n->kind) {
	case NODE_ALL:
		break;
	case NODE_AND:
		print_all(p, n);
		break;
	case NODE_OR:
		print_joined(p, n, " OR ");
		break;
	case NODE_NOT:
		buf_addc(p->out, '-');
		print_joined(p, n, "");
		break;
	case NODE_WORDS:
	case NODE_LITERAL:
		print_term(p, n);
		break;
	case NODE_NEAR:
		print_near(p, n);
		break;
	case NODE_EXACT:
		print_quoted(p, '\'', buf_span(&n->text));
		break;
	case NODE_REGEX:
		print_regex(p, n);
		break;
	case NODE_FIELD:
		print_field(p, n);
		break;
	case NODE_TIME:
		print_time(p, n);
		break;
	}
}

/* Whether what print_bare prints is more than one atom. */
static bool
is_compound(const struct node *n)
{
	switch (n->kind) {
	case NODE_AND:
	case NODE_OR:
	case NODE_NEAR:
		return true;
	case NODE_FIELD:
		return n->value_count > 1;
	case NODE_TIME:
		return n->least != INSTANT_NONE && n->below != INT64_MAX;
	default:
		return false;
	}
}

/* As a part of something larger. */
static void
print_inner(struct printer *p, const struct node *n)
{
	unsigned columns = n->kind == NODE_NOT ? 0 : common_columns(n);
	bool narrowed =
	    !p->columns_said && columns != 0 && columns != PL_ALL_TEXT;
	bool group = narrowed || is_compound(n);
	struct printer inner = *p;

	if (group)
		buf_addc(p->out, '(');
	inner.columns_said |= print_columns(p, columns);
	print_bare(&inner, n);
	if (group)
		buf_addc(p->out, ')');
}

void
query_print(struct buf *out, const struct node *n)
{
	struct printer p = { out, false };

	p.columns_said = print_columns(&p, common_columns(n));
	print_bare(&p, n);
}
