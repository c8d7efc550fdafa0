#include "schema/db.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/instant.h"
#include "base/mem.h"
#include "schema/fts_instances.h"
#include "schema/fts_tokenizer.h"
#include "schema/reader.h"
#include "schema/vfs.h"

const struct db_kind db_store = { 0x706c6f67, STMT_STORE_SCHEMA, "memory" };
const struct db_kind db_shard = { 0x706c7368, STMT_SHARD_SCHEMA, "off" };

enum pl_status
db_fail(struct db *db, const char *doing, struct pl_error *err)
{
	int code = db->handle ? sqlite3_errcode(db->handle) : SQLITE_NOMEM;
	const char *why =
	    db->handle ? sqlite3_errmsg(db->handle) : "out of memory";
	enum pl_status status = PL_EDB;
	int system = 0;

	db->failed = true;
	switch (code & 0xFF) {
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
	case SQLITE_FORMAT:
		status = PL_EFORMAT;
		break;
	case SQLITE_IOERR:
	case SQLITE_FULL:
	case SQLITE_CANTOPEN:
	case SQLITE_PERM:
	case SQLITE_AUTH:
	case SQLITE_READONLY:
		status = PL_EIO;
		system = sqlite3_system_errno(db->handle);
		break;
	}
	/* The system's own words say more than "unable to open". */
	if (system != 0) {
		errno = system;
		return pl_fail_errno(
		    err, status, "cannot %s '%s'", doing, db->path);
	}
	return pl_fail(
	    err, status, "cannot %s '%s': %s", doing, db->path, why);
}

/* Where a database file says what it is: at the end of its header.  A pragma
 * would say the same, but has to be parsed for each shard that a search
 * opens. */
#define HEADER_BYTES       72
#define HEADER_JOURNAL     18 /* twice 1: none that lies beside the file */
#define HEADER_VERSION     60
#define HEADER_APPLICATION 68

static int64_t
read_be32(const unsigned char *p)
{
	return (int32_t)((uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 |
	    (uint32_t)p[2] << 8 | (uint32_t)p[3]);
}

static enum pl_status
check_kind(struct db *db, const struct db_kind *kind, struct pl_error *err)
{
	static const char magic[] = "SQLite format 3";
	unsigned char header[HEADER_BYTES];
	sqlite3_file *file = NULL;

	if (sqlite3_file_control(db->handle, "main", SQLITE_FCNTL_FILE_POINTER,
		&file) != SQLITE_OK ||
	    file->pMethods == NULL)
		return db_fail(db, "read", err);
	int code = file->pMethods->xRead(file, header, sizeof header, 0);
	if (code != SQLITE_OK && code != SQLITE_IOERR_SHORT_READ)
		return pl_fail_errno(
		    err, PL_EIO, "cannot read '%s'", db->path);
	if (code != SQLITE_OK || memcmp(header, magic, sizeof magic) != 0 ||
	    header[HEADER_JOURNAL] != 1 || header[HEADER_JOURNAL + 1] != 1)
		return pl_fail(err, PL_EFORMAT,
		    "'%s' is damaged, or no file of an index", db->path);
	int64_t id = read_be32(header + HEADER_APPLICATION);
	int64_t version = read_be32(header + HEADER_VERSION);
	if (id != kind->application_id)
		return pl_fail(err, PL_EFORMAT,
		    "'%s' is not a file of a promptlog index", db->path);
	if (version != PL_INDEX_VERSION)
		return pl_fail(err, PL_EVERSION,
		    "'%s' was made by %s version of promptlog (its format is "
		    "%lld, this program's is %d); use that version, or make a "
		    "new index",
		    db->path,
		    version > PL_INDEX_VERSION ? "a newer" : "another",
		    (long long)version, PL_INDEX_VERSION);
	return PL_OK;
}

/* Make known what SQLite has not: the tokenizer, and what ranks. */
static enum pl_status
extend(struct db *db, struct pl_error *err)
{
	fts5_api *fts5;

	if (pl_fts_find(db->handle, &fts5) != SQLITE_OK ||
	    pl_fts_add(fts5) != SQLITE_OK ||
	    fts_instances_add(fts5) != SQLITE_OK ||
	    (db->gathering = gather_add(db->handle)) == NULL)
		return db_fail(db, "open", err);
	return PL_OK;
}

/* SQLite counts what it allocates under one lock, which threads that build or
 * ask shards side by side would queue for: nothing asks for these counts.  And
 * a path is a path, also one that begins with "file:", which Debian's SQLite
 * would take apart.  Its configuration is the process's own, and settled
 * before its first use. */
static void
configure(void)
{
	sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
	sqlite3_config(SQLITE_CONFIG_URI, 0);
	vfs_register();
}

static void
configure_once(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, configure);
}

