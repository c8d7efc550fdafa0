/* What index.db tells, read into memory. */
#include <stdlib.h>

#include "base/mem.h"
#include "schema/store/marks.h"
#include "schema/store/store.h"

const char *
image_keep(struct store_image *image, struct span text)
{
	image->texts = xgrow(image->texts, image->text_count,
	    &image->text_capacity, sizeof *image->texts);
	char *copy = xstrndup(text.p, text.n);
	image->texts[image->text_count++] = copy;
	return copy;
}

static const char *
keep_column(struct store_image *image, sqlite3_stmt *q, int i)
{
	return image_keep(image, column_span(q, i));
}

enum pl_status
store_read_archives(
    struct store_image *image, struct db *db, struct pl_error *err)
{
	size_t capacity = 0, signatures = 0;
	sqlite3_stmt *q;
	enum pl_status rc = stmt_begin(db, STMT_STORE_ARCHIVES, &q, err);

	if (rc != PL_OK)
		return rc;
	while ((rc = stmt_step(db, STMT_STORE_ARCHIVES, err)) == PL_OK) {
		size_t n = image->public.archive_count;

		image->archives = xgrow(
		    image->archives, n, &capacity, sizeof *image->archives);
		image->signatures = xgrow(image->signatures, n, &signatures,
		    sizeof *image->signatures);
		image->archives[n] = (struct pl_archive){
			.id = sqlite3_column_int64(q, 0),
			.root = keep_column(image, q, 1),
			.bundle = sqlite3_column_int64(q, 2) != 0,
			.added = sqlite3_column_int64(q, 3),
			.objects = (uint64_t)sqlite3_column_int64(q, 5),
		};
		struct span signature = column_span(q, 4);
		image->signatures[n] = xstrndup(signature.p, signature.n);
		image->public.archive_count++;
	}
	stmt_end(db, STMT_STORE_ARCHIVES);
	image->public.archives = image->archives;
	return rc < 0 ? rc : PL_OK;
}

static enum pl_status
read_looked(struct store_image *image, struct db *db, struct pl_error *err)
{
	size_t capacity = 0;
	sqlite3_stmt *q;
	enum pl_status rc = stmt_begin(db, STMT_STORE_LOOKED, &q, err);

	if (rc != PL_OK)
		return rc;
	while ((rc = stmt_step(db, STMT_STORE_LOOKED, err)) == PL_OK) {
		size_t n = image->public.looked_count++;

		image->looked =
		    xgrow(image->looked, n, &capacity, sizeof *image->looked);
		image->looked[n] = (struct pl_looked){
			.archive = sqlite3_column_int64(q, 0),
			.scope = keep_column(image, q, 1),
			.ended = column_instant(q, 2),
		};
	}
	stmt_end(db, STMT_STORE_LOOKED);
	image->public.looked = image->looked;
	return rc < 0 ? rc : PL_OK;
}

static enum pl_status
read_runs(struct store_image *image, struct db *db, struct pl_error *err)
{
	size_t capacity = 0;
	sqlite3_stmt *q;
	enum pl_status rc = stmt_begin(db, STMT_STORE_RUNS, &q, err);

	if (rc != PL_OK)
		return rc;
	while ((rc = stmt_step(db, STMT_STORE_RUNS, err)) == PL_OK) {
		size_t n = image->public.run_count++;
		int64_t state = sqlite3_column_int64(q, 4);

		image->runs =
		    xgrow(image->runs, n, &capacity, sizeof *image->runs);
		image->runs[n] = (struct pl_run){
			.id = sqlite3_column_int64(q, 0),
			.command = keep_column(image, q, 1),
			.started = sqlite3_column_int64(q, 2),
			.ended = column_instant(q, 3),
			.state = state > 0 && state <= PL_RUN_ENDED
			    ? (enum pl_run_state)state
			    : PL_RUN_OPEN,
			.made_good = sqlite3_column_int64(q, 5) != 0,
			.pid = sqlite3_column_int64(q, 6),
			.host = keep_column(image, q, 7),
			.program = keep_column(image, q, 8),
			.reason = keep_column(image, q, 9),
			.counts = keep_column(image, q, 10),
		};
	}
	stmt_end(db, STMT_STORE_RUNS);
	image->public.runs = image->runs;
	return rc < 0 ? rc : PL_OK;
}

static void
fill_shard(
    struct store_image *image, sqlite3_stmt *q, struct pl_shard_info *out)
{
	*out = (struct pl_shard_info){
		.name = keep_column(image, q, 0),
		.file = keep_column(image, q, 1),
		.day = column_instant(q, 2),
		.bytes = (uint64_t)sqlite3_column_int64(q, 3),
		.unicode = keep_column(image, q, 7),
		.least = sqlite3_column_int64(q, 8),
		.greatest = sqlite3_column_int64(q, 9),
		.records = (uint64_t)sqlite3_column_int64(q, 13),
		.duplicates = (uint64_t)sqlite3_column_int64(q, 14),
	};
	for (int i = 0; i < 3; i++)
		out->objects[i] = (uint64_t)sqlite3_column_int64(q, 10 + i);
	if (sqlite3_column_bytes(q, 6) == PL_SHA256_BYTES)
		memcpy(
		    out->sha256, sqlite3_column_blob(q, 6), PL_SHA256_BYTES);
}

enum pl_status
store_read_shards(
    struct store_image *image, struct db *db, struct pl_error *err)
{
	size_t capacity = 0, mtimes = 0, inodes = 0;
	sqlite3_stmt *q;
	enum pl_status rc = stmt_begin(db, STMT_STORE_SHARDS, &q, err);

