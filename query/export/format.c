#include "query/export/format.h"

#include "base/progress.h"
#include "base/stop.h"

const struct export_format *const export_formats[] = {
	&format_csv,
	&format_dat,
	&format_html,
	&format_jsonl,
	NULL,
};

static enum pl_status
write_record(const struct export_format *format, struct export_writing *w,
    size_t at, struct pl_error *err)
{
	struct selected item;
	enum pl_status rc;

	if (stop_asked())
		return pl_fail(err, PL_ESTOP, "stopped");
	w->record = at + 1;
	rc = selection_read(w->selection, at, &item, err);
	if (rc == PL_OK)
		rc = format->record(w, &item, err);
	return rc == PL_OK ? stream_flow(w->to, err) : rc;
}

static enum pl_status
write_conversation(const struct export_format *format,
    struct export_writing *w, const struct selected_conversation *c,
    struct pl_error *err)
{
	enum pl_status rc = PL_OK;

	if (format->conversation != NULL)
		format->conversation(w, c);
	for (size_t i = 0; rc == PL_OK && i < c->count; i++)
		rc = write_record(format, w, c->first + i, err);
	if (rc == PL_OK && format->conversation_end != NULL)
		format->conversation_end(w);
	return rc;
}

static void
advance(struct progress *p, const struct export_writing *w,
    const struct selected_conversation *c)
{
	if (p == NULL)
		return;
	atomic_fetch_add(&p->steps, 1);
	atomic_fetch_add(&p->items, c->count);
	atomic_store(&p->bytes, w->to->size);
}

enum pl_status
format_write(const struct export_format *format, struct export_writing *w,
    struct progress *progress, struct pl_error *err)
{
	const struct selection *s = w->selection;
	enum pl_status rc = PL_OK;

	if (format->begin != NULL)
		format->begin(w);
	for (size_t i = 0; rc == PL_OK && i < s->conversation_count; i++) {
		w->conversation = i + 1;
		rc = write_conversation(format, w, &s->conversations[i], err);
		advance(progress, w, &s->conversations[i]);
	}
	if (rc == PL_OK && format->end != NULL)
		format->end(w);
	return rc;
}
