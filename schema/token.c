#include "schema/token.h"

#include <endian.h>

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

#define EACH(byte) (0x0101010101010101u * (byte))

/* For eight bytes at once, the high bit of those from least to most; all of
 * them must be below 0x80. */
static uint64_t
between(uint64_t bytes, unsigned least, unsigned most)
{
	return (bytes + EACH(0x80 - least)) & ~(bytes + EACH(0x7F - most));
}

/* The end of the ASCII letters and digits from `from` on, and whether one of
 * them is a capital.  Eight bytes at a time: most words are shorter, so that
 * the processor need not guess where each of them ends. */
static size_t
word_end(struct span text, size_t from, bool *capital)
{
	const unsigned char *p = (const unsigned char *)text.p;
	uint64_t bytes, lower = EACH(0x20);
	size_t i = from;

	*capital = false;
	for (; text.n - i >= sizeof bytes; i += sizeof bytes) {
		memcpy(&bytes, p + i, sizeof bytes);
		bytes = le64toh(bytes);
		uint64_t low = bytes & EACH(0x7F);
		uint64_t word =
		    (between(low | lower, 'a', 'z') | between(low, '0', '9')) &
		    ~bytes;
		uint64_t stop = ~word & EACH(0x80);
		uint64_t before = ((stop & -stop) >> 7) - 1;
		*capital |= (~bytes & lower & before) != 0;
		if (stop != 0)
			return i + (size_t)__builtin_ctzll(stop) / 8;
	}
	for (; i < text.n && fold_ascii[p[i]] != 0; i++)
		*capital |= fold_ascii[p[i]] != p[i];
	return i;
}

/* The word at s->next if it is ASCII and nothing else can follow in it.  What
 * is lower case already needs no copy. */
static bool
ascii_word(struct pl_token_scan *s)
{
	bool capital;
	size_t begin = s->next, end = word_end(s->text, begin, &capital);
	struct span word = span_of(s->text.p + begin, end - begin);

	if (!fold_ends(s->text, end))
		return false;
	if (!capital)
		return give(s, begin, end, word);
	buf_clear(&s->space);
	buf_addspan(&s->space, word);
	for (size_t i = 0; i < word.n; i++)
		s->space.p[i] |= 0x20;
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

/* The next token, whatever it is made of.  It need not begin with the letter
 * at s->next, which may be but a mark when folded.  False at the end of the
 * text. */
static bool
folded_token(struct pl_token_scan *s)
{
	struct fold f;
	struct fold_cluster c;

	fold_begin(&f, s->text, s->next);
	s->next = s->text.n;
	do {
		if (!fold_next(&f, &c))
			return false;
	} while (c.class != FOLD_WORD && c.class != FOLD_ALONE);
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
		/* One of that length could be all of a word, or the
		 * beginning of one that was cut. */
		if (length >= PL_TOKEN_MAX)
			return false;
		tokens += c.class != FOLD_SPACE;
		last = c.class;
	}
	return tokens > 0;
}
