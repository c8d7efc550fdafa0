/* promptlog status --receipts: what sweeps forgot. */
#include <stdlib.h>

#include "base/mem.h"
#include "base/term.h"
#include "query/status/status.h"

static void
add_receipt(
    void *context, const char *file, struct span summary, struct span document)
{
	struct receipts *r = context;

	r->items = xgrow(r->items, r->count, &r->capacity, sizeof *r->items);
	r->items[r->count++] = (struct receipt){
		.file = xstrdup(file),
		.summary = xstrndup(summary.p, summary.n),
		.document = xstrndup(document.p, document.n),
	};
}

enum pl_status
receipts_gather(
    struct receipts *r, const struct pl_index *ix, struct pl_error *err)
{
	return pl_index_receipts(ix, add_receipt, r, err);
}

void
receipts_release(struct receipts *r)
{
	for (size_t i = 0; i < r->count; i++) {
		free(r->items[i].file);
		free(r->items[i].summary);
		free(r->items[i].document);
	}
	free(r->items);
	*r = (struct receipts){ 0 };
}

void
receipts_text(struct buf *out, const struct receipts *r)
{
	for (size_t i = 0; i < r->count; i++) {
		term_escape(out, span_str(r->items[i].file), false);
		buf_adds(out, ": ");
		term_escape(out, span_str(r->items[i].summary), false);
		buf_addc(out, '\n');
	}
	if (r->count == 0)
		buf_adds(out, "no sweep has forgotten anything\n");
}

void
receipts_json(struct json_writer *w, const struct receipts *r)
{
	json_key(w, "receipts");
	json_array(w);
	for (size_t i = 0; i < r->count; i++) {
		json_object(w);
		json_key_string(w, "file", r->items[i].file);
		json_key(w, "document");
		json_raw(w, span_str(r->items[i].document));
		json_object_end(w);
	}
	json_array_end(w);
}
