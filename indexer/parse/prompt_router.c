/* Answers that are only a router's tag. */
#include "indexer/parse/prompt.h"

static struct span
trimmed(struct span s)
{
	while (
	    s.n > 0 && (s.p[0] == ' ' || (s.p[0] >= '\t' && s.p[0] <= '\r')))
		s = span_of(s.p + 1, s.n - 1);
	while (s.n > 0 &&
	    (s.p[s.n - 1] == ' ' ||
		(s.p[s.n - 1] >= '\t' && s.p[s.n - 1] <= '\r')))
		s.n--;
	return s;
}

/* Drop a prefix, and the white space after it; false if it is not there. */
static bool
eat(struct span *s, const char *prefix)
{
	size_t n = strlen(prefix);

	if (!span_starts(*s, prefix))
		return false;
	*s = trimmed(span_of(s->p + n, s->n - n));
	return true;
}

static bool
eat_number(struct span *s)
{
	size_t i = 0;

	while (i < s->n &&
	    ((s->p[i] >= '0' && s->p[i] <= '9') || s->p[i] == '.' ||
		s->p[i] == '-' || s->p[i] == '+' || s->p[i] == 'e' ||
		s->p[i] == 'E'))
		i++;
	*s = trimmed(span_of(s->p + i, s->n - i));
	return i > 0;
}

bool
prompt_router_answer(struct span answer)
{
	static const char *const names[] = { "\"chat\"", "\"do\"",
		"\"spec\"" };
	unsigned seen = 0;
	struct span s;

	if (answer.n > PROMPT_ROUTER_MAX)
		return false;
	s = trimmed(answer);
	bool fenced = eat(&s, "```json");
	if (!eat(&s, "{"))
		return false;
	do {
		unsigned i = 0;

		while (i < 3 && !eat(&s, names[i]))
			i++;
		if (i == 3 || (seen & 1u << i) || !eat(&s, ":") ||
		    !eat_number(&s))
			return false;
		seen |= 1u << i;
	} while (eat(&s, ","));
	return seen == 7 && eat(&s, "}") && (!fenced || eat(&s, "```")) &&
	    s.n == 0;
}
