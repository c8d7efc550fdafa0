#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "schema/block.h"
#include "schema/body.h"
#include "schema/copy.h"
#include "schema/db.h"
#include "schema/shard_writer.h"

/* When the full-text index has this many segments, it is merged into one
 * again: a search asks each, and a merge costs as much as building. */
#define SEGMENTS_MAX 8

/* Make "NAME.db.new", empty of what a killed run left. */
static enum pl_status
begin_file(struct pl_shard_writer *w, const char *file, bool append,
    struct pl_error *err)
{
	enum pl_status rc;

	w->temporary = xasprintf("%s" SHARD_TEMPORARY, file);
	if (unlink(w->temporary) != 0 && errno != ENOENT)
		return pl_fail_errno(
		    err, PL_EIO, "cannot remove '%s'", w->temporary);
	rc = append ? copy_file(file, w->temporary, err)
		    : create_private(w->temporary, err);
	if (rc == PL_OK)
		rc = db_open_builder(&w->db, w->temporary, !append,
		    DB_SHARD_ID, STMT_SHARD_SCHEMA, err);
	return rc;
}

/* Settings of FTS5 persist in the file: these are for the bulk load, and
 * end_bulk puts the defaults back. */
static enum pl_status
begin_bulk(struct pl_shard_writer *w, struct pl_error *err)
{
	char sql[256];

	snprintf(sql, sizeof sql,
	    "begin; insert into text(text, rank) values('hashsize', %zu);"
	    "insert into text(text, rank) values('automerge', 0)",
	    PL_SHARD_HASH_BYTES);
	return db_exec(&w->db, sql, err);
}

static enum pl_status
read_last(struct pl_shard_writer *w, struct pl_error *err)
{
	sqlite3_stmt *s;
	enum pl_status rc = stmt_begin(&w->db, STMT_SHARD_LAST, &s, err);

	if (rc == PL_OK)
		rc = stmt_step(&w->db, STMT_SHARD_LAST, err);
	if (rc == PL_OK) {
		w->last_object = sqlite3_column_int64(s, 0);
		w->last_record = sqlite3_column_int64(s, 1);
		w->last_block = sqlite3_column_int64(s, 2);
	}
	stmt_end(&w->db, STMT_SHARD_LAST);
	return rc;
}

enum pl_status
pl_shard_writer_open(const char *file, bool append,
    struct pl_shard_writer **out, struct pl_error *err)
{
	struct pl_shard_writer *w = xcalloc(1, sizeof *w);
	enum pl_status rc;

	*out = NULL;
	buf_init(&w->block, BLOCK_BYTES_MAX);
	buf_init(&w->frame, BUF_UNLIMITED);
	buf_init(&w->filter, BUF_UNLIMITED);
	w->coder = block_coder_new();
	w->file = xstrdup(file);
	w->append = append;
	rc = begin_file(w, file, append, err);
	if (rc == PL_OK)
		rc = begin_bulk(w, err);
	if (rc == PL_OK)
		rc = read_last(w, err);
	if (rc != PL_OK)
		goto done;
	*out = w;
	w = NULL; /* handed over */
done:
	pl_shard_writer_close(w);
	return rc;
}

void
pl_shard_writer_close(struct pl_shard_writer *w)
{
	if (w == NULL)
		return;
	db_close(&w->db);
	if (w->temporary != NULL && !w->committed)
		unlink(w->temporary);
	block_coder_free(w->coder);
	buf_release(&w->block);
	buf_release(&w->frame);
	buf_release(&w->filter);
	free(w->temporary);
	free(w->file);
	free(w);
}

/* The number of a name, 0 for none; it is given one if it has none. */
static enum pl_status
number_name(struct pl_shard_writer *w, enum pl_name_kind kind,
    struct span text, int64_t *id, struct pl_error *err)
{
	sqlite3_stmt *s;
	enum pl_status rc;

	*id = 0;
	if (text.n == 0)
		return PL_OK;
	rc = stmt_begin(&w->db, STMT_SHARD_FIND_NAME, &s, err);
	if (rc != PL_OK)
		return rc;
	bind_int(s, 1, kind);
	bind_span(s, 2, text);
	rc = stmt_step(&w->db, STMT_SHARD_FIND_NAME, err);
	if (rc == PL_OK)
		*id = sqlite3_column_int64(s, 0);
	stmt_end(&w->db, STMT_SHARD_FIND_NAME);
	if (rc != PL_END)
		return rc;
	rc = stmt_begin(&w->db, STMT_SHARD_PUT_NAME, &s, err);
	if (rc != PL_OK)
		return rc;
	bind_int(s, 1, kind);
	bind_span(s, 2, text);
	rc = stmt_run(&w->db, STMT_SHARD_PUT_NAME, err);
	if (rc == PL_OK)
		*id = sqlite3_last_insert_rowid(w->db.handle);
	return rc;
}

