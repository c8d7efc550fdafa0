/* What the indexer may do with an index: everything a reader may, and replace
 * its files.  A file is never changed in place: it is made aside, synced, and
 * renamed over the old one. */
#ifndef SCHEMA_WRITER_H
#define SCHEMA_WRITER_H

#include "schema/reader.h"

/* ---- one shard, being made aside ---- */

/* One is used by one thread.  After a failure it can only be closed. */
struct pl_shard_writer;

/* What words may take in memory before they are written as a segment of the
 * full-text index: those of some 1,800 objects do.  It shows in the file, so
 * it is one number, whatever the jobs and the memory. */
#define PL_SHARD_WORDS_BYTES ((size_t)8 << 20)
/* What one shard in the making takes at most, beside the object in hand:
 * the words, two blocks and their compressor, SQLite's page cache, the list of
 * a day's objects. */
#define PL_SHARD_MEMORY_BYTES ((size_t)32 << 20)

/* Begin "NAME.db.new" beside `file`: empty, or where `append` a copy of `file`
 * to which objects are added. */
PL_CHECKED enum pl_status pl_shard_writer_open(const char *file, bool append,
    struct pl_shard_writer **out, struct pl_error *err);
/* Remove what was not committed. */
void pl_shard_writer_close(struct pl_shard_writer *w);

/* An object is begun, its records are put, and it is ended with what is known
 * of it by then.  Between begin and end only records of it are put. */
void pl_shard_writer_begin(struct pl_shard_writer *w);
PL_CHECKED enum pl_status pl_shard_writer_record(struct pl_shard_writer *w,
    const struct pl_place *place, const struct pl_record *record,
    struct pl_error *err);
PL_CHECKED enum pl_status pl_shard_writer_end(struct pl_shard_writer *w,
    const struct pl_archive *archive, const struct pl_object *object,
    struct pl_error *err);

/* Copy an object, and all its records, from another shard as they are.
 * `object` may differ from the shard's in anything but its records; an
 * archive whose root is "" is taken as the other shard knows it. */
PL_CHECKED enum pl_status pl_shard_writer_carry(struct pl_shard_writer *w,
    const struct pl_archive *archive, struct pl_shard *from, int64_t row,
    const struct pl_object *object, struct pl_error *err);

/* Finish: mark duplicates, merge the full-text index, write the file.
 * Only pl_writer_commit and close may follow. */
PL_CHECKED enum pl_status pl_shard_writer_seal(
    struct pl_shard_writer *w, struct pl_error *err);

/* Open a shard's file by itself. */
PL_CHECKED enum pl_status pl_shard_open_file(
    const char *file, struct pl_shard **out, struct pl_error *err);
/* Whether a file can be read, begins as a shard of this version does, and is
 * as long as it says: what takes a hundredth of the time of opening it. */
bool pl_shard_peek(const char *file);

/* ---- the index ---- */

/* Used by one thread, but for pl_writer_shard_file, pl_writer_shard_archives,
 * pl_writer_is_described, pl_writer_kept_out and pl_writer_commit, which
 * several may call at a time.  Once index.db
 * cannot be replaced, everything fails in the same way: the run has no end
 * mark. */
struct pl_writer;

struct pl_writer_options {
	const char *command; /* for the run and the lock, "update" */
	const char *group;   /* readers' group for a new index, or NULL */
	int64_t lock_wait;   /* nanoseconds to wait for another writer */
	bool (*stop)(void); /* whether to wait no longer (PL_ESTOP), or NULL */
	bool create;        /* make the index if there is none */
	/* Where index.db is missing or damaged and there are shards, make it
	 * anew from them. */
	bool salvage;
};

/* Take the lock and open the index, making it if asked to.  PL_ELOCKED names
 * who holds it.  Leftovers of a killed run are removed, and what index.db says
 * of shards that were replaced since is made again. */
PL_CHECKED enum pl_status pl_writer_open(const char *path,
    const struct pl_writer_options *options, struct pl_writer **out,
    struct pl_error *err);
void pl_writer_close(struct pl_writer *w);
/* Whether index.db was made anew from the shards: what people decided (holds,
 * what was accepted) and what runs noted is lost then. */
bool pl_writer_salvaged(const struct pl_writer *w);

/* Shards whose files were changed by something else than a run: each is made
 * anew, or left as it is, but never taken for good. */
struct pl_doubt {
	char *name, *file; /* "2025-01-06", "days/2025/2025-01-06.db" */
	int64_t day;
	bool mended; /* made anew since */
};
const struct pl_doubt *pl_writer_doubts(
    const struct pl_writer *w, size_t *count);
