#include "query/export/manifest.h"

#include "base/stop.h"
#include "query/export/originals.h"
#include "query/export/provenance.h"
#include "query/print_json.h"
#include "schema/record_digest.h"

static void
add_range(struct json_writer *j, const struct export_about *about)
{
	json_key(j, "range");
	json_object(j);
	json_key_instant(j, "from", about->least);
	json_key_instant(j, "before",
	    about->below == INT64_MAX ? INSTANT_NONE : about->below);
	json_object_end(j);
}

static void
add_counts(struct json_writer *j, const struct selection *s, size_t files)
{
	json_key(j, "counts");
	json_object(j);
	json_key_int(j, "conversations", (int64_t)s->conversation_count);
	json_key_int(j, "records", (int64_t)s->count);
	json_key_int(j, "hits", (int64_t)s->hits);
	json_key_int(j, "copies_left_out", (int64_t)s->copies);
	json_key_int(j, "files", (int64_t)files);
	json_object_end(j);
}

static void
add_head(struct json_writer *j, const struct manifest *m)
{
	const struct export_about *about = m->about;
	const struct selection *s = m->selection;

	json_object(j);
	json_key_int(j, "schema_version", MANIFEST_SCHEMA_VERSION);
	json_key_string(j, "program", "promptlog " PL_VERSION);
	json_key_string(j, "index", s->index->id);
	json_key_span(j, "query", about->query);
	json_key_span(j, "understood", about->understood);
	json_key_string(
	    j, "selection", about->hits_only ? "records" : "conversations");
	json_key_bool(j, "originals", about->originals);
	add_range(j, about);
	json_key_overview(j, s->index);
	json_key_incomplete(j, s->causes.items, s->causes.count);
	forgottens_json(j, &s->forgotten);
	add_counts(j, s, m->file_count);
}

static void
add_original(struct json_writer *j, const struct manifest *m,
    const struct selected *item)
{
	struct buf name;
	bool there;

	buf_init(&name, BUF_UNLIMITED);
	original_name(&name, item);
	there = originals_have(m->files, m->original_count, name.p);
	json_key_string(j, "original", there ? name.p : NULL);
	buf_release(&name);
}

static void
add_record(struct json_writer *j, const struct manifest *m,
    const struct selected *item)
{
	uint8_t digest[PL_SHA256_BYTES];
	char text[PL_SHA256_TEXT];

	pl_record_digest(&item->text, digest);
	pl_sha256_text(digest, text);
	json_object(j);
	json_key_string(j, "id", item->row.id);
	json_key_conversation(j, item->conversation->whole);
	json_key_int(
	    j, "conversation_number", (int64_t)item->record->conversation + 1);
	json_key_bool(j, "hit", item->record->hit);
	json_key_int(j, "archive", item->row.archive);
	json_key_span(j, "object", item->row.key);
	json_key_int(j, "ordinal", item->row.ordinal);
	provenance_json(j, item);
	json_key_string(j, "digest", text);
	if (item->damaged)
		json_key_bool(j, "damaged", true);
	if (m->about->originals)
		add_original(j, m, item);
	json_object_end(j);
}

/* A record a line, each within the document. */
static enum pl_status
add_records(struct json_writer *j, const struct manifest *m, struct stream *to,
    struct pl_error *err)
{
	struct selection *s = m->selection;
	struct json_writer line;
	struct selected item;
	struct buf text;
	enum pl_status rc = PL_OK;

	buf_init(&text, BUF_UNLIMITED);
	json_key(j, "records");
	json_array(j);
	for (size_t i = 0; rc == PL_OK && i < s->count; i++) {
		rc = stop_asked() ? pl_fail(err, PL_ESTOP, "stopped")
				  : selection_read(s, i, &item, err);
		if (rc != PL_OK)
			break;
		buf_clear(&text);
		json_begin(&line, &text, false);
		add_record(&line, m, &item);
		json_raw(j, buf_span(&text));
		rc = stream_flow(to, err);
	}
	json_array_end(j);
	buf_release(&text);
	return rc;
}

static void
add_file(struct json_writer *j, const struct package_member *m)
{
	char hash[PL_SHA256_TEXT];

	pl_sha256_text(m->sha256, hash);
	json_object(j);
	json_key_string(j, "name", m->name);
	json_key_int(j, "size", (int64_t)m->size);
	json_key_string(j, "sha256", hash);
	json_object_end(j);
}

static enum pl_status
add_files(struct json_writer *j, const struct manifest *m, struct stream *to,
    struct pl_error *err)
{
	struct json_writer line;
	struct buf text;
	enum pl_status rc = PL_OK;

	buf_init(&text, BUF_UNLIMITED);
	json_key(j, "files");
	json_array(j);
	for (size_t i = 0; rc == PL_OK && i < m->file_count; i++) {
		buf_clear(&text);
		json_begin(&line, &text, false);
		add_file(&line, &m->files[i]);
		json_raw(j, buf_span(&text));
		rc = stream_flow(to, err);
	}
	json_array_end(j);
	buf_release(&text);
	return rc;
}

enum pl_status
manifest_write(
    const struct manifest *m, struct stream *to, struct pl_error *err)
{
	struct json_writer j;
	enum pl_status rc;

	json_begin(&j, &to->out, true);
	add_head(&j, m);
	rc = add_records(&j, m, to, err);
	if (rc == PL_OK)
		rc = add_files(&j, m, to, err);
	json_object_end(&j);
	buf_addc(&to->out, '\n');
	return rc;
}