static void
bind_number(sqlite3_stmt *s, int i, int64_t id)
{
	if (id != 0)
		bind_int(s, i, id);
}

static void
bind_instant(sqlite3_stmt *s, int i, int64_t instant)
{
	if (instant != INSTANT_NONE)
		bind_int(s, i, instant);
}

static enum pl_status
flush_block(struct pl_shard_writer *w, struct pl_error *err)
{
	sqlite3_stmt *s;
	enum pl_status rc;

	if (w->block.n == 0)
		return PL_OK;
	rc = block_compress(w->coder, buf_span(&w->block), &w->frame, err);
	if (rc == PL_OK)
		rc = stmt_begin(&w->db, STMT_SHARD_PUT_BLOCK, &s, err);
	if (rc != PL_OK)
		return rc;
	bind_int(s, 1, ++w->last_block);
	bind_int(s, 2, (int64_t)w->block.n);
	bind_blob(s, 3, w->frame.p, w->frame.n);
	buf_clear(&w->block);
	return stmt_run(&w->db, STMT_SHARD_PUT_BLOCK, err);
}

void
pl_shard_writer_begin(struct pl_shard_writer *w)
{
	assert(!w->in_object);
	w->in_object = true;
	w->last_object++;
	w->object_records = 0;
}

/* The names of a record, numbered. */
struct numbers {
	int64_t user, model, conversation, file, account, region;
};

static enum pl_status
number_record(struct pl_shard_writer *w, const struct pl_place *place,
    const struct pl_record *r, struct numbers *n, struct pl_error *err)
{
	const struct {
		enum pl_name_kind kind;
		struct span text;
		int64_t *id;
	} names[] = {
		{ PL_NAME_USER, r->user, &n->user },
		{ PL_NAME_MODEL, r->model, &n->model },
		{ PL_NAME_CONVERSATION, r->conversation, &n->conversation },
		{ PL_NAME_FILE, r->file, &n->file },
		{ PL_NAME_ACCOUNT, place->account, &n->account },
		{ PL_NAME_REGION, place->region, &n->region },
	};

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		enum pl_status rc = number_name(
		    w, names[i].kind, names[i].text, names[i].id, err);

		if (rc != PL_OK)
			return rc;
	}
	return PL_OK;
}

/* Filters as tokens: 0xFF, which no UTF-8 text holds, a letter, the number. */
static void
make_filter(
    struct buf *filter, const struct pl_record *r, const struct numbers *n)
{
	buf_clear(filter);
	buf_addf(filter, "\xFFt%d", (int)r->type);
	if (n->user != 0)
		buf_addf(filter, " \xFFu%lld", (long long)n->user);
	if (n->model != 0)
		buf_addf(filter, " \xFFm%lld", (long long)n->model);
	if (n->account != 0)
		buf_addf(filter,
		    " \xFF"
		    "a%lld",
		    (long long)n->account);
	if (n->region != 0)
		buf_addf(filter, " \xFFr%lld", (long long)n->region);
}

static enum pl_status
put_row(struct pl_shard_writer *w, const struct pl_record *r,
    const struct numbers *n, size_t start, struct pl_error *err)
{
	size_t searched = r->column[PL_COLUMN_PROMPT].n +
	    r->column[PL_COLUMN_CONTEXT].n + r->column[PL_COLUMN_RESPONSE].n;
	sqlite3_stmt *s;
	enum pl_status rc = stmt_begin(&w->db, STMT_SHARD_PUT_RECORD, &s, err);

	if (rc != PL_OK)
		return rc;
	bind_int(s, 1, w->last_record);
	bind_int(s, 2, w->last_object);
	bind_int(s, 3, r->ordinal);
	bind_int(s, 4, r->time);
	bind_int(s, 5, r->type);
	bind_int(s, 6, r->flags & ~(unsigned)PL_RECORD_DUPLICATE);
	bind_number(s, 7, n->user);
	bind_number(s, 8, n->model);
	bind_number(s, 9, n->conversation);
	bind_number(s, 10, n->file);
	uint8_t uuid[16];
	if (request_pack(r->request, uuid))
		sqlite3_bind_blob(s, 11, uuid, sizeof uuid, SQLITE_TRANSIENT);
	else if (r->request.n > 0)
		bind_span(s, 11, r->request);
	bind_int(s, 12, (int64_t)r->begin);
	bind_int(s, 13, (int64_t)r->end);
	bind_int(s, 14, w->last_block + 1);
	bind_int(s, 15, (int64_t)start);
	bind_int(s, 16, (int64_t)(w->block.n - start));
	bind_int(s, 17, (int64_t)searched);
	return stmt_run(&w->db, STMT_SHARD_PUT_RECORD, err);
}

