#include "query/language/query_text.h"

#include "query/language/tree.h"
#include "query/text_file.h"

/* One byte more than a query may have is enough: the parser says then that it
 * is too long. */
static enum pl_status
read_file(struct buf *out, const char *path, struct pl_error *err)
{
	enum pl_status rc =
	    text_file_read(path, "the query", QUERY_TEXT_MAX, out, err);

	while (out->n > 0 &&
	    (out->p[out->n - 1] == '\n' || out->p[out->n - 1] == '\r'))
		out->p[--out->n] = '\0';
	return rc;
}

enum pl_status
query_text_read(struct buf *out, const struct option_parser *p,
    const char *file, struct pl_error *err)
{
	if (file != NULL && p->operand_count > 0)
		return pl_fail(err, PL_EUSAGE,
		    "'--query-file' and a query on the command line exclude"
		    " each other");
	if (file != NULL)
		return read_file(out, file, err);
	for (size_t i = 0; i < p->operand_count; i++) {
		if (i > 0)
			buf_addc(out, ' ');
		buf_adds(out, p->operands[i]);
	}
	return PL_OK;
}
