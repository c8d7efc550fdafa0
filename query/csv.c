#include "query/csv.h"

#include <inttypes.h>

#include "base/instant.h"
#include "base/term.h"

/* What a spreadsheet runs, or strips and then runs, as a cell's beginning; the
 * last four are the full-width forms of the first four. */
static const char *const runnable[] = { "=", "+", "-", "@", "\t", "\r", "\n",
	"\xEF\xBC\x9D", "\xEF\xBC\x8B", "\xEF\xBC\x8D", "\xEF\xBC\xA0" };

static bool
is_runnable(struct span cell)
{
	for (size_t i = 0; i < sizeof runnable / sizeof *runnable; i++)
		if (span_starts(cell, runnable[i]))
			return true;
	return false;
}

/* Append a cell in quotes, a NUL as U+FFFD since readers of CSV end there. */
static void
add_quoted(struct buf *out, struct span cell)
{
	buf_addc(out, '"');
	if (is_runnable(cell))
		buf_addc(out, '\'');
	for (size_t i = 0; i < cell.n; i++) {
		if (cell.p[i] == '\0')
			buf_adds(out, "\xEF\xBF\xBD");
		else
			buf_addc(out, cell.p[i]);
		if (cell.p[i] == '"')
			buf_addc(out, '"');
	}
	buf_addc(out, '"');
}

/* Semicolons and tabs too: where a spreadsheet takes them for the ends of
 * cells, what follows one could be a formula. */
static bool
needs_quotes(struct span cell)
{
	for (size_t i = 0; i < cell.n; i++)
		if (memchr("\",;\t\r\n\0", cell.p[i], 7) != NULL)
			return true;
	return is_runnable(cell);
}

void
csv_text(struct buf *out, struct span cell, bool terminal)
{
	struct buf safe;

	buf_init(&safe, BUF_UNLIMITED);
	if (terminal) {
		term_escape(&safe, cell, true);
		cell = buf_span(&safe);
	}
	if (needs_quotes(cell))
		add_quoted(out, cell);
	else
		buf_addspan(out, cell);
	buf_release(&safe);
}

void
csv_instant(struct buf *out, int64_t instant)
{
	char text[INSTANT_TEXT];

	if (instant == INSTANT_NONE)
		return;
	instant_format(instant, text);
	buf_adds(out, text);
}

void
csv_count(struct buf *out, uint64_t count)
{
	buf_addf(out, "%" PRIu64, count);
}
