#include "schema/fold.h"

#include <utf8proc.h>

#include "base/utf8.h"

#define CANONICAL UTF8PROC_DECOMPOSE
#define COMPATIBLE                                                            \
	(UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD |           \
	    UTF8PROC_IGNORE)

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

static void
hold(struct fold *f, int32_t c, enum fold_class class)
{
	if (f->count < FOLD_EXPANSION_MAX)
		f->held[f->count++] = (struct fold_code){ c, class };
}

/* Hold what there is of words in a part of a letter. */
static void
hold_part(struct fold *f, uint32_t part, int how)
{
	int32_t c[FOLD_EXPANSION_MAX];
	size_t n = decompose(part, how, c);

	for (size_t i = 0; i < n; i++) {
		enum fold_class class = fold_class((uint32_t)c[i]);

		if (class >= FOLD_WORD && class <= FOLD_MARK)
			hold(f, c[i], class);
	}
}

/* Marks are not case-folded: the iota subscript is a mark to be removed, not a
 * letter. */
static void
hold_letter(struct fold *f, uint32_t c)
{
	int32_t parts[FOLD_EXPANSION_MAX];
	size_t n = decompose(c, CANONICAL, parts);

	for (size_t i = 0; i < n; i++) {
		uint32_t part = (uint32_t)parts[i];
		bool mark = fold_class(part) == FOLD_MARK;

		hold_part(f, part, mark ? CANONICAL : COMPATIBLE);
	}
}

static bool
separates(const int32_t *c, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		enum fold_class class = fold_class((uint32_t)c[i]);

		if (class != FOLD_OTHER && class != FOLD_MARK)
			return false;
	}
	return n > 0;
}

/* A separator, or a mark. */
static void
hold_other(struct fold *f, uint32_t c)
{
	int32_t parts[FOLD_EXPANSION_MAX];
	size_t n = decompose(c, COMPATIBLE, parts);

	if (!separates(parts, n))
		n = decompose(c, CANONICAL, parts);
	for (size_t i = 0; i < n; i++)
		hold(f, parts[i], fold_class((uint32_t)parts[i]));
}

/* ゟ and ヿ stand for two kana, ำ and ຳ for a mark and a vowel: folding could
 * part them between two tokens.  They stay as they are, so that no character
 * is ever of more than one token. */
static bool
stays_whole(uint32_t c)
{
	return c == 0x309F || c == 0x30FF || c == 0x0E33 || c == 0x0EB3;
}

/* Look at one more character. */
static void
take(struct fold *f)
{
	uint32_t c;
	size_t length =
	    utf8_decode(f->text.p + f->next, f->text.n - f->next, &c);
	enum fold_class class = fold_class(c);

	f->begin = f->next;
	f->next += length > 0 ? length : 1;
	f->end = f->next;
	f->count = 0;
	f->used = 0;
	if (class == FOLD_IGNORED)
		return;
	if (class == FOLD_SPACE)
		hold(f, ' ', class);
	else if (c < 0x80)
		hold(
		    f, class == FOLD_WORD ? fold_ascii[c] : (int32_t)c, class);
	else if (fold_same(c) || stays_whole(c))
		hold(f, (int32_t)c, class);
	else if (class == FOLD_WORD || class == FOLD_ALONE)
		hold_letter(f, c);
	else
		hold_other(f, c);
}

/* What follows a cluster, unless that is the end, or ASCII, which adds nothing
 * to any cluster. */
static const struct fold_code *
peek(struct fold *f)
{
	while (f->used == f->count) {
		if (f->next == f->text.n ||
		    (unsigned char)f->text.p[f->next] < 0x80)
			return NULL;
		take(f);
	}
	return &f->held[f->used];
}

/* Whether c is the vowel of the leading jamo, or the trailing jamo of the
 * syllable, that the n code points are. */
static bool
joins_syllable(const int32_t *cluster, size_t n, int32_t c)
{
	static const struct {
		int32_t first, last;
	} jamo[] = {
		{ 0x1100, 0x1112 }, /* leading */
		{ 0x1161, 0x1175 }, /* vowel */
		{ 0x11A8, 0x11C2 }, /* trailing */
	};
	int32_t before = cluster[n - 1];

	return n < 3 && c >= jamo[n].first && c <= jamo[n].last &&
	    before >= jamo[n - 1].first && before <= jamo[n - 1].last;
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
	int32_t cluster[FOLD_CLUSTER_MAX];
	size_t n = 0;

	while (f->used == f->count) {
		if (f->next == f->text.n)
			return false;
		take(f);
	}
	const struct fold_code *code = &f->held[f->used];
	out->class = code->class == FOLD_MARK ? FOLD_OTHER : code->class;
	out->begin = f->begin;
	do {
		bool keep = out->class == FOLD_OTHER ||
		    code->class != FOLD_MARK ||
		    !fold_diacritic((uint32_t)code->c);
		if (keep && n < FOLD_CLUSTER_MAX)
			cluster[n++] = code->c;
		out->end = f->end;
		f->used++;
		code = out->class == FOLD_SPACE ? NULL : peek(f);
	} while (code != NULL &&
	    (code->class == FOLD_MARK || joins_syllable(cluster, n, code->c)));
	write_cluster(out, cluster, n);
	return true;
}