static void
db_init(struct db *db, const char *path)
{
	*db = (struct db){ .path = xstrdup(path) };
	buf_init(&db->tables, BUF_UNLIMITED);
}

enum pl_status
db_open_reader(struct db *db, const char *path, const struct db_kind *kind,
    struct pl_error *err)
{
	/* Sorting needs no folder that can be written to.  Most of what is
	 * read is read once, such as blocks of text: pages of memory that are
	 * used again beat fresh ones. */
	static const char pragmas[] =
	    "pragma cell_size_check=on; pragma temp_store=memory; "
	    "pragma cache_size=40";
	enum pl_status rc = PL_OK;

	configure_once();
	db_init(db, path);
	if (sqlite3_open_v2(path, &db->handle,
		SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX,
		VFS_READER) != SQLITE_OK)
		rc = db_fail(db, "open", err);
	if (rc == PL_OK)
		rc = check_kind(db, kind, err);
	/* What is in the file is data: it may not call anything. */
	if (rc == PL_OK &&
	    (sqlite3_db_config(db->handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0,
		 (int *)NULL) != SQLITE_OK ||
		sqlite3_exec(db->handle, pragmas, NULL, NULL, NULL) !=
		    SQLITE_OK))
		rc = db_fail(db, "open", err);
	if (rc == PL_OK)
		rc = extend(db, err);
	if (rc != PL_OK)
		db_close(db);
	return rc;
}

static enum pl_status
run(struct db *db, enum statement which, struct pl_error *err)
{
	sqlite3_stmt *q;
	enum pl_status rc = stmt_begin(db, which, &q, err);

	return rc == PL_OK ? stmt_run(db, which, err) : rc;
}

/* What the file says of its tables: where each begins, and how it is declared,
 * to be compared. */
static enum pl_status
read_tables(struct db *db, struct buf *tables, struct pl_error *err)
{
	sqlite3_stmt *q;
	enum pl_status rc = stmt_begin(db, STMT_SHARD_TABLES, &q, err);

	if (rc != PL_OK)
		return rc;
	while ((rc = stmt_step(db, STMT_SHARD_TABLES, err)) == PL_OK) {
		buf_addf(
		    tables, "%lld ", (long long)sqlite3_column_int64(q, 0));
		buf_addspan(tables, column_span(q, 1));
		buf_addc(tables, '\0');
	}
	stmt_end(db, STMT_SHARD_TABLES);
	return rc < 0 ? rc : PL_OK;
}

/* Whether the connection serves for the file as well: it has the same tables
 * in the same places. */
static bool
turn(struct db *db, const char *path)
{
	struct buf tables;
	bool same;

	for (int which = 0; which < STATEMENTS; which++)
		stmt_end(db, (enum statement)which);
	if (db->failed || run(db, STMT_SHARD_END, NULL) != PL_OK ||
	    (db->tables.n == 0 &&
		read_tables(db, &db->tables, NULL) != PL_OK) ||
	    !vfs_turn(db->handle, path))
		return false;
	free(db->path);
	db->path = xstrdup(path);
	buf_init(&tables, BUF_UNLIMITED);
	same = read_tables(db, &tables, NULL) == PL_OK &&
	    span_equal(buf_span(&tables), buf_span(&db->tables));
	buf_release(&tables);
	return same;
}

enum pl_status
db_turn_shard(struct db *db, const char *path, struct pl_error *err)
{
	enum pl_status rc;

	if (db->handle != NULL && turn(db, path)) {
		rc = check_kind(db, &db_shard, err);
	} else {
		db_close(db);
		rc = db_open_reader(db, path, &db_shard, err);
	}
	if (rc == PL_OK)
		rc = run(db, STMT_SHARD_BEGIN, err);
	if (rc != PL_OK)
		db_close(db);
	return rc;
}

static enum pl_status
create_schema(struct db *db, const struct db_kind *kind, struct pl_error *err)
{
	char pragmas[96];
	enum pl_status rc;

	snprintf(pragmas, sizeof pragmas,
	    "pragma application_id=%d; pragma user_version=%d",
	    kind->application_id, PL_INDEX_VERSION);
	rc = db_exec(db, pragmas, err);
	if (rc == PL_OK)
		rc = db_exec(db, statement_defs[kind->schema].sql, err);
	return rc;
}

