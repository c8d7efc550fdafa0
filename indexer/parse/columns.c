#include "indexer/parse/columns.h"

#include <stdlib.h>

#include "base/mem.h"

/* A larger buffer is given back after the record it was needed for. */
#define COLUMNS_KEEP ((size_t)4 << 20)

void
columns_init(struct columns *c)
{
	*c = (struct columns){ 0 };
	for (int i = 0; i < PL_COLUMNS; i++)
		buf_init(&c->text[i], BUF_UNLIMITED);
}

void
columns_release(struct columns *c)
{
	for (int i = 0; i < PL_COLUMNS; i++)
		buf_release(&c->text[i]);
	free(c->parts);
	*c = (struct columns){ 0 };
}

void
columns_clear(struct columns *c)
{
	for (int i = 0; i < PL_COLUMNS; i++) {
		if (c->text[i].cap > COLUMNS_KEEP)
			buf_release(&c->text[i]);
		buf_clear(&c->text[i]);
		c->begun[i] = false;
	}
	c->part_count = 0;
}

void
columns_add(struct columns *c, enum pl_column column, enum pl_member member,
    struct span text)
{
	struct buf *b = &c->text[column];

	if (text.n == 0 && member != PL_MEMBER_LINK_TITLE)
		return;
	if (c->begun[column])
		buf_addc(b, '\n');
	c->begun[column] = true;
	c->parts = xgrow(
	    c->parts, c->part_count, &c->part_capacity, sizeof *c->parts);
	c->parts[c->part_count++] = (struct pl_part){
		.member = member,
		.column = column,
		.offset = (uint32_t)b->n,
		.length = (uint32_t)text.n,
	};
	buf_addspan(b, text);
}

void
columns_fill(const struct columns *c, struct pl_record *record)
{
	for (int i = 0; i < PL_COLUMNS; i++)
		record->column[i] = buf_span(&c->text[i]);
	record->parts = c->parts;
	record->part_count = c->part_count;
}
