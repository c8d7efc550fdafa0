/* Where objects come from: a folder tree or a bundle, one struct source for
 * each archive of a run.  A source tells which days it holds, lists a day's
 * objects in key order, and gives their bytes; it never writes, and follows no
 * link.
 *
 * Listing and reading may be done by several threads at once, each for a day
 * of its own; loading may not. */
#ifndef INDEXER_SOURCE_H
#define INDEXER_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/status.h"
#include "schema/record.h"

/* Why something in an archive is no prompt log and is passed over. */
enum source_passed {
	SOURCE_PROBE,         /* "Access validation successful." */
	SOURCE_REPORT,        /* user_report/, by_user_analytic/, *.csv */
	SOURCE_CUSTOMIZATION, /* codeWhispererCustomizationLogs/ */
	SOURCE_OTHER_SERVICE, /* AWSLogs/<account>/<another tree>/ */
	SOURCE_FOREIGN,       /* neither .json nor .json.gz nor .gz */
	SOURCE_LINK,
	SOURCE_SPECIAL,   /* a device, a FIFO, a socket */
	SOURCE_BUNDLE,    /* a bundle within the archive: give it by itself */
	SOURCE_FORGOTTEN, /* a sweep forgot it for good, and it is still there
			   */
	SOURCE_PASSED
};

/* "probe", "report", … as in the summary and in JSON. */
const char *source_passed_name(enum source_passed why);

/* How many bytes an object may have as found, before inflating. */
#define SOURCE_OBJECT_MAX ((size_t)64 << 20)
/* How deep folders may lie within each other. */
#define SOURCE_DEPTH_MAX 64
/* How many objects of one archive may lie outside of folders of a day: they
 * are held in memory, those in the folders of days are not. */
#define SOURCE_LOOSE_MAX 2000000

struct source_object {
	struct span key; /* from AWSLogs/ on, or from the root */
	uint64_t size;
	int64_t mtime;  /* instant */
	int64_t ctime;  /* instant; 0 in a bundle */
	uint64_t inode; /* 0 in a bundle */
	size_t member;  /* the source's own */
};

/* The objects of one day, in key order (span_compare).  Owned by the caller;
 * release frees the keys too. */
struct source_list {
	struct source_object *objects;
	size_t count;
	void *keys; /* the source's own */
};
void source_list_release(struct source_list *list);

/* A folder or an object that could not be looked at: what lies there is
 * unknown, and nothing in it counts as vanished.  The key of a folder ends in
 * '/'; the key "" means that it may be anything in the archive. */
struct source_trouble {
	char *key;
	char *reason;
};

struct source;

/* What a path given on the command line stands for. */
struct source_found {
	char *root;  /* real path of the folder that holds AWSLogs, or of the
			bundle, or of the folder itself */
	char *scope; /* below root, "" for all of it, else it ends in '/' */
	bool bundle;
};

/* Find the archives that `path` stands for: the folder that holds the last
 * AWSLogs above or at it (the path below is the scope); else every folder
 * below it that holds an AWSLogs (then one that cannot be looked into is an
 * error, since another archive may lie there); else the folder itself; a
 * regular file is a bundle.  *found is an array of *count, to be released with
 * source_found_release.  PL_EIO when there is no such path. */
PL_CHECKED enum pl_status source_find(const char *path,
    struct source_found **found, size_t *count, struct pl_error *err);
void source_found_release(struct source_found *found, size_t count);

/* Open the archive and see which days it holds.  For a folder: its folders,
 * down to those of a day; where it holds an AWSLogs, what lies beside that is
 * not of the archive.  For a bundle: one pass over its members' headers.
 * PL_EIO when the root cannot be read at all, PL_EFORMAT when a bundle is none
 * (a truncated one opens, with a trouble that names what is missing);
 * PL_ESTOP when a stop was asked for meanwhile. */
PL_CHECKED enum pl_status source_open(const char *root, const char *scope,
    bool bundle, struct source **out, struct pl_error *err);
void source_close(struct source *s);

/* The days, ascending: starts of UTC days, INSTANT_NONE (first) for objects
 * whose key holds no day. */
const int64_t *source_days(const struct source *s, size_t *count);

/* The objects of one day. */
PL_CHECKED enum pl_status source_list(struct source *s, int64_t day,
    struct source_list *out, struct pl_error *err);
/* What the key of an object of that day tells, with spans into it.  This takes
 * as long as all the rest of listing, and more room: it is for those objects
 * that are read. */
void source_place(struct span key, int64_t day, struct pl_place *out);

/* What an object takes of a load's budget beside its bytes. */
#define SOURCE_LOAD_COST ((size_t)128)

/* Before reading from a bundle: which objects will be read, of any days and in
 * any order.  For a bundle this takes their bytes into memory, in one pass, as
 * many as fit into `budget` bytes (at least one); *loaded says how many of the
 * objects, counted from the first, are ready.  For a folder nothing happens,
 * and all are ready.  A next call replaces what the last one loaded; none may
 * run beside a read from the same source.  Reading an object gives its memory
 * back; to read it once more, or without a load, costs a pass.  When a stop is
 * asked for, the pass ends, and what was not reached cannot be read. */
PL_CHECKED enum pl_status source_load(struct source *s,
    const struct source_object *const *objects, size_t count, size_t budget,
    size_t *loaded, struct pl_error *err);

/* The bytes of one object as found, replacing what is in *out.  `seen` holds
 * size and times as they were when read, which may be newer than the list.  An
 * error's text is the bare reason, "cannot be opened: Permission denied".
 * PL_EIO: cannot be read; PL_ELIMIT: larger than SOURCE_OBJECT_MAX;
 * PL_EFORMAT: the bundle ends within it; PL_ENOTFOUND: gone since it was
 * listed, or no regular file any more. */
PL_CHECKED enum pl_status source_read(struct source *s,
    const struct source_object *o, struct buf *out, struct source_object *seen,
    struct pl_error *err);

/* What was passed over so far, by reason: complete when every day has been
 * listed once. */
void source_passed_counts(
    const struct source *s, uint64_t counts[SOURCE_PASSED]);

/* The troubles so far; valid until source_close. */
const struct source_trouble *source_troubles(
    const struct source *s, size_t *count);

/* For a bundle, its file's size, times and inode in one text, "" for a folder:
 * while it is the same, nothing in the bundle has changed. */
const char *source_signature(const struct source *s);

#endif
