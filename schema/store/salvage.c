/* An index whose index.db is missing or damaged, and whose shards are not. */
#include <grp.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/mem.h"
#include "schema/store/writer.h"

static bool
is_whole(struct db *db)
{
	sqlite3_stmt *q;
	bool whole = stmt_begin(db, STMT_CHECK_INTEGRITY, &q, NULL) == PL_OK &&
	    stmt_step(db, STMT_CHECK_INTEGRITY, NULL) == PL_OK &&
	    span_is(column_span(q, 0), "ok");

	stmt_end(db, STMT_CHECK_INTEGRITY);
	return whole;
}

bool
writer_needs_salvage(const char *path, const char *file)
{
	struct store_image image = { 0 };
	struct db db;
	enum pl_status rc;
	bool damaged;

	if (!store_has_days(path))
		return false;
	if (writer_is_missing(file))
		return true;
	rc = db_open_reader(&db, file, &db_store, NULL);
	damaged = rc == PL_EFORMAT;
	if (rc == PL_OK)
		damaged = !is_whole(&db) ||
		    store_read_image(&image, &db, NULL) != PL_OK;
	store_image_release(&image);
	db_close(&db);
	return damaged;
}

char *
writer_folder_group(const char *path)
{
	struct stat st;
	struct group *group;

	if (stat(path, &st) != 0 || !(st.st_mode & S_IRGRP))
		return NULL;
	group = getgrgid(st.st_gid);
	return group != NULL ? xstrdup(group->gr_name) : NULL;
}
