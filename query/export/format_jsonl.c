/* jsonl: a record a line, with all there is of it. */
#include "query/export/format.h"
#include "query/export/provenance.h"
#include "query/print_json.h"
#include "query/show/show.h"

static enum pl_status
jsonl_record(struct export_writing *w, const struct selected *item,
    struct pl_error *err)
{
	struct json_writer *j = &w->json;

	(void)err;
	json_begin(j, &w->to->out, false);
	json_object(j);
	json_key_record(j, &item->row, item->conversation->whole);
	json_key_bool(j, "hit", item->record->hit);
	provenance_json(j, item);
	if (item->damaged)
		json_key_bool(j, "damaged", true);
	json_key_columns(j, &item->text);
	show_json_members(j, &item->text);
	json_object_end(j);
	buf_addc(&w->to->out, '\n');
	return PL_OK;
}

const struct export_format format_jsonl = {
	.name = "jsonl",
	.suffix = ".jsonl",
	.member = "records.jsonl",
	.record = jsonl_record,
};
