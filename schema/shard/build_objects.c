/* Objects on their way into a shard, new ones and those of another shard. */
#include <assert.h>

#include "schema/shard/build.h"

void
pl_shard_writer_begin(struct pl_shard_writer *w)
{
	assert(!w->in_object);
	w->in_object = true;
	w->last_object++;
	w->object_records = 0;
}

static enum pl_status
put_archive(struct pl_shard_writer *w, const struct pl_archive *archive,
    struct pl_error *err)
{
	sqlite3_stmt *s;
	enum pl_status rc;

	if (w->archive == archive->id)
		return PL_OK;
	rc = stmt_begin(&w->db, STMT_SHARD_PUT_ARCHIVE, &s, err);
	if (rc != PL_OK)
		return rc;
	bind_int(s, 1, archive->id);
	bind_span(s, 2, span_str(archive->root));
	bind_int(s, 3, archive->bundle);
	rc = stmt_run(&w->db, STMT_SHARD_PUT_ARCHIVE, err);
	if (rc == PL_OK)
		w->archive = archive->id;
	return rc;
}

static enum pl_status
put_object(struct pl_shard_writer *w, const struct pl_object *o,
    int64_t folder, struct span name, struct pl_error *err)
{
	int64_t account, region, log_type;
	sqlite3_stmt *s;
	enum pl_status rc;

	rc = build_number_name(
	    w, PL_NAME_ACCOUNT, o->place.account, &account, err);
	if (rc == PL_OK)
		rc = build_number_name(
		    w, PL_NAME_REGION, o->place.region, &region, err);
	if (rc == PL_OK)
		rc = build_number_name(
		    w, PL_NAME_LOG_TYPE, o->place.log_type, &log_type, err);
	if (rc == PL_OK)
		rc = stmt_begin(&w->db, STMT_SHARD_PUT_OBJECT, &s, err);
	if (rc != PL_OK)
		return rc;
	bind_int(s, 1, w->last_object);
	bind_int(s, 2, folder);
	bind_span(s, 3, name);
	bind_int(s, 4, (int64_t)o->size);
	bind_int(s, 5, o->mtime);
	bind_int(s, 6, o->ctime);
	bind_int(s, 7, (int64_t)o->inode);
	bind_int(s, 8, (int64_t)o->inflated);
	if (o->hashed)
		bind_blob(s, 9, o->sha256, sizeof o->sha256);
	bind_int(s, 10, o->outcome);
	if (o->reason.n > 0)
		bind_span(s, 11, o->reason);
	bind_int(s, 12, w->last_record - w->object_records + 1);
	bind_int(s, 13, w->object_records);
	bind_number(s, 14, account);
	bind_number(s, 15, region);
	bind_number(s, 16, log_type);
	bind_int(s, 17, o->place.type);
	bind_instant(s, 18, o->place.hour);
	bind_instant(s, 19, o->place.day);
	return stmt_run(&w->db, STMT_SHARD_PUT_OBJECT, err);
}

enum pl_status
pl_shard_writer_end(struct pl_shard_writer *w,
    const struct pl_archive *archive, const struct pl_object *object,
    struct pl_error *err)
{
	struct span name;
	int64_t folder = 0;
	enum pl_status rc;

	assert(w->in_object);
	w->in_object = false;
	rc = put_archive(w, archive, err);
	if (rc == PL_OK)
		rc = build_number_folder(
		    w, archive, object->key, &name, &folder, err);
	if (rc == PL_OK)
		rc = put_object(w, object, folder, name, err);
	return rc;
}

/* Who carries an object of an archive that has no part in the run may know no
 * more than its number: the old shard knows the rest. */
static enum pl_status
know_archive(struct pl_shard *from, struct pl_archive *archive,
    struct buf *root, struct pl_error *err)
{
	sqlite3_stmt *q;
	enum pl_status rc;

	if (archive->root[0] != '\0')
		return PL_OK;
	rc = stmt_begin(&from->db, STMT_SHARD_GET_ARCHIVE, &q, err);
	if (rc != PL_OK)
		return rc;
	bind_int(q, 1, archive->id);
	rc = stmt_step(&from->db, STMT_SHARD_GET_ARCHIVE, err);
	if (rc == PL_OK) {
		buf_addspan(root, column_span(q, 0));
		archive->bundle = sqlite3_column_int64(q, 1) != 0;
	}
	stmt_end(&from->db, STMT_SHARD_GET_ARCHIVE);
	if (root->n > 0)
		archive->root = root->p;
	return rc < 0 ? rc : PL_OK;
}

static enum pl_status
carry_record(struct pl_shard_writer *w, struct pl_shard *from, uint32_t rowid,
    const struct pl_place *place, struct pl_error *err)
{
	struct pl_record record;
	struct pl_row row;
	enum pl_status rc = pl_shard_text(from, rowid, &record, err);

	if (rc == PL_OK)
		rc = pl_shard_row(from, rowid, &row, err);
	if (rc != PL_OK)
		return rc;
	record.type = row.type;
	record.flags = row.flags;
	record.time = row.time;
	record.request = row.request;
	record.user = row.user;
	record.model = row.model;
	record.conversation = row.conversation;
	record.file = row.file;
	record.ordinal = row.ordinal;
	record.begin = row.begin;
	record.end = row.end;
	return pl_shard_writer_record(w, place, &record, err);
}

enum pl_status
pl_shard_writer_carry(struct pl_shard_writer *w,
    const struct pl_archive *archive, struct pl_shard *from, int64_t row,
    const struct pl_object *object, struct pl_error *err)
{
	struct pl_archive known = *archive;
	struct buf root;
	const uint32_t *rowids;
	size_t count;
	enum pl_status rc;

	buf_init(&root, BUF_UNLIMITED);
	rc = pl_shard_object_records(from, row, &rowids, &count, err);
	if (rc == PL_OK)
		rc = know_archive(from, &known, &root, err);
	if (rc != PL_OK)
		goto done;
	pl_shard_writer_begin(w);
	for (size_t i = 0; i < count && rc == PL_OK; i++)
		rc = carry_record(w, from, rowids[i], &object->place, err);
	if (rc == PL_OK)
		rc = pl_shard_writer_end(w, &known, object, err);
done:
	buf_release(&root);
	return rc;
}
