/* A handle on one SQLite file, and its prepared statements: one slot for each
 * statement of statements.sql, taken by stmt_begin and given back by stmt_end.
 */
#ifndef SCHEMA_DB_H
#define SCHEMA_DB_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/status.h"
#include "schema/gather.h"
#include "statements.h"

/* The two kinds of file. */
struct db_kind {
	int application_id;
	enum statement schema;
	/* Of a file that is being made.  A shard that fails in the making is
	 * thrown away; of index.db, one shard's description may fail, and the
	 * rest goes on. */
	const char *journal;
};
extern const struct db_kind db_store; /* "plog" */
extern const struct db_kind db_shard; /* "plsh" */

struct db {
	sqlite3 *handle;
	char *path;
	sqlite3_stmt *slots[STATEMENTS];
	bool busy[STATEMENTS];
	struct gathering *gathering; /* of pl_gather */
	bool failed;                 /* once: what SQLite holds may be half */
	struct buf tables; /* of a reader that was turned: its schema */
};

/* Open a finished file that nobody changes: no lock is taken, nothing written.
 * PL_EVERSION when its version is newer, PL_EFORMAT when it is no such file or
 * damaged. */
PL_CHECKED enum pl_status db_open_reader(struct db *db, const char *path,
    const struct db_kind *kind, struct pl_error *err);

/* db_open_reader of a shard, on a db that is closed, or a reader of a shard
 * that may be given up: where both files have the same tables, its connection
 * and statements serve on, which takes a fifth of the time.  Statements under
 * way are ended.  It is closed after a failure. */
PL_CHECKED enum pl_status db_turn_shard(
    struct db *db, const char *path, struct pl_error *err);

/* Open a file that is being made aside and will be renamed: without a journal
 * on disk, since a crash leaves nothing that anyone will look at.  With
 * `create` the file must be empty, and gets the schema. */
PL_CHECKED enum pl_status db_open_builder(struct db *db, const char *path,
    bool create, const struct db_kind *kind, struct pl_error *err);

/* Close, with every statement; safe on a handle that failed to open, and
 * twice.  Nothing is written here: that was done by "commit". */
void db_close(struct db *db);

PL_CHECKED enum pl_status db_exec(
    struct db *db, const char *sql, struct pl_error *err);

/* The last failure of SQLite on this file in words: PL_EFORMAT when it found
 * damage, PL_EIO when the system refused, PL_EDB else. */
enum pl_status db_fail(struct db *db, const char *doing, struct pl_error *err);

/* Nothing is to be ended when stmt_begin failed; stmt_end may be called all
 * the same. */
PL_CHECKED enum pl_status stmt_begin(struct db *db, enum statement which,
    sqlite3_stmt **out, struct pl_error *err);
/* PL_OK: a row is there; PL_END: none is. */
PL_CHECKED enum pl_status stmt_step(
    struct db *db, enum statement which, struct pl_error *err);
void stmt_end(struct db *db, enum statement which);

/* stmt_step for a statement that gives no row, and stmt_end. */
PL_CHECKED enum pl_status stmt_run(
    struct db *db, enum statement which, struct pl_error *err);

/* Parameters are numbered from 1.  Texts must outlive the step. */
void bind_span(sqlite3_stmt *s, int i, struct span text);
void bind_blob(sqlite3_stmt *s, int i, const void *bytes, size_t n);
void bind_int(sqlite3_stmt *s, int i, int64_t value);
/* NULL for INSTANT_NONE. */
void bind_instant(sqlite3_stmt *s, int i, int64_t instant);
/* Columns are numbered from 0; valid until the next step. */
struct span column_span(sqlite3_stmt *s, int i);
/* INSTANT_NONE for NULL. */
int64_t column_instant(sqlite3_stmt *s, int i);

/* Have the system begin to write a file that is to be synced soon; it may. */
void db_begin_sync(const char *path);
/* fsync the file, or the folder, of that path. */
PL_CHECKED enum pl_status db_sync_path(const char *path, struct pl_error *err);

#endif
