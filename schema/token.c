#include "schema/token.h"

#include "base/utf8.h"
#include "schema/fold.h"

void
pl_token_begin(struct pl_token_scan *s, struct span text)
{
	*s = (struct pl_token_scan){ .text = text };
	buf_init(&s->space, BUF_UNLIMITED);
}

void
pl_token_end(struct pl_token_scan *s)
{
	if (s != NULL)
		buf_release(&s->space);
}

static bool
give(struct pl_token_scan *s, size_t begin, size_t end, struct span folded)
{
	s->folded = folded;
	s->begin = begin;
	s->end = end;
	s->next = end;
	return true;
}

/* The word at s->next if it is ASCII and nothing else can follow in it.  What
 * is lower case already needs no copy. */
static bool
ascii_word(struct pl_token_scan *s)
{
	const unsigned char *p = (const unsigned char *)s->text.p;
	size_t begin = s->next, end = begin;
	unsigned changed = 0;

	while (end < s->text.n && fold_ascii[p[end]] != 0) {
		changed |= (unsigned)(fold_ascii[p[end]] ^ p[end]);
		end++;
	}
	if (!fold_ends(s->text, end))
		return false;
	if (changed == 0)
		return give(
		    s, begin, end, span_of(s->text.p + begin, end - begin));
	buf_clear(&s->space);
	buf_add(&s->space, p + begin, end - begin);
	for (size_t i = 0; i < s->space.n; i++)
		s->space.p[i] = (char)fold_ascii[p[begin + i]];
	return give(s, begin, end, buf_span(&s->space));
}

/* The character at s->next if it is a token as it stands. */
static bool
plain_character(struct pl_token_scan *s, uint32_t c, size_t length)
{
	size_t begin = s->next, end = begin + length;

	return fold_plain(c) && fold_ends(s->text, end) &&
	    give(s, begin, end, span_of(s->text.p + begin, length));
}

/* The token that begins at s->next, whatever it is made of.  A letter that is
 * but a mark when folded begins none: false, and s->next is past it. */
static bool
folded_token(struct pl_token_scan *s)
{
	struct fold f;
	struct fold_cluster c;

	fold_begin(&f, s->text, s->next);
	s->next = s->text.n;
	if (!fold_next(&f, &c))
		return false;
	if (c.class != FOLD_WORD && c.class != FOLD_ALONE) {
		s->next = c.end;
		return false;
	}
	enum fold_class class = c.class;
	size_t begin = c.begin, end;

	buf_clear(&s->space);
	do {
		buf_add(&s->space, c.text, c.n);
		end = c.end;
	} while (
	    class == FOLD_WORD && fold_next(&f, &c) && c.class == FOLD_WORD);
	return give(s, begin, end, buf_span(&s->space));
}

/* The token that begins with the character beyond ASCII at s->next; if none
 * does, false, and s->next is past it. */
static bool
wide_token(struct pl_token_scan *s)
{
	uint32_t c;
	size_t length =
	    utf8_decode(s->text.p + s->next, s->text.n - s->next, &c);
	enum fold_class class = fold_class(c);

	if (class == FOLD_WORD || class == FOLD_ALONE)
		return plain_character(s, c, length) || folded_token(s);
	s->next += length > 0 ? length : 1;
	return false;
}

bool
pl_token_next(struct pl_token_scan *s)
{
	const unsigned char *p = (const unsigned char *)s->text.p;

	while (s->next < s->text.n) {
		if (p[s->next] >= 0x80) {
			if (wide_token(s))
				return true;
		} else if (fold_ascii[p[s->next]] != 0) {
			if (ascii_word(s) || folded_token(s))
				return true;
		} else {
			s->next++;
		}
	}
	return false;
}

bool
pl_token_only(struct span text)
{
	struct fold f;
	struct fold_cluster c;
	enum fold_class last = FOLD_SPACE;
	size_t tokens = 0, length = 0;

	fold_begin(&f, text, 0);
	while (fold_next(&f, &c)) {
		if (c.class == FOLD_OTHER)
			return false;
		if (c.class != FOLD_WORD || last != FOLD_WORD)
			length = 0;
		length += c.n;
		if (length > PL_TOKEN_MAX)
			return false;
		tokens += c.class != FOLD_SPACE;
		last = c.class;
	}
	return tokens > 0;
}
