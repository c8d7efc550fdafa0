/* What the key of an object tells: its place, and whether it is a prompt log
 * at all.  Pure functions; nothing here looks at a file.
 *
 *     AWSLogs/<account>/<tree>/<log type>/<region>/YYYY/MM/DD/HH/<object>
 *
 * Any of it may be missing, and what stands before the last AWSLogs/ is not
 * looked at. */
#ifndef INDEXER_KEY_H
#define INDEXER_KEY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "indexer/source/source.h"
#include "schema/record.h"

/* The folder below which a bucket holds its logs. */
#define KEY_LOGS "AWSLogs"

/* What the key tells, with what its folders lack taken from the object's
 * name.  Spans point into key. */
void key_place(struct span key, struct pl_place *place);

/* Whether an object of this name is no prompt log, and why not. */
bool key_passed(struct span key, enum source_passed *why);

/* The same for many objects of one folder: what its key (ending in '/', or "")
 * tells of all of them, and then their names. */
struct key_folder {
	bool passed; /* as key_folder_passed has it */
	enum source_passed why;
	bool probes; /* a probe may lie in it */
};
void key_folder_read(struct span folder, struct key_folder *out);
bool key_name_passed(const struct key_folder *folder, struct span name,
    enum source_passed *why);
/* Whether that is so for everything that may lie in a folder (its key ends in
 * '/'). */
bool key_folder_passed(struct span folder, enum source_passed *why);

/* Whether a folder (its key ends in '/') is one of a day, …/YYYY/MM/DD/, or of
 * an hour in it: *day is the start of the day then. */
bool key_folder_day(struct span folder, int64_t *day);

/* Whether the date in a folder's key can only be that of the delivery, since
 * it stands below AWSLogs/ or a tree. */
bool key_folder_anchored(struct span folder);

/* "00" to "23" */
bool key_is_hour(struct span folder_name);

/* The key from its last AWSLogs/ on; all of it if it holds none. */
struct span key_from_logs(struct span path);

#endif
