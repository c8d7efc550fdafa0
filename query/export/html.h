/* Pieces of the page that format_html.c writes. */
#ifndef QUERY_EXPORT_HTML_H
#define QUERY_EXPORT_HTML_H

#include "query/export/format.h"

/* Append text so that a browser takes it for nothing but text: markup escaped,
 * and characters that nobody sees, or that turn others around, shown as
 * \x1b or \u{202e}. */
void html_text(struct buf *out, struct span text);
/* The same, with <mark> around the spans of that column. */
void html_marked(struct buf *out, struct span text, enum pl_column column,
    const struct highlight *highlight);

/* Everything up to the first conversation: the head, what was asked, whether
 * the answer is complete, the list of conversations. */
void html_front(struct buf *out, const struct export_writing *w);

#endif
