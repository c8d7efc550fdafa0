/* Names and folders, numbered: each lies in a shard once. */
#include "schema/shard/build.h"
#include "schema/shard/text_ends.h"

/* Of a longer one the number is asked for each time. */
#define REMEMBERED_BYTES 256

/* The two statements of a table of texts: by an owner (a kind of name, an
 * archive) and a text. */
struct numbering {
	enum statement find, put;
};

static enum pl_status
find_number(struct pl_shard_writer *w, enum statement find, int64_t owner,
    struct span text, int64_t *id, struct pl_error *err)
{
	sqlite3_stmt *s;
	enum pl_status rc = stmt_begin(&w->db, find, &s, err);

	if (rc != PL_OK)
		return rc;
	bind_int(s, 1, owner);
	bind_span(s, 2, text);
	rc = stmt_step(&w->db, find, err);
	if (rc == PL_OK)
		*id = sqlite3_column_int64(s, 0);
	stmt_end(&w->db, find);
	return rc;
}

/* 0: it has one. */
static enum pl_status
put_number(struct pl_shard_writer *w, enum statement put, int64_t owner,
    struct span text, int64_t *id, struct pl_error *err)
{
	sqlite3_stmt *s;
	enum pl_status rc = stmt_begin(&w->db, put, &s, err);

	if (rc != PL_OK)
		return rc;
	bind_int(s, 1, owner);
	bind_span(s, 2, text);
	rc = stmt_run(&w->db, put, err);
	if (rc == PL_OK && sqlite3_changes64(w->db.handle) > 0)
		*id = sqlite3_last_insert_rowid(w->db.handle);
	return rc;
}

static enum pl_status
number_text(struct pl_shard_writer *w, const struct numbering *n,
    struct build_number *last, int64_t owner, struct span text, int64_t *id,
    struct pl_error *err)
{
	enum pl_status rc;

	*id = last->id;
	if (last->id != 0 && last->owner == owner &&
	    span_equal(buf_span(&last->text), text))
		return PL_OK;
	*id = 0;
	rc = put_number(w, n->put, owner, text, id, err);
	if (rc == PL_OK && *id == 0)
		rc = find_number(w, n->find, owner, text, id, err);
	if (rc == PL_END)
		rc = pl_fail(err, PL_EFORMAT,
		    "'%s' is damaged: it has a name, and has it not", w->file);
	if (rc != PL_OK || text.n > REMEMBERED_BYTES)
		return rc;
	buf_clear(&last->text);
	buf_addspan(&last->text, text);
	last->owner = owner;
	last->id = *id;
	return PL_OK;
}

/* By the ends of it: that others lie in the same place costs no more than
 * asking again. */
static struct build_number *
remembered(struct pl_shard_writer *w, enum pl_name_kind kind, struct span text)
{
	uint64_t head, tail;

	text_ends_read(text, &head, &tail);
	head ^= (uint64_t)text.n << 8 | (uint64_t)kind;
	head = (head * 0x9E3779B97F4A7C15u ^ tail) * 0xD6E8FEB86659FD93u;
	return &w->names[(head >> 32) % BUILD_NAMES];
}

enum pl_status
build_number_name(struct pl_shard_writer *w, enum pl_name_kind kind,
    struct span text, int64_t *id, struct pl_error *err)
{
	static const struct numbering names = { STMT_SHARD_FIND_NAME,
		STMT_SHARD_PUT_NAME };

	*id = 0;
	if (text.n == 0)
		return PL_OK;
	return number_text(
	    w, &names, remembered(w, kind, text), kind, text, id, err);
}

enum pl_status
build_number_folder(struct pl_shard_writer *w,
    const struct pl_archive *archive, struct span key, struct span *name,
    int64_t *id, struct pl_error *err)
{
	static const struct numbering folders = { STMT_SHARD_FIND_FOLDER,
		STMT_SHARD_PUT_FOLDER };
	const char *slash = key.n ? memrchr(key.p, '/', key.n) : NULL;
	size_t n = slash ? (size_t)(slash - key.p) + 1 : 0;

	*name = span_of(key.p + n, key.n - n);
	return number_text(
	    w, &folders, &w->folder, archive->id, span_of(key.p, n), id, err);
}
