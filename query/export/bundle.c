#include "query/export/bundle.h"

#include "query/export/manifest.h"
#include "query/export/originals.h"

static const char readme[] =
    "An export of prompt logs, made by promptlog " PL_VERSION ".\n"
    "\n"
    "records.html   for reading and printing, in any browser\n"
    "records.csv    a table, for spreadsheets\n"
    "records.dat    a Concordance load file; texts that do not fit into a\n"
    "               field of it are in TEXT/\n"
    "records.jsonl  everything there is of each record, a line of JSON each\n"
    "originals/     the files of the archive that the records come from, as\n"
    "               they were found (only if asked for)\n"
    "manifest.json  what was searched for, whether the answer is complete,\n"
    "               where each record comes from, and the size and SHA-256 "
    "of\n"
    "               every file\n"
    "SHA256SUMS     the SHA-256 of every other file\n"
    "\n"
    "To check that nothing was changed: 'promptlog verify-export PATH', or\n"
    "unpacked and without promptlog: 'sha256sum -c SHA256SUMS'.  With the\n"
    "archive at hand, 'promptlog verify-export PATH --archive FOLDER' "
    "compares\n"
    "every record with what the archive says.\n"
    "\n"
    "In originals/ the first folder is the number of the archive in\n"
    "manifest.json, and %XX stands for a byte that not every system takes in\n"
    "a name.  A record's digest in manifest.json is the SHA-256 of ten "
    "fields,\n"
    "each written as its length in bytes, a colon, the field and a comma:\n"
    "type, time, user, model, file, request_id, ordinal, prompt, context,\n"
    "response, as they are in records.jsonl, empty for null.\n";

static enum pl_status
write_member(struct package *bundle, const struct export_format *format,
    struct export_writing *w, struct progress *progress, struct pl_error *err)
{
	struct stream s;
	struct texts texts;
	enum pl_status rc = package_begin(bundle, format->member, &s, err);

	if (rc != PL_OK)
		return rc;
	texts_in(&texts, bundle);
	w->to = &s;
	w->texts = &texts;
	rc = format_write(format, w, progress, err);
	if (rc == PL_OK)
		rc = package_end(bundle, format->member, &s, err);
	stream_close(&s);
	texts_close(&texts);
	return rc;
}

static enum pl_status
write_manifest(struct package *bundle, const struct export_writing *w,
    size_t originals, uint8_t sha256[PL_SHA256_BYTES], struct pl_error *err)
{
	struct stream s;
	enum pl_status rc = package_begin(bundle, BUNDLE_MANIFEST, &s, err);

	if (rc != PL_OK)
		return rc;
	const struct manifest m = { .about = w->about,
		.selection = w->selection,
		.files = bundle->members,
		.file_count = bundle->count,
		.original_count = originals };
	rc = manifest_write(&m, &s, err);
	if (rc == PL_OK)
		rc = package_end(bundle, BUNDLE_MANIFEST, &s, err);
	if (rc == PL_OK)
		memcpy(sha256, bundle->members[bundle->count - 1].sha256,
		    PL_SHA256_BYTES);
	stream_close(&s);
	return rc;
}

void
bundle_sums(struct buf *out, const struct package_member *files, size_t count)
{
	char hash[PL_SHA256_TEXT];

	for (size_t i = 0; i < count; i++) {
		pl_sha256_text(files[i].sha256, hash);
		buf_addf(out, "%s  %s\n", hash, files[i].name);
	}
}

static enum pl_status
write_sums(struct package *bundle, struct pl_error *err)
{
	struct buf text;
	enum pl_status rc;

	buf_init(&text, BUF_UNLIMITED);
	bundle_sums(&text, bundle->members, bundle->count);
	rc = package_add(bundle, BUNDLE_SUMS, buf_span(&text), err);
	buf_release(&text);
	return rc;
}

/* The originals come first: one that cannot be read makes the export
 * incomplete, which every form of it says. */
enum pl_status
bundle_write(struct package *bundle, struct export_writing *w,
    struct progress *progress, uint8_t manifest[PL_SHA256_BYTES],
    struct pl_error *err)
{
	size_t originals;
	enum pl_status rc = PL_OK;

	if (w->about->originals)
		rc = originals_add(bundle, w->selection, progress, err);
	originals = bundle->count;
	if (rc == PL_OK)
		rc = package_add(bundle, BUNDLE_README, span_str(readme), err);
	for (size_t i = 0; rc == PL_OK && export_formats[i] != NULL; i++)
		rc = write_member(bundle, export_formats[i], w, progress, err);
	if (rc == PL_OK)
		rc = write_manifest(bundle, w, originals, manifest, err);
	return rc == PL_OK ? write_sums(bundle, err) : rc;
}
