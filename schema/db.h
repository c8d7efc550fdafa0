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
#include "statements.h"

/* "application_id" of the two kinds of file: "plog" and "plsh". */
#define DB_STORE_ID 0x706c6f67
#define DB_SHARD_ID 0x706c7368

struct db {
	sqlite3 *handle;
	char *path;
	sqlite3_stmt *slots[STATEMENTS];
	bool busy[STATEMENTS];
};

/* Open a finished file that nobody changes: no lock is taken, nothing written.
 * PL_EVERSION when its version is newer, PL_EFORMAT when it is no such file or
 * damaged. */
PL_CHECKED enum pl_status db_open_reader(
    struct db *db, const char *path, int application_id, struct pl_error *err);

/* Open a file that is being made aside and will be renamed: without journal,
 * since a crash leaves nothing that anyone will look at.  A new file (it must
 * not exist) gets the schema. */
PL_CHECKED enum pl_status db_open_builder(struct db *db, const char *path,
    bool create, int application_id, enum statement schema,
    struct pl_error *err);

/* Close, with every statement; NULL-safe and safe on a handle that failed to
 * open.  db_close_builder says whether SQLite could write everything. */
void db_close(struct db *db);

PL_CHECKED enum pl_status db_exec(
    struct db *db, const char *sql, struct pl_error *err);

/* A failure of SQLite on this file in words: PL_EFORMAT when it found damage,
 * PL_EIO when the system refused, PL_EDB else. */
enum pl_status db_fail(struct db *db, const char *doing, struct pl_error *err);

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
/* Columns are numbered from 0; valid until the next step. */
struct span column_span(sqlite3_stmt *s, int i);

/* fsync the file, or the folder, of that path. */
PL_CHECKED enum pl_status db_sync_path(const char *path, struct pl_error *err);

#endif