enum pl_status
db_open_builder(struct db *db, const char *path, bool create,
    const struct db_kind *kind, struct pl_error *err)
{
	char pragmas[192];
	int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX |
	    (create ? SQLITE_OPEN_CREATE : 0);
	enum pl_status rc = PL_OK;

	configure_once();
	db_init(db, path);
	if (sqlite3_open_v2(path, &db->handle, flags, NULL) != SQLITE_OK)
		rc = db_fail(db, "open", err);
	snprintf(pragmas, sizeof pragmas,
	    "pragma locking_mode=exclusive; pragma journal_mode=%s; "
	    "pragma synchronous=off; pragma temp_store=memory; "
	    "pragma trusted_schema=off",
	    kind->journal);
	if (rc == PL_OK)
		rc = db_exec(db, pragmas, err);
	if (rc == PL_OK)
		rc = extend(db, err);
	if (rc == PL_OK)
		rc = create ? create_schema(db, kind, err)
			    : check_kind(db, kind, err);
	if (rc != PL_OK)
		db_close(db);
	return rc;
}

void
db_close(struct db *db)
{
	for (size_t i = 0; i < STATEMENTS; i++)
		sqlite3_finalize(db->slots[i]);
	sqlite3_close(db->handle);
	buf_release(&db->tables);
	free(db->path);
	*db = (struct db){ 0 };
}

enum pl_status
db_exec(struct db *db, const char *sql, struct pl_error *err)
{
	if (sqlite3_exec(db->handle, sql, NULL, NULL, NULL) != SQLITE_OK)
		return db_fail(db, "write", err);
	return PL_OK;
}

enum pl_status
stmt_begin(struct db *db, enum statement which, sqlite3_stmt **out,
    struct pl_error *err)
{
	assert(!db->busy[which]);
	*out = NULL;
	if (db->slots[which] == NULL &&
	    sqlite3_prepare_v3(db->handle, statement_defs[which].sql, -1,
		SQLITE_PREPARE_PERSISTENT, &db->slots[which],
		NULL) != SQLITE_OK)
		return db_fail(db, "read", err);
	db->busy[which] = true;
	*out = db->slots[which];
	return PL_OK;
}

enum pl_status
stmt_step(struct db *db, enum statement which, struct pl_error *err)
{
	assert(db->busy[which]);
	switch (sqlite3_step(db->slots[which])) {
	case SQLITE_ROW:
		return PL_OK;
	case SQLITE_DONE:
		return PL_END;
	default:
		return db_fail(db,
		    sqlite3_stmt_readonly(db->slots[which]) ? "read" : "write",
		    err);
	}
}

void
stmt_end(struct db *db, enum statement which)
{
	if (!db->busy[which])
		return;
	sqlite3_reset(db->slots[which]);
	sqlite3_clear_bindings(db->slots[which]);
	db->busy[which] = false;
}

enum pl_status
stmt_run(struct db *db, enum statement which, struct pl_error *err)
{
	enum pl_status rc = stmt_step(db, which, err);

	stmt_end(db, which);
	return rc < 0 ? rc : PL_OK;
}

void
bind_span(sqlite3_stmt *s, int i, struct span text)
{
	sqlite3_bind_text64(
	    s, i, text.n ? text.p : "", text.n, SQLITE_STATIC, SQLITE_UTF8);
}

void
bind_blob(sqlite3_stmt *s, int i, const void *bytes, size_t n)
{
	sqlite3_bind_blob64(s, i, n ? bytes : "", n, SQLITE_STATIC);
}

void
bind_int(sqlite3_stmt *s, int i, int64_t value)
{
	sqlite3_bind_int64(s, i, value);
}

void
bind_instant(sqlite3_stmt *s, int i, int64_t instant)
{
	if (instant != INSTANT_NONE)
		bind_int(s, i, instant);
}

struct span
column_span(sqlite3_stmt *s, int i)
{
	const char *p = sqlite3_column_type(s, i) == SQLITE_BLOB
	    ? sqlite3_column_blob(s, i)
	    : (const char *)sqlite3_column_text(s, i);

	return span_of(p, (size_t)sqlite3_column_bytes(s, i));
}

int64_t
column_instant(sqlite3_stmt *s, int i)
{
	return sqlite3_column_type(s, i) == SQLITE_NULL
	    ? INSTANT_NONE
	    : sqlite3_column_int64(s, i);
}

void
db_begin_sync(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return;
	(void)sync_file_range(fd, 0, 0, SYNC_FILE_RANGE_WRITE);
	close(fd);
}

enum pl_status
db_sync_path(const char *path, struct pl_error *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	enum pl_status rc = PL_OK;

	if (fd < 0 || fsync(fd) != 0)
		rc = pl_fail_errno(err, PL_EIO, "cannot sync '%s'", path);
	if (fd >= 0)
		close(fd);
	return rc;
}
