#include "query/search/snippet.h"

#include "base/utf8.h"

#define ELLIPSIS "\xE2\x80\xA6"
/* What stands before the hit is this part of the whole. */
#define BEFORE_PART 4
/* How many characters may be left out so that a cut falls between words. */
#define WORD_EDGE_MOST 20

void
snippet_init(struct snippet *s)
{
	*s = (struct snippet){ .column = PL_COLUMN_PROMPT };
	buf_init(&s->text, BUF_UNLIMITED);
}

void
snippet_release(struct snippet *s)
{
	buf_release(&s->text);
}

static bool
is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool
is_inner_byte(char c)
{
	return ((unsigned char)c & 0xC0) == 0x80;
}

/* The length of the character at `at`; of a run of white space, all of it,
 * since it will be one space. */
static size_t
step(struct span text, size_t at)
{
	uint32_t c;
	size_t past = at;
	size_t length;

	while (past < text.n && is_space(text.p[past]))
		past++;
	if (past > at)
		return past - at;
	if ((unsigned char)text.p[at] < 0x80)
		return 1;
	length = utf8_decode(text.p + at, text.n - at, &c);
	return length > 0 ? length : 1;
}

/* The same before `at`, which is not 0. */
static size_t
step_back(struct span text, size_t at)
{
	size_t begin = at;

	while (begin > 0 && is_space(text.p[begin - 1]))
		begin--;
	if (begin < at)
		return at - begin;
	do
		begin--;
	while (begin > 0 && is_inner_byte(text.p[begin]) && at - begin < 4);
	return at - begin;
}

/* Where to begin so that at most `characters` of them stand before `at`: after
 * white space where there is some nearby. */
static size_t
find_begin(struct span text, size_t at, size_t characters)
{
	size_t begin = at;
	size_t edge;

	while (begin > 0 && characters-- > 0)
		begin -= step_back(text, begin);
	edge = begin;
	for (int i = 0; begin > 0 && i < WORD_EDGE_MOST && edge < at; i++) {
		size_t length = step(text, edge);

		if (is_space(text.p[edge]))
			return edge + length;
		edge += length;
	}
	return begin;
}

/* Where to end so that at most `characters` stand from `begin` on; not before
 * `least` for the sake of a word's edge. */
static size_t
find_end(struct span text, size_t begin, size_t least, size_t characters)
{
	size_t end = begin;
	size_t edge;

	while (end < text.n && characters-- > 0)
		end += step(text, end);
	edge = end;
	for (int i = 0; end < text.n && i < WORD_EDGE_MOST && edge > least;
	     i++) {
		size_t length = step_back(text, edge);

		if (is_space(text.p[edge - 1]))
			return edge - length;
		edge -= length;
	}
	return end;
}

static bool
is_blank(struct span text)
{
	size_t i = 0;

	while (i < text.n && is_space(text.p[i]))
		i++;
	return i == text.n;
}

static enum pl_column
choose_column(const struct pl_record *record, const struct hit_span *spans,
    size_t span_count)
{
	static const enum pl_column order[] = { PL_COLUMN_PROMPT,
		PL_COLUMN_RESPONSE, PL_COLUMN_CONTEXT };

	if (span_count > 0)
		return spans[0].column;
	for (size_t i = 0; i < sizeof order / sizeof *order; i++)
		if (!is_blank(record->column[order[i]]))
			return order[i];
	return PL_COLUMN_PROMPT;
}

/* Copy the text from begin to end, one space for each run of white space, and
 * follow the spans of this column to where they are now. */
static void
copy(struct snippet *s, struct span text, size_t begin, size_t end,
    const struct hit_span *spans, size_t span_count)
{
	size_t length;
	bool open = false;

	for (size_t at = begin; at < end; at += length) {
		length = step(text, at);
		while (!open && span_count > 0 && spans->end <= at) {
			spans++;
			span_count--;
		}
		if (!open && span_count > 0 && spans->column == s->column &&
		    spans->begin < at + length &&
		    s->mark_count < SNIPPET_MARKS) {
			s->marks[s->mark_count].begin = s->text.n;
			open = true;
		}
		if (is_space(text.p[at]))
			buf_addc(&s->text, ' ');
		else
			buf_add(&s->text, text.p + at, length);
		if (open &&
		    (spans->end <= at + length || at + length >= end)) {
			s->marks[s->mark_count++].end = s->text.n;
			open = false;
		}
	}
}

void
snippet_make(struct snippet *s, const struct pl_record *record,
    const struct hit_span *spans, size_t span_count, size_t characters)
{
	struct span text;
	size_t begin, end, least = 0;

	buf_clear(&s->text);
	s->mark_count = 0;
	s->column = choose_column(record, spans, span_count);
	text = record->column[s->column];
	if (span_count > 0 && spans[0].begin < text.n) {
		begin =
		    find_begin(text, spans[0].begin, characters / BEFORE_PART);
		if (begin < spans[0].begin && is_space(text.p[begin]))
			begin += step(text, begin);
		least = spans[0].end < text.n ? spans[0].end : text.n;
	} else {
		begin = text.n > 0 && is_space(text.p[0]) ? step(text, 0) : 0;
	}
	end = find_end(text, begin, least, characters);
	while (end > begin && is_space(text.p[end - 1]))
		end--;
	if (!is_blank(span_of(text.p, begin)))
		buf_adds(&s->text, ELLIPSIS);
	copy(s, text, begin, end, spans, span_count);
	if (!is_blank(span_of(text.p + end, text.n - end)))
		buf_adds(&s->text, ELLIPSIS);
}
