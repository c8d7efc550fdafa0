#include "base/mem.h"
#include "query/export/bundle.h"
#include "query/verify/verify.h"
#include "schema/record_digest.h"

/* A line of records.jsonl, as far as it is compared. */
struct line {
	struct buf id, type, time, user, model, file, request, conversation,
	    rule, root, object, object_sha256, prompt, context, response;
	int64_t ordinal;
	bool hit, damaged;
};

#define TEXT(name, member)                                                    \
	{                                                                     \
		name, FIELD_TEXT, offsetof(struct line, member)               \
	}

static const struct field fields[] = {
	TEXT("id", id),
	TEXT("type", type),
	TEXT("time", time),
	TEXT("user", user),
	TEXT("model", model),
	TEXT("file", file),
	TEXT("request_id", request),
	TEXT("conversation", conversation),
	TEXT("conversation_rule", rule),
	TEXT("root", root),
	TEXT("object", object),
	TEXT("object_sha256", object_sha256),
	TEXT("prompt", prompt),
	TEXT("context", context),
	TEXT("response", response),
	{ "ordinal", FIELD_NUMBER, offsetof(struct line, ordinal) },
	{ "hit", FIELD_FLAG, offsetof(struct line, hit) },
	{ "damaged", FIELD_FLAG, offsetof(struct line, damaged) },
	{ NULL, FIELD_TEXT, 0 },
};

static void
digest_text(const struct line *l, char out[PL_SHA256_TEXT])
{
	struct pl_record record = {
		.type = pl_type_find(buf_span(&l->type)),
		.time = INSTANT_NONE,
		.user = buf_span(&l->user),
		.model = buf_span(&l->model),
		.file = buf_span(&l->file),
		.request = buf_span(&l->request),
		.ordinal = (uint32_t)l->ordinal,
	};
	uint8_t digest[PL_SHA256_BYTES];

	record.column[PL_COLUMN_PROMPT] = buf_span(&l->prompt);
	record.column[PL_COLUMN_CONTEXT] = buf_span(&l->context);
	record.column[PL_COLUMN_RESPONSE] = buf_span(&l->response);
	if (record.type == PL_TYPES)
		record.type = PL_TYPE_UNKNOWN;
	(void)instant_parse(buf_span(&l->time), &record.time);
	pl_record_digest(&record, digest);
	pl_sha256_text(digest, out);
}

/* The first member that differs, or NULL. */
static const char *
difference(const struct line *l, const struct manifest_record *m)
{
	char digest[PL_SHA256_TEXT];
	const struct {
		const char *name;
		const struct buf *one, *other;
	} pairs[] = {
		{ "the id", &l->id, &m->id },
		{ "the conversation", &l->conversation, &m->conversation },
		{ "the conversation's rule", &l->rule, &m->rule },
		{ "the archive", &l->root, &m->root },
		{ "the object", &l->object, &m->object },
		{ "the object's SHA-256", &l->object_sha256,
		    &m->object_sha256 },
	};

	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
		if (!span_equal(
			buf_span(pairs[i].one), buf_span(pairs[i].other)))
			return pairs[i].name;
	if (l->ordinal != m->ordinal)
		return "the ordinal";
	if (l->hit != m->hit)
		return "whether it is a hit";
	digest_text(l, digest);
	if (!span_is(buf_span(&m->digest), digest))
		return "the text, the person or the time";
	return l->damaged != m->damaged ? "whether it is damaged" : NULL;
}

/* The next line of the file; PL_END behind the last. */
static enum pl_status
next_line(struct lines *lines, struct line *line, struct pl_error *err)
{
	struct pl_error why;
	struct span text;
	enum pl_status rc = lines_next(lines, &text, err);

	if (rc != PL_OK)
		return rc;
	rc = fields_read(fields, text, line, &why);
	return rc == PL_OK ? rc
			   : pl_fail(err, rc, "line %llu: %s",
				 (unsigned long long)lines->number, why.text);
}

/* Both side by side; what either met goes to *why, *subject says which. */
static enum pl_status
compare_lines(struct verification *v, struct lines *lines,
    struct manifest_reader *m, const char **subject, struct pl_error *why)
{
	struct line line = { .ordinal = 0 };
	enum pl_status one, other;

	for (;;) {
		*subject = format_jsonl.member;
		one = next_line(lines, &line, why);
		if (one < 0)
			break;
		*subject = BUNDLE_MANIFEST;
		other = manifest_next_record(m, why);
		if (other < 0 || one != other) {
			one = other < 0 ? other : one;
			break;
		}
		if (one == PL_END)
			goto done;
		const char *what = difference(&line, &m->record);
		if (what != NULL)
			findings_add(&v->findings, format_jsonl.member,
			    "line %llu: %s is not what the manifest says",
			    (unsigned long long)lines->number, what);
	}
	if (one >= 0)
		findings_add(&v->findings, format_jsonl.member,
		    "it has %s records than the manifest",
		    one == PL_END ? "fewer" : "more");
done:
	fields_release(fields, &line);
	return one;
}

enum pl_status
verify_records(struct verification *v, struct pl_error *err)
{
	const char *subject = format_jsonl.member;
	struct manifest_reader m = { .complete = false };
	struct reader_stream records, manifest = { .fd = -1 };
	struct lines lines = { .ended = false };
	struct pl_error why;
	enum pl_status rc = verify_stream(v, subject, &records, &why);

	if (rc == PL_OK) {
		subject = BUNDLE_MANIFEST;
		rc = verify_stream(v, subject, &manifest, &why);
	}
	if (rc == PL_OK)
		rc = manifest_begin(&m, &manifest.source, &why);
	if (rc == PL_OK) {
		lines_begin(&lines, &records.source);
		rc = compare_lines(v, &lines, &m, &subject, &why);
	}
	rc = verify_damage(v, subject, rc, &why, err);
	lines_end(&lines);
	manifest_end(&m);
	reader_stream_close(&manifest);
	reader_stream_close(&records);
	return rc;
}
