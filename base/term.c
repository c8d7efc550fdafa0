#include "base/term.h"

#include <stdint.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/utf8.h"

#define COLUMNS_DEFAULT 80
#define COLUMNS_MOST    10000

#define JOINER 0x200Du

/* The blocks of arrows, symbols and emoji, and the selector of emoji form. */
static bool
is_emoji(uint32_t c)
{
	return (c >= 0x2190 && c < 0x2C00) || c == 0xFE0F ||
	    (c >= 0x1F000 && c < 0x1FB00);
}

static bool
is_selector(uint32_t c)
{
	return c >= 0xFE00 && c <= 0xFE0F;
}

/* Whether c would not be seen for what it is.  Emoji are written with a joiner
 * between two of them, and with one selector after a character; anywhere else
 * both hide something. */
static bool
must_escape(uint32_t before, uint32_t c, struct span after)
{
	uint32_t next = 0;

	if (c == JOINER && is_emoji(before) && after.n > 0) {
		(void)utf8_decode(after.p, after.n, &next);
		return !is_emoji(next);
	}
	if (is_selector(c))
		return before == 0 || is_selector(before) ||
		    utf8_hidden(before);
	return utf8_hidden(c);
}

static bool
is_line_break(uint32_t c, struct span after)
{
	return c == '\t' || c == '\n' ||
	    (c == '\r' && after.n > 0 && after.p[0] == '\n');
}

/* What most texts are made of, and nobody is misled by. */
static bool
is_plain(uint32_t c)
{
	return c >= ' ' && c < 0x7F;
}

static void
add_escaped(struct buf *out, uint32_t c)
{
	if (c == '\t')
		buf_adds(out, "\\t");
	else if (c == '\n')
		buf_adds(out, "\\n");
	else if (c < 0x80)
		buf_addf(out, "\\x%02x", (unsigned)c);
	else
		buf_addf(out, "\\u{%x}", (unsigned)c);
}

void
term_escape(struct buf *out, struct span text, bool lines)
{
	uint32_t before = 0;
	size_t written = 0;
	size_t length;

	for (size_t i = 0; i < text.n; i += length) {
		uint32_t c = (unsigned char)text.p[i];

		length = 1;
		if (is_plain(c)) {
			before = c;
			continue;
		}
		length = utf8_decode(text.p + i, text.n - i, &c);
		size_t past = i + (length ? length : 1);
		struct span after = span_of(text.p + past, text.n - past);

		if (length == 0) {
			buf_add(out, text.p + written, i - written);
			buf_addf(out, "\\x%02x", (unsigned char)text.p[i]);
			written = past;
			length = 1;
		} else if (must_escape(before, c, after) &&
		    !(lines && is_line_break(c, after))) {
			buf_add(out, text.p + written, i - written);
			add_escaped(out, c);
			written = past;
		}
		before = c;
	}
	buf_add(out, text.p + written, text.n - written);
}

static bool
is_terminal(FILE *f)
{
	return (f == stdout && term_pager_fd() >= 0) || isatty(fileno(f));
}

bool
term_colour(const char *when, FILE *f)
{
	const char *no_colour = getenv("NO_COLOR");
	const char *kind = getenv("TERM");

	if (when != NULL && strcmp(when, "always") == 0)
		return true;
	if (when != NULL && strcmp(when, "never") == 0)
		return false;
	return is_terminal(f) && kind != NULL && kind[0] != '\0' &&
	    strcmp(kind, "dumb") != 0 &&
	    (no_colour == NULL || no_colour[0] == '\0');
}

int
term_width(FILE *f)
{
	struct winsize size = { 0 };
	int fd = fileno(f);
	const char *columns = getenv("COLUMNS");

	if (f == stdout && term_pager_fd() >= 0)
		fd = term_pager_fd();
	if (ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
		return size.ws_col;
	if (columns != NULL) {
		char *end;
		long n = strtol(columns, &end, 10);

		if (end > columns && *end == '\0' && n > 0 &&
		    n <= COLUMNS_MOST)
			return (int)n;
	}
	return COLUMNS_DEFAULT;
}