	if (rc != PL_OK)
		return rc;
	while ((rc = stmt_step(db, STMT_STORE_SHARDS, err)) == PL_OK) {
		size_t n = image->public.shard_count++;

		image->shards =
		    xgrow(image->shards, n, &capacity, sizeof *image->shards);
		image->shard_mtimes = xgrow(image->shard_mtimes, n, &mtimes,
		    sizeof *image->shard_mtimes);
		image->shard_inodes = xgrow(image->shard_inodes, n, &inodes,
		    sizeof *image->shard_inodes);
		fill_shard(image, q, &image->shards[n]);
		image->shard_mtimes[n] = sqlite3_column_int64(q, 4);
		image->shard_inodes[n] = (uint64_t)sqlite3_column_int64(q, 5);
	}
	stmt_end(db, STMT_STORE_SHARDS);
	image->public.shards = image->shards;
	return rc < 0 ? rc : PL_OK;
}

static enum pl_status
read_notes(struct store_image *image, struct db *db, struct pl_error *err)
{
	size_t capacity = 0;
	sqlite3_stmt *q;
	enum pl_status rc = stmt_begin(db, STMT_STORE_NOTES, &q, err);

	if (rc != PL_OK)
		return rc;
	while ((rc = stmt_step(db, STMT_STORE_NOTES, err)) == PL_OK) {
		size_t n = image->public.note_count++;
		int64_t kind = sqlite3_column_int64(q, 0);
		bool accepted = sqlite3_column_type(q, 7) != SQLITE_NULL;

		image->notes =
		    xgrow(image->notes, n, &capacity, sizeof *image->notes);
		image->notes[n] = (struct pl_note){
			.kind = kind >= 0 && kind <= PL_NOTE_UNREADABLE
			    ? (enum pl_note_kind)kind
			    : PL_NOTE_REJECTED,
			.archive = sqlite3_column_int64(q, 1),
			.key = keep_column(image, q, 2),
			.reason = keep_column(image, q, 3),
			.hour = column_instant(q, 4),
			.since = sqlite3_column_int64(q, 5),
			.accepted = accepted,
			.accept_reason = keep_column(image, q, 6),
			.accept_time = column_instant(q, 7),
		};
	}
	stmt_end(db, STMT_STORE_NOTES);
	image->public.notes = image->notes;
	return rc < 0 ? rc : PL_OK;
}

static enum pl_status
read_settings(struct store_image *image, struct db *db, struct pl_error *err)
{
	const char *id = "", *created = "0";
	const struct {
		const char *key;
		const char **value;
	} settings[] = { { "id", &id }, { "created", &created } };

	for (size_t i = 0; i < sizeof settings / sizeof settings[0]; i++) {
		sqlite3_stmt *q;
		enum pl_status rc =
		    stmt_begin(db, STMT_STORE_GET_SETTING, &q, err);

		if (rc != PL_OK)
			return rc;
		bind_span(q, 1, span_str(settings[i].key));
		rc = stmt_step(db, STMT_STORE_GET_SETTING, err);
		if (rc == PL_OK)
			*settings[i].value = keep_column(image, q, 0);
		stmt_end(db, STMT_STORE_GET_SETTING);
		if (rc < 0)
			return rc;
	}
	image->public.id = id;
	image->public.created = strtoll(created, NULL, 10);
	return PL_OK;
}

enum pl_status
store_read_image(
    struct store_image *image, struct db *db, struct pl_error *err)
{
	enum pl_status rc = read_settings(image, db, err);

	if (rc == PL_OK)
		rc = store_read_archives(image, db, err);
	if (rc == PL_OK)
		rc = read_looked(image, db, err);
	if (rc == PL_OK)
		rc = read_runs(image, db, err);
	if (rc == PL_OK)
		rc = store_read_shards(image, db, err);
	if (rc == PL_OK)
		rc = read_notes(image, db, err);
	if (rc == PL_OK)
		rc = store_read_holds(image, db, err);
	if (rc == PL_OK)
		rc = store_read_swept(image, db, err);
	return rc;
}

/* By day, the undated first, as they are read. */
static int
compare_shard(const void *key, const void *item)
{
	const struct span *name = key;
	const struct pl_shard_info *shard = item;
	bool undated = span_is(*name, STORE_UNDATED);

	if (undated || strcmp(shard->name, STORE_UNDATED) == 0)
		return !undated - (strcmp(shard->name, STORE_UNDATED) != 0);
	return span_compare(*name, span_str(shard->name));
}

const struct pl_shard_info *
store_find_shard(const struct pl_index *ix, struct span name)
{
	if (ix->shard_count == 0)
		return NULL;
	return bsearch(&name, ix->shards, ix->shard_count, sizeof *ix->shards,
	    compare_shard);
}

void
store_image_release(struct store_image *image)
{
	db_close(&image->db);
	for (size_t i = 0; i < image->text_count; i++)
		free(image->texts[i]);
	for (size_t i = 0; i < image->public.archive_count; i++)
		free(image->signatures[i]);
	free(image->texts);
	free(image->signatures);
	free(image->archives);
	free(image->looked);
	free(image->runs);
	free(image->shards);
	marks_free(image->public.marks);
	free(image->shard_mtimes);
	free(image->shard_inodes);
	free(image->notes);
	free(image->holds);
	free(image->swept);
	*image = (struct store_image){ 0 };
}
