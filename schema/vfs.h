/* How SQLite reads a finished file of an index.  Nobody changes such a file:
 * no lock is taken, no journal looked for, nothing written; SQLite's own
 * "immutable" files are read so too.  What they cannot: a connection is turned
 * from one file to the next, and keeps the schema and the statements that it
 * has read and prepared, which cost ten times what opening a file does. */
#ifndef SCHEMA_VFS_H
#define SCHEMA_VFS_H

#include <sqlite3.h>
#include <stdbool.h>
#include <sys/stat.h>

/* The name for sqlite3_open_v2, with SQLITE_OPEN_READONLY and a path as
 * open(2) takes it. */
#define VFS_READER "promptlog-reader"

/* Before it is used first; not beside another call of SQLite's. */
void vfs_register(void);

/* The file as it was when it was opened: not what lies at its path by now. */
const struct stat *vfs_stat(sqlite3 *connection);

/* Put another file beneath the connection.  What SQLite holds of the old one's
 * pages is dropped; its schema stays, so that the caller has to see that the
 * new one's is the same.  False with errno set when it cannot be opened, or a
 * statement is under way: the old one stays. */
bool vfs_turn(sqlite3 *connection, const char *path);

#endif
