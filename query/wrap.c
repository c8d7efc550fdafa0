#include "query/wrap.h"

#include <utf8proc.h>

#include "base/term.h"
#include "base/utf8.h"

#define HIGHLIGHT_ON  "\x1b[1;31m"
#define HIGHLIGHT_OFF "\x1b[0m"
#define WIDTH_LEAST   20 /* columns of text, however narrow the terminal */

static void
add_spaces(struct buf *out, size_t count)
{
	while (count-- > 0)
		buf_addc(out, ' ');
}

static size_t
char_width(uint32_t c)
{
	if (c >= ' ' && c < 0x7F)
		return 1;
	int width = utf8proc_charwidth((utf8proc_int32_t)c);

	return width > 0 ? (size_t)width : 0;
}

size_t
wrap_width(struct span text)
{
	size_t columns = 0;
	size_t length;

	for (size_t i = 0; i < text.n; i += length) {
		uint32_t c;

		length = utf8_decode(text.p + i, text.n - i, &c);
		columns += char_width(c);
		if (length == 0)
			length = 1;
	}
	return columns;
}

/* Lines being filled word by word. */
struct lines {
	struct buf *out;
	size_t indent, width;
	size_t column;   /* used on this line, indent left out */
	struct buf word; /* not yet placed, with its colours */
	size_t columns;  /* of the word */
	bool space;      /* stands before the word */
};

static void
new_line(struct lines *l)
{
	buf_addc(l->out, '\n');
	add_spaces(l->out, l->indent);
	l->column = 0;
}

static void
place_word(struct lines *l)
{
	if (l->column > 0 && l->column + l->space + l->columns > l->width) {
		new_line(l);
	} else if (l->space && l->column > 0) {
		buf_addc(l->out, ' ');
		l->column++;
	}
	buf_addspan(l->out, buf_span(&l->word));
	l->column += l->columns;
	buf_clear(&l->word);
	l->columns = 0;
	l->space = false;
}

static void
add_char(struct lines *l, struct span bytes, uint32_t c)
{
	size_t columns = char_width(c);

	if (c == ' ') {
		place_word(l);
		l->space = true;
		return;
	}
	/* Lines may be broken between characters that are two columns wide,
	 * and a word that fills a line must be broken somewhere. */
	if (columns > 1 || l->columns + columns > l->width)
		place_word(l);
	buf_addspan(&l->word, bytes);
	l->columns += columns;
}

static void
add_escaped(struct lines *l, struct span text)
{
	size_t length;
	struct buf safe;

	buf_init(&safe, BUF_UNLIMITED);
	term_escape(&safe, text, false);
	for (size_t i = 0; i < safe.n; i += length) {
		uint32_t c;

		length = utf8_decode(safe.p + i, safe.n - i, &c);
		if (length == 0)
			length = 1;
		add_char(l, span_of(safe.p + i, length), c);
	}
	buf_release(&safe);
}

void
wrap_snippet(struct buf *out, const struct snippet *s, const char *label,
    size_t indent, size_t width, bool colour)
{
	struct lines l = { .out = out, .indent = indent };
	size_t at = 0;

	l.width = width > indent + WIDTH_LEAST ? width - indent : WIDTH_LEAST;
	buf_init(&l.word, BUF_UNLIMITED);
	add_spaces(out, indent);
	add_escaped(&l, span_str(label));
	for (size_t i = 0; i < s->mark_count; i++) {
		const struct snippet_mark *m = &s->marks[i];

		add_escaped(&l, span_of(s->text.p + at, m->begin - at));
		if (colour)
			buf_adds(&l.word, HIGHLIGHT_ON);
		add_escaped(
		    &l, span_of(s->text.p + m->begin, m->end - m->begin));
		if (colour)
			buf_adds(&l.word, HIGHLIGHT_OFF);
		at = m->end;
	}
	add_escaped(&l, span_of(s->text.p + at, s->text.n - at));
	place_word(&l);
	buf_addc(out, '\n');
	buf_release(&l.word);
}

void
wrap_block(struct buf *out, struct span text, size_t indent)
{
	struct buf safe;
	struct span rest;

	buf_init(&safe, BUF_UNLIMITED);
	term_escape(&safe, text, true);
	rest = buf_span(&safe);
	do {
		const char *end =
		    rest.n > 0 ? memchr(rest.p, '\n', rest.n) : NULL;
		size_t n = end ? (size_t)(end - rest.p) : rest.n;
		struct span line = span_of(rest.p, n);

		if (span_ends(line, "\r"))
			line.n--;
		if (line.n > 0)
			add_spaces(out, indent);
		buf_addspan(out, line);
		buf_addc(out, '\n');
		n += end != NULL;
		rest = span_of(rest.p + n, rest.n - n);
	} while (rest.n > 0);
	buf_release(&safe);
}
