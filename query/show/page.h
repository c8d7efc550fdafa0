/* A record's text laid out for reading, under headings.  Whatever comes from
 * the log is indented or follows a label, so that nothing in it can pass for a
 * line of this. */
#ifndef QUERY_PAGE_H
#define QUERY_PAGE_H

#include "schema/record.h"

struct page {
	struct buf *out;
	const struct pl_record *record;
	size_t indent; /* columns before a heading; text stands two further */
	bool colour;
};

void page_heading(const struct page *p, const char *title);
/* A label and a value beside it; nothing where the value is empty. */
void page_line(const struct page *p, const char *label, struct span value);
/* A text under a heading; nothing where it is empty. */
void page_block(const struct page *p, const char *title, struct span text);
/* Every part of a member that is in that column, under one heading. */
void page_parts(const struct page *p, const char *title, enum pl_member member,
    enum pl_column column);
/* All that was answered, member by member. */
void page_answer(const struct page *p);

#endif
