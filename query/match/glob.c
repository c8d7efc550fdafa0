#include "query/match/glob.h"

#include "base/utf8.h"

/* Take a character, or a byte that begins none, off the front. */
static uint32_t
take(struct span *text)
{
	uint32_t c;
	size_t length = utf8_decode(text->p, text->n, &c);

	if (length == 0)
		length = 1;
	*text = span_of(text->p + length, text->n - length);
	return c;
}

static bool
begins_with(struct span text, char c)
{
	return text.n > 0 && text.p[0] == c;
}

static uint32_t
take_escaped(struct span *pattern)
{
	uint32_t c = take(pattern);

	return c == '\\' && pattern->n > 0 ? take(pattern) : c;
}

/* What follows a '[', up to its ']'; false when there is none.  *found says
 * whether c is one of those that it stands for. */
static bool
take_set(struct span *pattern, uint32_t c, bool *found)
{
	bool others = begins_with(*pattern, '!') || begins_with(*pattern, '^');
	bool any = false;

	if (others)
		take(pattern);
	for (bool first = true; pattern->n > 0; first = false) {
		if (!first && begins_with(*pattern, ']')) {
			take(pattern);
			*found = any != others;
			return true;
		}
		uint32_t least = take_escaped(pattern), most = least;
		if (begins_with(*pattern, '-') && pattern->n > 1 &&
		    pattern->p[1] != ']') {
			take(pattern);
			most = take_escaped(pattern);
		}
		any = any || (c >= least && c <= most);
	}
	return false;
}

/* Take what stands for one character off the pattern's front; whether it
 * stands for c. */
static bool
take_one(struct span *pattern, uint32_t c)
{
	bool found;

	if (begins_with(*pattern, '[')) {
		struct span set = span_of(pattern->p + 1, pattern->n - 1);

		if (take_set(&set, c, &found)) {
			*pattern = set;
			return found;
		}
	}
	if (begins_with(*pattern, '?')) {
		take(pattern);
		return true;
	}
	return take_escaped(pattern) == c;
}

bool
glob_matches(struct span pattern, struct span name)
{
	struct span after_star = { NULL, 0 }, from = name, rest = name;

	if (span_equal(pattern, name))
		return true;
	/* Where it goes on behind a star is tried at one place of the name
	 * after the other; what an earlier star took need not change then. */
	for (;;) {
		if (begins_with(pattern, '*')) {
			take(&pattern);
			after_star = pattern;
			from = rest;
			continue;
		}
		if (rest.n == 0)
			return pattern.n == 0;
		uint32_t c = take(&rest);
		if (pattern.n > 0 && take_one(&pattern, c))
			continue;
		if (after_star.p == NULL)
			return false;
		take(&from);
		pattern = after_star;
		rest = from;
	}
}
