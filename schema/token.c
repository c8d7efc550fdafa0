#include "schema/token.h"

#include <endian.h>

#include "base/utf8.h"
#include "schema/fold.h"

/* What the processor looks at in one step. */
typedef uint8_t bytes __attribute__((vector_size(16)));
#define STEPS (PL_TOKEN_BLOCK / sizeof(bytes))

/* A bit for each byte that has its highest bit set, the lowest one for the
 * first. */
static uint64_t
high_bits(const bytes block[STEPS])
{
	uint64_t bits = 0, eight;

	for (unsigned i = 0; i < PL_TOKEN_BLOCK; i += 8) {
		memcpy(&eight, (const char *)block + i, sizeof eight);
		eight = le64toh(eight) & 0x8080808080808080u;
		bits |= eight * 0x0002040810204081u >> 56 << i;
	}
	return bits;
}

static uint64_t
bits_below(unsigned n)
{
	return n < 64 ? ((uint64_t)1 << n) - 1 : UINT64_MAX;
}

/* Take up the block that begins at s->next, where the text has something.
 * Beyond the text there are zeros, which separate. */
static void
look_at_block(struct pl_token_scan *s)
{
	bytes block[STEPS] = { { 0 } }, letter[STEPS], any = { 0 };
	size_t rest = s->text.n - s->next;
	uint64_t halves[2];

	memcpy(block, s->text.p + s->next,
	    rest < sizeof block ? rest : sizeof block);
	for (unsigned i = 0; i < STEPS; i++) {
		bytes lower = block[i] | 0x20;

		memcpy(s->lower + i * sizeof lower, &lower, sizeof lower);
		letter[i] =
		    (bytes)(lower - 'a' < 26) | (bytes)(block[i] - '0' < 10);
		any |= block[i];
	}
	memcpy(halves, &any, sizeof halves);
	bool wide = (halves[0] | halves[1]) & 0x8080808080808080u;
	s->block = s->next;
	s->letters = high_bits(letter);
	s->wide = wide ? high_bits(block) : 0;
}

/* Where s->next is in the block. */
static size_t
place_in_block(const struct pl_token_scan *s)
{
	return s->next - s->block;
}

/* A block without anything wide ahead is left for the one that begins at
 * s->next, of which more is known. */
static bool
wide_ahead(const struct pl_token_scan *s)
{
	size_t at = place_in_block(s);

	return at < PL_TOKEN_BLOCK && s->wide >> at != 0;
}

/* The words of the block are tokens as far as it is known what follows them:
 * up to the last separator before anything wide. */
static void
take_words(struct pl_token_scan *s)
{
	unsigned from = (unsigned)place_in_block(s), to = PL_TOKEN_BLOCK;
	uint64_t ahead = ~bits_below(from), wide = s->wide & ahead;

	if (wide != 0)
		to = (unsigned)__builtin_ctzll(wide);
	uint64_t others = ~s->letters & ahead & bits_below(to);
	to = others != 0 ? 64 - (unsigned)__builtin_clzll(others) : from;
	s->words = s->letters & ahead & bits_below(to);
	s->next = s->block + to;
}

static bool
give(struct pl_token_scan *s, size_t begin, size_t end, struct span folded)
{
	s->folded = folded;
	s->begin = begin;
	s->end = end;
	return true;
}

/* The first word of the block.  A one added to its first bit carries to where
 * it ends. */
static bool
give_word(struct pl_token_scan *s)
{
	uint64_t words = s->words, carried = words + (words & -words);
	size_t at = (size_t)__builtin_ctzll(words),
	       end = (size_t)__builtin_ctzll(carried);

	s->words = words & carried;
	return give(s, s->block + at, s->block + end,
	    span_of(s->lower + at, end - at));
}

/* What is in s->space, from s->next on, which moves to its end. */
static bool
give_space(struct pl_token_scan *s, size_t end)
{
	size_t begin = s->next, n = s->space.n;

	buf_add(&s->space, s->lower, PL_TOKEN_ROOM);
	s->next = end;
	return give(s, begin, end, span_of(s->space.p, n));
}

/* What is in s->lower from there on, likewise. */
static bool
give_lower(struct pl_token_scan *s, size_t at, size_t end)
{
	size_t begin = s->next;

	s->next = end;
	return give(s, begin, end, span_of(s->lower + at, end - begin));
}

/* The ASCII word at s->next, which is in the block, if nothing else can follow
 * in it. */
static bool
ascii_word(struct pl_token_scan *s)
{
	const unsigned char *p = (const unsigned char *)s->text.p;
	size_t end = s->next;

	while (end < s->text.n && fold_ascii[p[end]] != 0)
		end++;
	if (!fold_ends(s->text, end))
		return false;
	if (end - s->block <= PL_TOKEN_BLOCK)
		return give_lower(s, place_in_block(s), end);
	buf_clear(&s->space);
	buf_add(&s->space, s->text.p + s->next, end - s->next);
	for (size_t i = 0; i < s->space.n; i++)
		s->space.p[i] |= 0x20;
	return give_space(s, end);
}

/* The character at s->next if it is a token as it stands. */
static bool
plain_character(struct pl_token_scan *s, uint32_t c, size_t length)
{
	size_t end = s->next + length, at = place_in_block(s);

	if (!fold_plain(c) || !fold_ends(s->text, end))
		return false;
	if (at >= PL_TOKEN_BLOCK)
		at = 0; /* nothing is needed any more of what is there */
	memcpy(s->lower + at, s->text.p + s->next, length);
	return give_lower(s, at, end);
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
	size_t end;

	s->next = c.begin;
	buf_clear(&s->space);
	do {
		buf_add(&s->space, c.text, c.n);
		end = c.end;
	} while (
	    class == FOLD_WORD && fold_next(&f, &c) && c.class == FOLD_WORD);
	return give_space(s, end);
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

void
pl_token_begin(struct pl_token_scan *s, struct span text)
{
	*s = (struct pl_token_scan){ 0 };
	buf_init(&s->space, BUF_UNLIMITED);
	pl_token_read(s, text, 0);
}

void
pl_token_read(struct pl_token_scan *s, struct span text, size_t from)
{
	s->text = text;
	s->next = from;
	s->words = 0;
	s->wide = 0;
}

void
pl_token_end(struct pl_token_scan *s)
{
	if (s != NULL)
		buf_release(&s->space);
}

/* Beyond the words that are known. */
static bool
next_block(struct pl_token_scan *s)
{
	while (s->next < s->text.n) {
		if ((unsigned char)s->text.p[s->next] >= 0x80) {
			if (wide_token(s))
				return true;
			continue;
		}
		if (!wide_ahead(s))
			look_at_block(s);
		size_t from = s->next;
		take_words(s);
		if (s->words != 0)
			return give_word(s);
		if (s->next == from)
			return ascii_word(s) || folded_token(s);
	}
	return false;
}

bool
pl_token_next(struct pl_token_scan *s)
{
	return s->words != 0 ? give_word(s) : next_block(s);
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
