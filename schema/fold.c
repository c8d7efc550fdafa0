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

/* Those with which a syllable is composed: leading, vowel, trailing. */
static const struct range jamo[] = {
	{ 0x1100, 0x1112 },
	{ 0x1161, 0x1175 },
	{ 0x11A8, 0x11C2 },
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

static bool
is_diacritic(uint32_t c)
{
	return in_ranges(c, diacritics, COUNT(diacritics));
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

/* The decomposition of c, of at most FOLD_EXPANSION_MAX code points. */
static size_t
decompose(uint32_t c, int options, int32_t out[FOLD_EXPANSION_MAX])
{
	int boundary = 0;
	utf8proc_ssize_t n = utf8proc_decompose_char((int32_t)c, out,
	    FOLD_EXPANSION_MAX, (utf8proc_option_t)options, &boundary);

	if (n < 0 || n > FOLD_EXPANSION_MAX) {
		out[0] = (int32_t)c;
		return 1;
	}
	return (size_t)n;
}

#define CANONICAL UTF8PROC_DECOMPOSE
#define COMPATIBLE                                                            \
	(UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD |           \
	    UTF8PROC_IGNORE)

/* ゟ and ヿ stand for two kana, which would be two tokens.  They stay as they
 * are, so that no character is ever more than one token. */
static bool
is_kana_digraph(uint32_t c)
{
	return c == 0x309F || c == 0x30FF;
}

/* Hold what there is of words in a part of a letter. */
static void
hold_part(struct fold *f, uint32_t c, int how)
{
	int32_t folded[FOLD_EXPANSION_MAX];
	size_t n = decompose(c, how, folded);

	for (size_t i = 0; i < n && f->count < COUNT(f->held); i++) {
		enum fold_class class = fold_class((uint32_t)folded[i]);

		if (class >= FOLD_WORD && class <= FOLD_MARK)
			f->held[f->count++] = folded[i];
	}
}

/* Marks are not case-folded: the iota subscript is a mark to be removed, not a
 * letter. */
static void
hold_letter(struct fold *f, uint32_t c)
{
	int32_t parts[FOLD_EXPANSION_MAX];
	size_t n = decompose(c, CANONICAL, parts);

	f->count = 0;
	for (size_t i = 0; i < n; i++) {
		uint32_t part = (uint32_t)parts[i];
		bool mark = fold_class(part) == FOLD_MARK;

		hold_part(f, part, mark ? CANONICAL : COMPATIBLE);
	}
}

static void
hold_separator(struct fold *f, uint32_t c)
{
	f->count = decompose(c, COMPATIBLE, f->held);
	for (size_t i = 0; i < f->count; i++) {
		enum fold_class class = fold_class((uint32_t)f->held[i]);

		if (class != FOLD_OTHER && class != FOLD_MARK) {
			f->count = decompose(c, CANONICAL, f->held);
			return;
		}
	}
}

static void
hold_itself(struct fold *f, uint32_t c)
{
	f->held[0] = (int32_t)c;
	f->count = 1;
}

/* Look at one more character. */
static void
hold(struct fold *f)
{
	uint32_t c;
	size_t length =
	    utf8_decode(f->text.p + f->next, f->text.n - f->next, &c);

	f->begin = f->next;
	f->next += length > 0 ? length : 1;
	f->end = f->next;
	f->used = 0;
	switch (fold_class(c)) {
	case FOLD_WORD:
	case FOLD_ALONE:
		if (c < 0x80)
			hold_itself(f, fold_ascii[c]);
		else if (is_kana_digraph(c))
			hold_itself(f, c);
		else
			hold_letter(f, c);
		break;
	case FOLD_MARK:
		f->count = decompose(c, CANONICAL, f->held);
		break;
	case FOLD_OTHER:
		hold_separator(f, c);
		break;
	case FOLD_SPACE:
		hold_itself(f, ' ');
		break;
	case FOLD_IGNORED:
		f->count = 0;
		break;
	}
}

/* What follows a cluster, unless that is the end, or ASCII, which adds nothing
 * to any cluster. */
static bool
peek(struct fold *f, int32_t *c)
{
	while (f->used == f->count) {
		if (f->next == f->text.n ||
		    (unsigned char)f->text.p[f->next] < 0x80)
			return false;
		hold(f);
	}
	*c = f->held[f->used];
	return true;
}

/* Whether c is the vowel of the leading jamo, or the trailing jamo of the
 * syllable, that the n code points are. */
static bool
joins_syllable(const int32_t *cluster, size_t n, int32_t c)
{
	return n < COUNT(jamo) && in_range((uint32_t)c, jamo[n]) &&
	    in_range((uint32_t)cluster[n - 1], jamo[n - 1]);
}

static int
combining_class(int32_t c)
{
	return utf8proc_get_property(c)->combining_class;
}

static void
order_marks(int32_t *c, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		int32_t mark = c[i];
		int rank = combining_class(mark);
		size_t k = i;

		if (rank == 0)
			continue;
		for (; k > 0 && combining_class(c[k - 1]) > rank; k--)
			c[k] = c[k - 1];
		c[k] = mark;
	}
}

static void
write_cluster(struct fold_cluster *out, int32_t *c, size_t n)
{
	if (n > 1) {
		order_marks(c, n);
		n = (size_t)utf8proc_normalize_utf32(c, (utf8proc_ssize_t)n,
		    UTF8PROC_STABLE | UTF8PROC_COMPOSE);
	}
	out->n = 0;
	for (size_t i = 0; i < n; i++)
		out->n += utf8_encode((uint32_t)c[i], out->text + out->n);
}

void
fold_begin(struct fold *f, struct span text, size_t from)
{
	f->text = text;
	f->next = from;
	f->count = 0;
	f->used = 0;
}

bool
fold_next(struct fold *f, struct fold_cluster *out)
{
	int32_t cluster[FOLD_CLUSTER_MAX], c;
	size_t n = 1;

	while (f->used == f->count) {
		if (f->next == f->text.n)
			return false;
		hold(f);
	}
	cluster[0] = f->held[f->used++];
	out->begin = f->begin;
	out->end = f->end;
	out->class = fold_class((uint32_t)cluster[0]);
	if (out->class == FOLD_MARK)
		out->class = FOLD_OTHER;
	while (out->class != FOLD_SPACE && peek(f, &c)) {
		if (!joins_syllable(cluster, n, c) &&
		    fold_class((uint32_t)c) != FOLD_MARK)
			break;
		f->used++;
		out->end = f->end;
		if (n < COUNT(cluster) &&
		    (out->class == FOLD_OTHER || !is_diacritic((uint32_t)c)))
			cluster[n++] = c;
	}
	write_cluster(out, cluster, n);
	return true;
}
