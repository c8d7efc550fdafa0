#include "query/verify/manifest_read.h"

#include "query/export/manifest.h"

#define TEXT(member)                                                          \
	{                                                                     \
#member, FIELD_TEXT, offsetof(struct manifest_record, member) \
	}

static const struct field record_fields[] = {
	TEXT(id),
	TEXT(conversation),
	{ "conversation_rule", FIELD_TEXT,
	    offsetof(struct manifest_record, rule) },
	TEXT(root),
	TEXT(object),
	TEXT(object_sha256),
	TEXT(digest),
	TEXT(original),
	{ "ordinal", FIELD_NUMBER, offsetof(struct manifest_record, ordinal) },
	{ "conversation_number", FIELD_NUMBER,
	    offsetof(struct manifest_record, number) },
	{ "hit", FIELD_FLAG, offsetof(struct manifest_record, hit) },
	{ "damaged", FIELD_FLAG, offsetof(struct manifest_record, damaged) },
	{ NULL, FIELD_TEXT, 0 },
};

static const struct field file_fields[] = {
	{ "name", FIELD_TEXT, offsetof(struct manifest_file, name) },
	{ "sha256", FIELD_TEXT, offsetof(struct manifest_file, sha256) },
	{ "size", FIELD_NUMBER, offsetof(struct manifest_file, size) },
	{ NULL, FIELD_TEXT, 0 },
};

#define COUNT(member)                                                         \
	{                                                                     \
#member, FIELD_NUMBER,                                        \
		    offsetof(struct manifest_counts, member)                  \
	}

static const struct field count_fields[] = {
	COUNT(conversations),
	COUNT(records),
	COUNT(hits),
	COUNT(files),
	{ NULL, FIELD_TEXT, 0 },
};

static enum pl_status
fail(const struct manifest_reader *m, const char *why, struct pl_error *err)
{
	return pl_fail(err, PL_EFORMAT, "line %llu: %s",
	    (unsigned long long)m->lines.number, why);
}

/* The next line, which must be there. */
static enum pl_status
next_line(struct manifest_reader *m, struct span *line, struct pl_error *err)
{
	enum pl_status rc = lines_next(&m->lines, line, err);

	return rc == PL_END ? fail(m, "something should follow it", err) : rc;
}

/* A line that must be that one. */
static enum pl_status
expect(struct manifest_reader *m, const char *wanted, struct pl_error *err)
{
	struct span line;
	enum pl_status rc = next_line(m, &line, err);

	if (rc == PL_OK && !span_is(line, wanted))
		rc = fail(m, "it is no manifest of promptlog's", err);
	return rc;
}

/* ---- the head ---- */

static enum pl_status
take_head(
    struct manifest_reader *m, struct json_value head, struct pl_error *err)
{
	struct json_value version, counts, complete;
	int64_t number = 0;

	if (!json_value_find(head, "schema_version", &version) ||
	    !json_value_int(version, &number) ||
	    !json_value_find(head, "counts", &counts) ||
	    !json_value_find(head, "complete", &complete))
		return fail(m, "it does not begin as a manifest does", err);
	if (number != MANIFEST_SCHEMA_VERSION)
		return pl_fail(err, PL_EFORMAT,
		    "the manifest has version %lld, and this program reads "
		    "version %d",
		    (long long)number, MANIFEST_SCHEMA_VERSION);
	m->complete = complete.kind == JSON_TRUE;
	return fields_take(count_fields, counts, &m->counts, err);
}

/* Gather the lines up to the one that opens the records. */
static enum pl_status
gather_head(struct manifest_reader *m, struct buf *head, struct pl_error *err)
{
	struct span line;
	enum pl_status rc;

	while ((rc = next_line(m, &line, err)) == PL_OK) {
		if (span_is(line, "  \"records\": ["))
			break;
		if (span_is(line, "  \"records\": [],")) {
			m->place = MANIFEST_BETWEEN;
			break;
		}
		rc = buf_append(head, line.p, line.n, err);
		if (rc != PL_OK)
			break;
	}
	/* What was gathered ends with a comma. */
	if (rc == PL_OK)
		rc = buf_append(head, "\"records\":[]}", 13, err);
	return rc;
}

enum pl_status
manifest_begin(struct manifest_reader *m, const struct byte_source *source,
    struct pl_error *err)
{
	struct json_value value = { .kind = JSON_NULL };
	struct buf head;
	enum pl_status rc;

	*m = (struct manifest_reader){ .place = MANIFEST_RECORDS };
	lines_begin(&m->lines, source);
	buf_init(&head, MANIFEST_HEAD_MAX);
	rc = gather_head(m, &head, err);
	if (rc == PL_OK)
		rc = json_value_parse(buf_span(&head), &value, err);
	if (rc == PL_OK)
		rc = take_head(m, value, err);
	buf_release(&head);
	return rc;
}

void
manifest_end(struct manifest_reader *m)
{
	fields_release(record_fields, &m->record);
	fields_release(file_fields, &m->file);
	lines_end(&m->lines);
}

/* ---- its lists ---- */

/* An item's line, or PL_END at the one that closes the list. */
static enum pl_status
next_item(struct manifest_reader *m, const char *close,
    const struct field *fields, void *base, struct pl_error *err)
{
	struct pl_error why;
	struct span line;
	enum pl_status rc = next_line(m, &line, err);

	if (rc != PL_OK)
		return rc;
	if (span_is(line, close))
		return PL_END;
	if (span_ends(line, ","))
		line.n--;
	rc = fields_read(fields, line, base, &why);
	return rc == PL_OK ? rc : fail(m, why.text, err);
}

enum pl_status
manifest_next_record(struct manifest_reader *m, struct pl_error *err)
{
	enum pl_status rc;

	if (m->place != MANIFEST_RECORDS)
		return PL_END;
	rc = next_item(m, "  ],", record_fields, &m->record, err);
	if (rc == PL_END)
		m->place = MANIFEST_BETWEEN;
	return rc;
}

enum pl_status
manifest_next_file(struct manifest_reader *m, struct pl_error *err)
{
	struct span line;
	enum pl_status rc = PL_OK;

	if (m->place == MANIFEST_ENDED)
		return PL_END;
	if (m->place != MANIFEST_FILES)
		rc = expect(m, "  \"files\": [", err);
	m->place = MANIFEST_FILES;
	if (rc == PL_OK)
		rc = next_item(m, "  ]", file_fields, &m->file, err);
	if (rc != PL_END)
		return rc;
	m->place = MANIFEST_ENDED;
	rc = expect(m, "}", err);
	if (rc == PL_OK && (rc = lines_next(&m->lines, &line, err)) == PL_OK)
		rc = fail(m, "nothing should follow its end", err);
	return rc;
}