static enum pl_status
put_text(
    struct pl_shard_writer *w, const struct pl_record *r, struct pl_error *err)
{
	sqlite3_stmt *s;
	enum pl_status rc = stmt_begin(&w->db, STMT_SHARD_PUT_TEXT, &s, err);

	if (rc != PL_OK)
		return rc;
	bind_int(s, 1, w->last_record);
	bind_span(s, 2, r->column[PL_COLUMN_PROMPT]);
	bind_span(s, 3, r->column[PL_COLUMN_CONTEXT]);
	bind_span(s, 4, r->column[PL_COLUMN_RESPONSE]);
	bind_span(s, 5, buf_span(&w->filter));
	return stmt_run(&w->db, STMT_SHARD_PUT_TEXT, err);
}

enum pl_status
pl_shard_writer_record(struct pl_shard_writer *w, const struct pl_place *place,
    const struct pl_record *record, struct pl_error *err)
{
	struct numbers n;
	enum pl_status rc;

	assert(w->in_object);
	if (w->last_record >= SHARD_RECORDS_MAX)
		return pl_fail(err, PL_ELIMIT,
		    "'%s' would hold more than %d records", w->file,
		    SHARD_RECORDS_MAX);
	rc = number_record(w, place, record, &n, err);
	if (rc != PL_OK)
		return rc;
	w->last_record++;
	w->object_records++;
	size_t start = w->block.n;
	body_write(&w->block, record);
	make_filter(&w->filter, record, &n);
	rc = put_row(w, record, &n, start, err);
	if (rc == PL_OK)
		rc = put_text(w, record, err);
	if (rc == PL_OK && w->block.n >= BLOCK_BYTES)
		rc = flush_block(w, err);
	return rc;
}

/* The number of the folder part of a key; *name is the rest. */
static enum pl_status
number_folder(struct pl_shard_writer *w, const struct pl_archive *archive,
    struct span key, struct span *name, int64_t *id, struct pl_error *err)
{
	const char *slash = key.n ? memrchr(key.p, '/', key.n) : NULL;
	size_t n = slash ? (size_t)(slash - key.p) + 1 : 0;
	struct span path = span_of(key.p, n);
	sqlite3_stmt *s;
	enum pl_status rc;

	*name = span_of(key.p + n, key.n - n);
	rc = stmt_begin(&w->db, STMT_SHARD_FIND_FOLDER, &s, err);
	if (rc != PL_OK)
		return rc;
	bind_int(s, 1, archive->id);
	bind_span(s, 2, path);
	rc = stmt_step(&w->db, STMT_SHARD_FIND_FOLDER, err);
	if (rc == PL_OK)
		*id = sqlite3_column_int64(s, 0);
	stmt_end(&w->db, STMT_SHARD_FIND_FOLDER);
	if (rc != PL_END)
		return rc;
	rc = stmt_begin(&w->db, STMT_SHARD_PUT_FOLDER, &s, err);
	if (rc != PL_OK)
		return rc;
	bind_int(s, 1, archive->id);
	bind_span(s, 2, path);
	rc = stmt_run(&w->db, STMT_SHARD_PUT_FOLDER, err);
	*id = sqlite3_last_insert_rowid(w->db.handle);
	return rc;
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

	rc = number_name(w, PL_NAME_ACCOUNT, o->place.account, &account, err);
	if (rc == PL_OK)
		rc = number_name(
		    w, PL_NAME_REGION, o->place.region, &region, err);
	if (rc == PL_OK)
		rc = number_name(
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
		rc = number_folder(
		    w, archive, object->key, &name, &folder, err);
	if (rc == PL_OK)
		rc = put_object(w, object, folder, name, err);
	return rc;
}

enum pl_status
pl_shard_writer_carry(struct pl_shard_writer *w,
    const struct pl_archive *archive, struct pl_shard *from, int64_t row,
    const struct pl_object *object, struct pl_error *err)
{
	const uint32_t *rowids;
	size_t count;
	enum pl_status rc;

	rc = pl_shard_object_records(from, row, &rowids, &count, err);
	if (rc != PL_OK)
		return rc;
	pl_shard_writer_begin(w);
	for (size_t i = 0; i < count && rc == PL_OK; i++) {
		struct pl_record record;
		struct pl_row r;

		rc = pl_shard_text(from, rowids[i], &record, err);
		if (rc == PL_OK)
			rc = pl_shard_row(from, rowids[i], &r, err);
		if (rc != PL_OK)
			break;
		record.type = r.type;
		record.flags = r.flags;
		record.time = r.time;
		record.request = r.request;
		record.user = r.user;
		record.model = r.model;
		record.conversation = r.conversation;
		record.file = r.file;
		record.ordinal = r.ordinal;
		record.begin = r.begin;
		record.end = r.end;
		rc = pl_shard_writer_record(w, &object->place, &record, err);
	}
	if (rc != PL_OK)
		return rc;
	return pl_shard_writer_end(w, archive, object, err);
}

/* Among the copies of one request, the first in key order stands for all. */
static enum pl_status
mark_copies(
    struct pl_shard_writer *w, sqlite3_value *request, struct pl_error *err)
{
	sqlite3_stmt *copies, *set;
	bool first = true;
	enum pl_status rc;

