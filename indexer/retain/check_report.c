/* What a check found, in words and in JSON. */
#include "base/human.h"
#include "base/json.h"
#include "base/term.h"
#include "indexer/retain/check.h"

static void
add_looked_at(struct buf *out, const struct check_options *options,
    const struct check_result *r)
{
	human_counted(out, r->shards, "shard");
	buf_adds(out, " with ");
	human_counted(out, r->records, "record");
	buf_adds(out, " checked");
	if (options->archive || options->recall) {
		buf_adds(out, ", ");
		human_counted(out, r->compared, "object");
		buf_adds(out, " of the archives read");
		if (r->kept_out > 0) {
			buf_adds(out, " (");
			human_count(out, r->kept_out);
			buf_adds(out, " kept out by sweeps)");
		}
	}
	if (options->recall) {
		buf_adds(out, ", ");
		human_counted(out, r->recalled_records, "record");
		buf_adds(out, " of ");
		human_counted(out, r->recalled, "object");
		buf_adds(out, " asked for by their own words");
	}
}

void
check_text(struct buf *out, const struct check_options *options,
    const struct check_result *r)
{
	for (size_t i = 0; i < r->count; i++) {
		const struct finding *f = &r->findings[i];

		term_escape(out, span_str(f->where), false);
		buf_adds(out, ": ");
		term_escape(out, span_str(f->what), false);
		buf_adds(out, "\n    mend: ");
		term_escape(out, span_str(f->mend), false);
		buf_addc(out, '\n');
	}
	add_looked_at(out, options, r);
	if (r->count == 0) {
		buf_adds(out, ": nothing is wrong\n");
	} else {
		buf_adds(out, ": ");
		human_counted(out, r->count, "finding");
		buf_addc(out, '\n');
	}
	if (r->interrupted)
		buf_adds(out, "interrupted: the rest was not looked at\n");
}

void
check_json(struct buf *out, const struct check_options *options,
    const struct check_result *r)
{
	struct json_writer j;

	(void)options;
	json_begin(&j, out, true);
	json_object(&j);
	json_key_int(&j, "schema_version", 1);
	json_key_bool(&j, "sound", r->count == 0 && !r->interrupted);
	json_key_bool(&j, "interrupted", r->interrupted);
	json_key_int(&j, "shards", (int64_t)r->shards);
	json_key_int(&j, "records", (int64_t)r->records);
	json_key_int(&j, "bytes", (int64_t)r->bytes);
	json_key_int(&j, "objects_read", (int64_t)r->compared);
	json_key_int(&j, "objects_kept_out", (int64_t)r->kept_out);
	json_key_int(&j, "objects_recalled", (int64_t)r->recalled);
	json_key_int(&j, "records_recalled", (int64_t)r->recalled_records);
	json_key(&j, "findings");
	json_array(&j);
	for (size_t i = 0; i < r->count; i++) {
		json_object(&j);
		json_key_string(&j, "where", r->findings[i].where);
		json_key_string(&j, "what", r->findings[i].what);
		json_key_string(&j, "mend", r->findings[i].mend);
		json_object_end(&j);
	}
	json_array_end(&j);
	json_object_end(&j);
	buf_addc(out, '\n');
}