/* Whether a day's is one, and not mended.  May be called by several threads.
 */
bool pl_writer_is_doubted(struct pl_writer *w, int64_t day);

/* The archives known, by id; valid until one is added. */
const struct pl_archive *pl_writer_archives(
    const struct pl_writer *w, size_t *count);
/* The archive at that root, made known if it is not.  PL_EGUARD when it lies
 * within a known one, or one within it. */
PL_CHECKED enum pl_status pl_writer_add_archive(struct pl_writer *w,
    const char *root, bool bundle, int64_t *id, struct pl_error *err);

/* A bundle's signature when it was last read to its end without trouble. */
const char *pl_writer_signature(const struct pl_writer *w, int64_t archive);
PL_CHECKED enum pl_status pl_writer_set_signature(struct pl_writer *w,
    int64_t archive, const char *signature, struct pl_error *err);

/* Begin a run over these scopes.  Its start mark is on disk before the first
 * shard is replaced. */
struct pl_run_scope {
	int64_t archive;
	const char *scope; /* "" for all, else ends in '/' */
};
PL_CHECKED enum pl_status pl_writer_begin_run(struct pl_writer *w,
    const struct pl_run_scope *scopes, size_t count, struct pl_error *err);

/* Runs that index.db does not know of any more had numbers up to this one. */
void pl_writer_number_runs_after(struct pl_writer *w, int64_t run);

/* The file of a day's shard, "<index>/days/2025/2025-01-06.db"; its folder is
 * made.  To be freed.  *exists: whether there is one. */
PL_CHECKED enum pl_status pl_writer_shard_file(struct pl_writer *w,
    int64_t day, char **file, bool *exists, struct pl_error *err);
/* The archives that have objects in the shard as it was last described, and
 * how many, in *shares (to be freed): also when its file is gone. */
struct pl_shard_share {
	int64_t archive;
	uint64_t objects;
	/* Their digest (objects_digest.h), unless one of them was never
	 * read. */
	bool digested;
	uint8_t digest[PL_SHA256_BYTES];
};
PL_CHECKED enum pl_status pl_writer_shard_archives(struct pl_writer *w,
    int64_t day, struct pl_shard_share **shares, size_t *count,
    struct pl_error *err);

/* Whether the shard's file is, by its size, time and inode, the one that was
 * described last, so that what is said of it is true. */
PL_CHECKED enum pl_status pl_writer_is_described(
    struct pl_writer *w, int64_t day, bool *is, struct pl_error *err);

/* The days whose shards hold objects of an archive; to be freed. */
PL_CHECKED enum pl_status pl_writer_archive_days(struct pl_writer *w,
    int64_t archive, int64_t **days, size_t *count, struct pl_error *err);

/* Put a sealed shard in place. */
PL_CHECKED enum pl_status pl_writer_commit(struct pl_writer *w, int64_t day,
    struct pl_shard_writer *shard, struct pl_error *err);

/* What a run found to be vanished or unreadable below a scope of an archive;
 * replaces what was known of it there. */
struct pl_absent {
	char *key;
	enum pl_note_kind kind; /* VANISHED or UNREADABLE */
	char *reason;
	int64_t hour;
};
PL_CHECKED enum pl_status pl_writer_set_absent(struct pl_writer *w,
    const struct pl_run_scope *scope, const struct pl_absent *absent,
    size_t count, struct pl_error *err);

/* End the run; earlier unfinished ones that it covers are made good. */
PL_CHECKED enum pl_status pl_writer_end_run(struct pl_writer *w,
    enum pl_run_state state, const char *reason, const char *counts,
    struct pl_error *err);

/* Record that a person has seen the notes on that key (or archive's root), or
 * (NULL) every one that nobody has accepted yet; *count of them.  PL_ENOTFOUND
 * when there is none of that key. */
PL_CHECKED enum pl_status pl_writer_accept(struct pl_writer *w,
    const char *key, const char *reason, uint64_t *count,
    struct pl_error *err);
/* Put what was accepted on disk. */
PL_CHECKED enum pl_status pl_writer_publish(
    struct pl_writer *w, struct pl_error *err);

/* How many notes of each kind there are, and how many of them nobody has
 * accepted. */
struct pl_note_counts {
	uint64_t all[4], open[4]; /* by enum pl_note_kind */
};
/* How many records of the whole index are copies of others of their day. */
PL_CHECKED enum pl_status pl_writer_duplicates(
    struct pl_writer *w, uint64_t *count, struct pl_error *err);
