#include "schema/fold.h"

#include <utf8proc.h>

#include "base/utf8.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

struct range {
	uint32_t first, last;
};

/* clang-format off */
const uint8_t fold_ascii[256] = {
	['0'] = '0', ['1'] = '1', ['2'] = '2', ['3'] = '3', ['4'] = '4',
	['5'] = '5', ['6'] = '6', ['7'] = '7', ['8'] = '8', ['9'] = '9',
	['A'] = 'a', ['B'] = 'b', ['C'] = 'c', ['D'] = 'd', ['E'] = 'e',
	['F'] = 'f', ['G'] = 'g', ['H'] = 'h', ['I'] = 'i', ['J'] = 'j',
	['K'] = 'k', ['L'] = 'l', ['M'] = 'm', ['N'] = 'n', ['O'] = 'o',
	['P'] = 'p', ['Q'] = 'q', ['R'] = 'r', ['S'] = 's', ['T'] = 't',
	['U'] = 'u', ['V'] = 'v', ['W'] = 'w', ['X'] = 'x', ['Y'] = 'y',
	['Z'] = 'z',
	['a'] = 'a', ['b'] = 'b', ['c'] = 'c', ['d'] = 'd', ['e'] = 'e',
	['f'] = 'f', ['g'] = 'g', ['h'] = 'h', ['i'] = 'i', ['j'] = 'j',
	['k'] = 'k', ['l'] = 'l', ['m'] = 'm', ['n'] = 'n', ['o'] = 'o',
	['p'] = 'p', ['q'] = 'q', ['r'] = 'r', ['s'] = 's', ['t'] = 't',
	['u'] = 'u', ['v'] = 'v', ['w'] = 'w', ['x'] = 'x', ['y'] = 'y',
	['z'] = 'z',
};
/* clang-format on */

/* Han, Hiragana, Katakana, Hangul, Bopomofo and Yi, as they are once folded:
 * half-width and compatibility forms are gone by then. */
static const struct range alone[] = {
	{ 0x1100, 0x11FF },   /* Hangul jamo */
	{ 0x3005, 0x31FF },   /* iteration marks, kana, Bopomofo, jamo */
	{ 0x3400, 0x4DBF },   /* Han, extension A */
	{ 0x4E00, 0x9FFF },   /* Han */
	{ 0xA000, 0xA48C },   /* Yi syllables */
	{ 0xA960, 0xA97F },   /* Hangul jamo, extended A */
	{ 0xAC00, 0xD7FF },   /* Hangul syllables, jamo extended B */
	{ 0xF900, 0xFAFF },   /* Han, compatibility: some are unified */
	{ 0x1AFF0, 0x1B16F }, /* kana, extensions and supplement */
	{ 0x20000, 0x3FFFF }, /* Han, the planes of extensions */
};

/* The blocks of combining diacritical marks: Latin, Greek and Cyrillic. */
static const struct range diacritics[] = {
	{ 0x0300, 0x036F },
	{ 0x1AB0, 0x1AFF },
	{ 0x1DC0, 0x1DFF },
	{ 0x20D0, 0x20FF },
	{ 0xFE20, 0xFE2F },
};

static bool
in_range(uint32_t c, struct range r)
{
	return c >= r.first && c <= r.last;
}

static bool
in_ranges(uint32_t c, const struct range *ranges, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (in_range(c, ranges[i]))
			return true;
	return false;
}

static enum fold_class
class_of_ascii(uint32_t c)
{
	if (fold_ascii[c] != 0)
		return FOLD_WORD;
	return c == ' ' || (c >= '\t' && c <= '\r') ? FOLD_SPACE : FOLD_OTHER;
}

enum fold_class
fold_class(uint32_t c)
{
	if (c < 0x80)
		return class_of_ascii(c);
	const utf8proc_property_t *p = utf8proc_get_property((int32_t)c);
	if (p->ignorable)
		return FOLD_IGNORED;
	switch (p->category) {
	case UTF8PROC_CATEGORY_LU:
	case UTF8PROC_CATEGORY_LL:
	case UTF8PROC_CATEGORY_LT:
	case UTF8PROC_CATEGORY_LM:
	case UTF8PROC_CATEGORY_LO:
	case UTF8PROC_CATEGORY_ND:
	case UTF8PROC_CATEGORY_NL:
	case UTF8PROC_CATEGORY_NO:
		return in_ranges(c, alone, COUNT(alone)) ? FOLD_ALONE
							 : FOLD_WORD;
	case UTF8PROC_CATEGORY_MN:
	case UTF8PROC_CATEGORY_MC:
	case UTF8PROC_CATEGORY_ME:
		return FOLD_MARK;
	case UTF8PROC_CATEGORY_ZS:
	case UTF8PROC_CATEGORY_ZL:
	case UTF8PROC_CATEGORY_ZP:
		return FOLD_SPACE;
	default:
		return c == 0x85 ? FOLD_SPACE : FOLD_OTHER;
	}
}

bool
fold_diacritic(uint32_t c)
{
	return in_ranges(c, diacritics, COUNT(diacritics));
}

bool
fold_same(uint32_t c)
{
	static const struct range composed = { 0xAC00, 0xD7A3 };
	const utf8proc_property_t *p = utf8proc_get_property((int32_t)c);

	return p->decomp_seqindex == UINT16_MAX &&
	    p->casefold_seqindex == UINT16_MAX && !in_range(c, composed);
}

bool
fold_plain(uint32_t c)
{
	static const struct range plain[] = {
		{ 0x4E00, 0x9FFF },
		{ 0x3041, 0x3096 },
		{ 0x30A1, 0x30FA },
		{ 0x30FC, 0x30FC },
		{ 0xAC00, 0xD7A3 },
	};

	return in_ranges(c, plain, COUNT(plain));
}

bool
fold_ends(struct span text, size_t at)
{
	uint32_t c;

	if (at == text.n || (unsigned char)text.p[at] < 0x80)
		return true;
	utf8_decode(text.p + at, text.n - at, &c);
	if (fold_plain(c))
		return true;
	enum fold_class class = fold_class(c);
	return class == FOLD_OTHER || class == FOLD_SPACE;
}
