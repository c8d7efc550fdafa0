#include "query/export/html.h"

#include "base/term.h"

static void
add_escaped(struct buf *out, struct span text)
{
	for (size_t i = 0; i < text.n; i++) {
		switch (text.p[i]) {
		case '&':
			buf_adds(out, "&amp;");
			break;
		case '<':
			buf_adds(out, "&lt;");
			break;
		case '>':
			buf_adds(out, "&gt;");
			break;
		case '"':
			buf_adds(out, "&quot;");
			break;
		case '\'':
			buf_adds(out, "&#39;");
			break;
		default:
			buf_addc(out, text.p[i]);
		}
	}
}

void
html_text(struct buf *out, struct span text)
{
	struct buf seen;

	buf_init(&seen, BUF_UNLIMITED);
	term_escape(&seen, text, true);
	add_escaped(out, buf_span(&seen));
	buf_release(&seen);
}

void
html_marked(struct buf *out, struct span text, enum pl_column column,
    const struct highlight *highlight)
{
	size_t at = 0;

	for (size_t i = 0; i < highlight->count; i++) {
		const struct hit_span *s = &highlight->spans[i];

		if (s->column != column || s->begin < at || s->end > text.n)
			continue;
		html_text(out, span_of(text.p + at, s->begin - at));
		buf_adds(out, "<mark>");
		html_text(out, span_of(text.p + s->begin, s->end - s->begin));
		buf_adds(out, "</mark>");
		at = s->end;
	}
	html_text(out, span_of(text.n > 0 ? text.p + at : "", text.n - at));
}
