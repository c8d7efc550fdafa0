/* Foreign text laid out for people: escaped, broken into lines, indented. */
#ifndef QUERY_WRAP_H
#define QUERY_WRAP_H

#include "query/search/snippet.h"

/* Columns that a text takes on a terminal; it has been escaped. */
size_t wrap_width(struct span text);

/* Append a snippet, escaped and highlighted if `colour`, in lines of at most
 * `width` columns that begin with `indent` spaces; `label` stands before its
 * text.  Ends with a newline. */
void wrap_snippet(struct buf *out, const struct snippet *s, const char *label,
    size_t indent, size_t width, bool colour);

/* Append a text as it stands, escaped, with `indent` spaces before each of its
 * lines: nothing in it can look like a line of the program's own.  Ends with a
 * newline. */
void wrap_block(struct buf *out, struct span text, size_t indent);

#endif