PL_CHECKED enum pl_status pl_writer_note_counts(
    struct pl_writer *w, struct pl_note_counts *out, struct pl_error *err);

/* ---- forgetting ---- */

/* Take days out of the index: what index.db says of them first, then their
 * files.  A run must be open. */
PL_CHECKED enum pl_status pl_writer_remove(struct pl_writer *w,
    const int64_t *days, size_t count, struct pl_error *err);

/* An object is forgotten: what runs and people noted of it goes. */
PL_CHECKED enum pl_status pl_writer_forget(struct pl_writer *w,
    int64_t archive, struct span key, struct pl_error *err);
/* The same object is not to be taken in again while an archive still gives it;
 * with an empty key, none of that day. */
PL_CHECKED enum pl_status pl_writer_keep_out(struct pl_writer *w,
    int64_t archive, int64_t day, struct span key, struct pl_error *err);
/* Nor is anything of earlier days: the latest such day counts, until
 * INSTANT_NONE lifts it. */
PL_CHECKED enum pl_status pl_writer_keep_out_before(
    struct pl_writer *w, int64_t archive, int64_t day, struct pl_error *err);
PL_CHECKED enum pl_status pl_writer_kept_out(struct pl_writer *w,
    int64_t archive, int64_t day, struct pl_kept_out *out,
    struct pl_error *err);
/* That day, or INSTANT_NONE. */
PL_CHECKED enum pl_status pl_writer_kept_out_before(
    struct pl_writer *w, int64_t archive, int64_t *day, struct pl_error *err);
/* Each object of an archive that is kept out by its key; visit may not use the
 * writer. */
typedef void pl_kept_out_visitor(void *context, int64_t day, struct span key);
PL_CHECKED enum pl_status pl_writer_kept_out_keys(struct pl_writer *w,
    int64_t archive, pl_kept_out_visitor *visit, void *context,
    struct pl_error *err);
/* One of them may be taken in again. */
PL_CHECKED enum pl_status pl_writer_let_in(struct pl_writer *w,
    int64_t archive, int64_t day, struct span key, struct pl_error *err);

/* So many objects and records of a day are about to be forgotten by the open
 * run: told to readers from the moment in which its start is known.  To be
 * called while the day's shard is as it was. */
PL_CHECKED enum pl_status pl_writer_put_swept(struct pl_writer *w, int64_t day,
    uint64_t objects, uint64_t records, struct pl_error *err);
/* They were not. */
PL_CHECKED enum pl_status pl_writer_drop_swept(
    struct pl_writer *w, int64_t day, struct pl_error *err);

/* Write index.db anew, without what was deleted from it, and put it in place.
 */
PL_CHECKED enum pl_status pl_writer_compact(
    struct pl_writer *w, struct pl_error *err);

/* What may not be forgotten; valid until one is added or released. */
const struct pl_hold *pl_writer_holds(
    const struct pl_writer *w, size_t *count);
/* PL_EUSAGE when there is one of that name. */
PL_CHECKED enum pl_status pl_writer_add_hold(
    struct pl_writer *w, const struct pl_hold *hold, struct pl_error *err);
/* PL_ENOTFOUND when there is none. */
PL_CHECKED enum pl_status pl_writer_release_hold(
    struct pl_writer *w, const char *name, struct pl_error *err);

/* How many records the index holds. */
PL_CHECKED enum pl_status pl_writer_records(
    struct pl_writer *w, uint64_t *count, struct pl_error *err);

/* The number of the open run. */
int64_t pl_writer_run(const struct pl_writer *w);
/* Put receipts/NAME in place, replacing it. */
PL_CHECKED enum pl_status pl_writer_put_receipt(struct pl_writer *w,
    const char *name, struct span document, struct pl_error *err);

/* ---- making anew ---- */

/* Begin to make shards anew, or go on with what was begun under the same name
 * and not ended: the days that are done then, in *days (to be freed). */
PL_CHECKED enum pl_status pl_writer_begin_rebuild(struct pl_writer *w,
    const char *name, int64_t **days, size_t *count, struct pl_error *err);
/* One more day is done.  May be called by several threads. */
PL_CHECKED enum pl_status pl_writer_rebuilt(
    struct pl_writer *w, int64_t day, struct pl_error *err);
PL_CHECKED enum pl_status pl_writer_end_rebuild(
    struct pl_writer *w, struct pl_error *err);
/* Every day that index.db or a file tells of, ascending; to be freed. */
PL_CHECKED enum pl_status pl_writer_days(
    struct pl_writer *w, int64_t **days, size_t *count, struct pl_error *err);

#endif