	rc = stmt_begin(&w->db, STMT_SHARD_COPIES, &copies, err);
	if (rc != PL_OK)
		return rc;
	sqlite3_bind_value(copies, 1, request);
	while ((rc = stmt_step(&w->db, STMT_SHARD_COPIES, err)) == PL_OK) {
		int64_t id = sqlite3_column_int64(copies, 0);
		int64_t flags = sqlite3_column_int64(copies, 1);
		int64_t wanted = first ? flags & ~PL_RECORD_DUPLICATE
				       : flags | PL_RECORD_DUPLICATE;

		first = false;
		if (flags == wanted)
			continue;
		rc = stmt_begin(&w->db, STMT_SHARD_SET_FLAGS, &set, err);
		if (rc != PL_OK)
			break;
		bind_int(set, 1, id);
		bind_int(set, 2, wanted);
		rc = stmt_run(&w->db, STMT_SHARD_SET_FLAGS, err);
		if (rc != PL_OK)
			break;
	}
	stmt_end(&w->db, STMT_SHARD_COPIES);
	return rc < 0 ? rc : PL_OK;
}

static enum pl_status
mark_duplicates(struct pl_shard_writer *w, struct pl_error *err)
{
	sqlite3_stmt *s;
	enum pl_status rc;

	rc = stmt_begin(&w->db, STMT_SHARD_REQUESTS_REPEATED, &s, err);
	if (rc != PL_OK)
		return rc;
	while ((rc = stmt_step(&w->db, STMT_SHARD_REQUESTS_REPEATED, err)) ==
	    PL_OK) {
		rc = mark_copies(w, sqlite3_column_value(s, 0), err);
		if (rc != PL_OK)
			break;
	}
	stmt_end(&w->db, STMT_SHARD_REQUESTS_REPEATED);
	return rc < 0 ? rc : PL_OK;
}

static enum pl_status
merge_text(struct pl_shard_writer *w, struct pl_error *err)
{
	sqlite3_stmt *s;
	int64_t segments = 0;
	enum pl_status rc;

	/* FTS5 writes what it holds in memory when the transaction ends. */
	rc = db_exec(&w->db, "commit; begin", err);
	if (rc == PL_OK)
		rc = stmt_begin(&w->db, STMT_SHARD_SEGMENTS, &s, err);
	if (rc != PL_OK)
		return rc;
	rc = stmt_step(&w->db, STMT_SHARD_SEGMENTS, err);
	if (rc == PL_OK)
		segments = sqlite3_column_int64(s, 0);
	stmt_end(&w->db, STMT_SHARD_SEGMENTS);
	if (rc == PL_OK && segments > 1 &&
	    (!w->append || segments > SEGMENTS_MAX))
		rc = db_exec(
		    &w->db, "insert into text(text) values('optimize')", err);
	return rc;
}

/* FTS5's defaults: 1 MiB, and 4. */
static enum pl_status
end_bulk(struct pl_shard_writer *w, struct pl_error *err)
{
	return db_exec(&w->db,
	    "insert into text(text, rank) values('hashsize', 1048576);"
	    "insert into text(text, rank) values('automerge', 4);"
	    "commit",
	    err);
}

enum pl_status
pl_shard_writer_seal(struct pl_shard_writer *w, struct pl_error *err)
{
	enum pl_status rc;

	assert(!w->in_object && !w->sealed);
	rc = flush_block(w, err);
	if (rc == PL_OK)
		rc = mark_duplicates(w, err);
	if (rc == PL_OK)
		rc = merge_text(w, err);
	if (rc == PL_OK)
		rc = end_bulk(w, err);
	if (rc != PL_OK)
		return rc;
	db_close(&w->db);
	rc = db_sync_path(w->temporary, err);
	w->sealed = rc == PL_OK;
	return rc;
}
