/* What queries may do with an index: read it.  Nothing here locks, waits or
 * writes: nobody changes a file (vfs.h), and a writer only ever puts new
 * files in the place of old ones.
 *
 * One handle is used by one thread at a time. */
#ifndef SCHEMA_READER_H
#define SCHEMA_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/days.h"
#include "base/json.h"
#include "base/status.h"
#include "schema/record.h"
#include "schema/set.h"

/* The version of the files this program writes, and the only one it reads. */
#define PL_INDEX_VERSION 2

/* ---- the index ---- */

struct pl_archive {
	int64_t id;
	const char *root; /* real path of the folder or the bundle */
	bool bundle;
	int64_t added;    /* instant */
	uint64_t objects; /* that the index has of it */
};

enum pl_run_state {
	PL_RUN_OPEN,        /* started, and no end mark: running, or killed */
	PL_RUN_INTERRUPTED, /* a signal ended it, in order */
	PL_RUN_FAILED,      /* an error ended it; `reason` says which */
	PL_RUN_ENDED,       /* did what it was asked to */
};
const char *pl_run_state_name(enum pl_run_state state);

struct pl_run {
	int64_t id;
	const char *command; /* "update" */
	int64_t started;
	int64_t ended; /* INSTANT_NONE while open */
	enum pl_run_state state;
	/* Whether a later run has ended that covered what this one did not:
	 * an unfinished run makes answers incomplete only until then. */
	bool made_good;
	/* Whether a writer is at work now: then an open run is most likely
	 * its, and not one that was killed. */
	bool running;
	int64_t pid;
	const char *host;
	const char *program; /* version */
	const char *reason;  /* "" or why it failed */
	const char *counts;  /* the summary as JSON, "" while open */
};

/* What of an archive updates looked into. */
struct pl_looked {
	int64_t archive;
	const char *scope; /* "" for all of it, else a folder with its '/' */
	int64_t ended;     /* the last update that did; INSTANT_NONE where that
			      is not known: index.db was lost, or a rebuild
			      took more than updates had looked into */
};

/* A shard as index.db describes it. */
struct pl_shard_info {
	const char *name; /* "2025-01-06", "undated" */
	const char *file; /* below the index: "days/2025/2025-01-06.db" */
	int64_t day;      /* start of the day; INSTANT_NONE for undated */
	uint64_t bytes;   /* of the file */
	uint8_t sha256[PL_SHA256_BYTES]; /* of the file */
	int64_t least, greatest; /* record times; least > greatest if none.
				    Records with no time: INSTANT_NONE */
	/* By what version of Unicode its tokens were folded, "15.0.0"; more
	 * than one, separated by spaces, where objects were added by another
	 * version.  Its words are found as far as the versions agree. */
	const char *unicode;
	uint64_t objects[3]; /* by enum pl_outcome */
	uint64_t records;    /* duplicates among them */
	uint64_t duplicates;
};

/* Something that keeps the index from being whole. */
enum pl_note_kind {
	PL_NOTE_PARTLY,
	PL_NOTE_REJECTED,
	PL_NOTE_VANISHED,   /* in the index, no longer in the archive */
	PL_NOTE_UNREADABLE, /* an object or a folder ('/' at the end) that
			       cannot be read now */
};
/* "partly", "rejected", "vanished", "unreadable" */
const char *pl_note_name(enum pl_note_kind kind);

struct pl_note {
	enum pl_note_kind kind;
	int64_t archive;
	const char *key; /* of a whole archive: its root */
	const char *reason;
	int64_t hour;  /* of its key; INSTANT_NONE if it holds none */
	int64_t since; /* instant of the run that found it */
	bool accepted; /* a person has seen it: not incomplete any more */
	const char *accept_reason;
	int64_t accept_time;
};

/* What no sweep may forget. */
struct pl_hold {
	const char *name;
	struct days days; /* of the key or of the record's time */
	const char *user; /* "" for every one, else an id or its UUID */
	const char *reason;
	int64_t created;
};

/* What a sweep forgot of a day. */
struct pl_swept {
	int64_t run;
	int64_t day;  /* INSTANT_NONE for undated */
	int64_t time; /* instant at which the sweep began to forget */
	uint64_t objects, records;
	int64_t least, greatest; /* record times the day had, as of shards */
};

/* The members of one, into an object that is open. */
void pl_hold_json(struct json_writer *j, const struct pl_hold *hold);
/* Member "holds" of an open object; a few lines each. */
void pl_holds_json(
    struct json_writer *j, const struct pl_hold *holds, size_t count);
void pl_holds_text(struct buf *out, const struct pl_hold *holds, size_t count);

/* What an index says of itself.  All of it is read when it is opened, and
 * valid until it is closed. */
struct pl_index {
	const char *path;
	const char *id; /* 32 hex digits, made with the index */
	int64_t created;
	const struct pl_archive *archives;
	size_t archive_count;
	const struct pl_looked *looked; /* by archive, then scope */
	size_t looked_count;
	const struct pl_run *runs; /* oldest first */
	size_t run_count;
	const struct pl_shard_info *shards; /* by day, undated first */
	size_t shard_count;
	const struct pl_note *notes; /* by key */
	size_t note_count;
	const struct pl_hold *holds; /* by name */
	size_t hold_count;
	struct pl_marks *marks; /* which files it was read from, or NULL */
	const struct pl_swept *swept; /* by run, then day */
	size_t swept_count;
};

/* Open the index in the folder `path`.  PL_ENOINDEX: no such folder, an empty
 * one, or one that is no index; PL_EVERSION: made by another version;
 * PL_EFORMAT: index.db is damaged; PL_EIO: it may not be read. */
PL_CHECKED enum pl_status pl_index_open(
    const char *path, struct pl_index **out, struct pl_error *err);
void pl_index_close(struct pl_index *ix);

/* Whether a writer has changed what was read since the index was opened: then
 * one shard may have been read as it was before and another as it is now. */
bool pl_index_changed(const struct pl_index *ix);

/* What sweeps forgot, newest first: the files below receipts/, each one JSON
 * document that a sweep wrote.  `summary` is its own, in a sentence; both are
 * valid during the call. */
typedef void pl_receipt_visitor(void *context, const char *file,
    struct span summary, struct span document);
PL_CHECKED enum pl_status pl_index_receipts(const struct pl_index *ix,
    pl_receipt_visitor *visit, void *context, struct pl_error *err);

/* What of a day is kept out of the index. */
struct pl_kept_out {
	bool all;
	char **keys; /* in their order; owned */
	size_t count;
};
PL_CHECKED enum pl_status pl_index_kept_out(struct pl_index *ix,
    int64_t archive, int64_t day, struct pl_kept_out *out,
    struct pl_error *err);
bool pl_kept_out_has(const struct pl_kept_out *k, struct span key);
/* How many objects of an archive are kept out by their keys, and before which
 * day all are (INSTANT_NONE: before none). */
PL_CHECKED enum pl_status pl_index_kept_out_counts(struct pl_index *ix,
    int64_t archive, uint64_t *keys, int64_t *before, struct pl_error *err);
void pl_kept_out_release(struct pl_kept_out *k);

/* Names that records carry, by kind. */
enum pl_name_kind {
	PL_NAME_USER,
	PL_NAME_MODEL,
	PL_NAME_ACCOUNT,
	PL_NAME_REGION,
	PL_NAME_LOG_TYPE,     /* of the key: "GenerateCompletions" */
	PL_NAME_TYPE,         /* "chat": in pl_index_names only */
	PL_NAME_FILE,         /* in shards only, not in pl_index_names */
	PL_NAME_CONVERSATION, /* in shards only, not in pl_index_names */
};

/* Each name of a kind in each shard, by name and then shard, with how many of
 * the shard's records carry it (duplicates left out).  The visitor's strings
 * are valid during the call. */
typedef void pl_name_visitor(void *context, const char *name,
    const struct pl_shard_info *shard, uint64_t records);
PL_CHECKED enum pl_status pl_index_names(struct pl_index *ix,
    enum pl_name_kind kind, pl_name_visitor *visit, void *context,
    struct pl_error *err);
/* The same of one name. */
PL_CHECKED enum pl_status pl_index_name_shards(struct pl_index *ix,
    enum pl_name_kind kind, const char *name, pl_name_visitor *visit,
    void *context, struct pl_error *err);
/* Each name of a kind, in order; twice, where what follows a NUL differs. */
PL_CHECKED enum pl_status pl_index_each_name(struct pl_index *ix,
    enum pl_name_kind kind, void (*visit)(void *context, const char *name),
    void *context, struct pl_error *err);

/* ---- a shard ---- */

struct pl_shard;

/* PL_EFORMAT when it is missing, damaged or plainly not the one that `info` is
 * about, PL_EGUARD when a writer replaced it since it was first opened; the
 * text names the file. */
PL_CHECKED enum pl_status pl_shard_open(const struct pl_index *ix,
    const struct pl_shard_info *info, struct pl_shard **out,
    struct pl_error *err);
/* pl_shard_open where *shard, if not NULL, is one that may be given up for it:
 * what that has prepared serves on, which takes a fifth of the time.  *shard
 * is NULL after a failure. */
PL_CHECKED enum pl_status pl_shard_turn(const struct pl_index *ix,
    const struct pl_shard_info *info, struct pl_shard **shard,
    struct pl_error *err);
void pl_shard_close(struct pl_shard *s);

/* Rowids of records run from 1 to this. */
uint32_t pl_shard_limit(const struct pl_shard *s);

/* Sets: each call initialises *out (release it, also after a failure) with
 * limit pl_shard_limit. */

/* Every record, and those marked as duplicates. */
PL_CHECKED enum pl_status pl_shard_all(
    struct pl_shard *s, struct pl_set *out, struct pl_error *err);
PL_CHECKED enum pl_status pl_shard_duplicates(
    struct pl_shard *s, struct pl_set *out, struct pl_error *err);

/* least <= time < below.  A record without a time is only in a range that is
 * open at both ends (INSTANT_NONE, INT64_MAX). */
PL_CHECKED enum pl_status pl_shard_time(struct pl_shard *s, int64_t least,
    int64_t below, struct pl_set *out, struct pl_error *err);

/* A phrase of tokens, folded as by schema/token.h; the last one a prefix
 * where `prefix`, the first one a suffix where `suffix`, which only
 * pl_shard_narrow takes: a single one that is both is a part of a token. */
struct pl_phrase {
	const struct span *tokens;
	size_t count;
	bool prefix, suffix;
};
/* One phrase, or several near each other: at most `distance` tokens between
 * the end of the first and the start of the last, in any order, in one
 * column. */
struct pl_term {
	unsigned columns; /* PL_COLUMN_BIT; in none nothing is found */
	const struct pl_phrase *phrases;
	size_t phrase_count;
	unsigned distance;
};
/* The records that match all of the terms. */
PL_CHECKED enum pl_status pl_shard_match(struct pl_shard *s,
    const struct pl_term *terms, size_t count, struct pl_set *out,
    struct pl_error *err);

/* Take from *open records that have not all of the phrases in those columns.
 * May leave more than it must. */
PL_CHECKED enum pl_status pl_shard_narrow(struct pl_shard *s,
    const struct pl_phrase *phrases, size_t count, unsigned columns,
    struct pl_set *open, struct pl_error *err);

/* For relevance: call `visit` with each record the term matches and how often
 * it occurs there. */
PL_CHECKED enum pl_status pl_shard_frequency(struct pl_shard *s,
    const struct pl_term *term,
    void (*visit)(void *context, uint32_t rowid, uint32_t times),
    void *context, struct pl_error *err);

/* The records of a type. */
PL_CHECKED enum pl_status pl_shard_type(struct pl_shard *s, enum pl_type type,
    struct pl_set *out, struct pl_error *err);
/* The records that carry a name of that kind which `test` accepts; it is asked
 * once for each name. */
PL_CHECKED enum pl_status pl_shard_named(struct pl_shard *s,
    enum pl_name_kind kind, bool (*test)(void *context, struct span name),
    void *context, struct pl_set *out, struct pl_error *err);
/* The records whose object's key `test` accepts. */
PL_CHECKED enum pl_status pl_shard_keyed(struct pl_shard *s,
    bool (*test)(void *context, struct span key), void *context,
    struct pl_set *out, struct pl_error *err);
/* The records whose requestId is that. */
PL_CHECKED enum pl_status pl_shard_requested(struct pl_shard *s,
    struct span request, struct pl_set *out, struct pl_error *err);
/* Visit the records that have their requestId in common with others, and are
 * no copies: one requestId after the other, `first` with the first of each. */
PL_CHECKED enum pl_status pl_shard_namesakes(struct pl_shard *s,
    void (*visit)(void *context, uint32_t row, bool first), void *context,
    struct pl_error *err);
/* The records whose public id (pl_record_id) is that. */
PL_CHECKED enum pl_status pl_shard_identified(struct pl_shard *s,
    struct span id, struct pl_set *out, struct pl_error *err);

/* A record without its text.  Spans are valid until the next pl_shard_row on
 * the same shard. */
struct pl_row {
	uint32_t rowid;
	char id[PL_ID_TEXT];
	enum pl_type type;
	unsigned flags; /* enum pl_record_flag */
	int64_t time;
	uint32_t ordinal;
	uint64_t begin, end;
	uint32_t length; /* bytes of its text columns together */
	struct span request, user, model, conversation, file;
	struct span account, region;
	int64_t object;  /* the object's row */
	int64_t archive; /* its number in index.db */
	struct span key;
};
PL_CHECKED enum pl_status pl_shard_row(struct pl_shard *s, uint32_t rowid,
    struct pl_row *out, struct pl_error *err);
/* The times of records, by rowid, and cheap. */
typedef void pl_time_visitor(void *context, uint32_t rowid, int64_t time);
PL_CHECKED enum pl_status pl_shard_times(struct pl_shard *s,
    const struct pl_set *records, pl_time_visitor *visit, void *context,
    struct pl_error *err);
/* One name of a record ("" if it has none), valid until the next call of this
 * function: what counting by a field needs.  TYPE gives the type's name. */
PL_CHECKED enum pl_status pl_shard_row_name(struct pl_shard *s, uint32_t rowid,
    enum pl_name_kind kind, struct span *out, struct pl_error *err);

/* What grouping needs to know of a record, and no more: numbers stand for
 * names (0: it has none), as pl_shard_names and pl_shard_folders list them. */
struct pl_outline {
	uint32_t rowid;
	unsigned flags; /* enum pl_record_flag */
	enum pl_type type;
	int64_t time;
	int64_t user, conversation;
	int64_t folder; /* of its object */
};
typedef void pl_outline_visitor(void *context, const struct pl_outline *o);
/* Every record that is no copy, by rowid. */
PL_CHECKED enum pl_status pl_shard_outlines(struct pl_shard *s,
    pl_outline_visitor *visit, void *context, struct pl_error *err);

/* The span is valid during the call. */
typedef void pl_number_visitor(
    void *context, int64_t number, struct span text);
/* The names of a kind (TYPE has none). */
PL_CHECKED enum pl_status pl_shard_names(struct pl_shard *s,
    enum pl_name_kind kind, pl_number_visitor *visit, void *context,
    struct pl_error *err);
/* The folders of objects: their keys up to the last slash. */
PL_CHECKED enum pl_status pl_shard_folders(struct pl_shard *s,
    pl_number_visitor *visit, void *context, struct pl_error *err);

/* The texts of a record: column[], parts and part_count of *out are set, the
 * rest is zero.  Valid until the next pl_shard_text on the same shard.  Going
 * through rowids in ascending order inflates each block once. */
PL_CHECKED enum pl_status pl_shard_text(struct pl_shard *s, uint32_t rowid,
    struct pl_record *out, struct pl_error *err);

/* The objects, in key order.  Spans are valid during the call.  A negative
 * status from the visitor ends it and is returned.  The visitor may ask the
 * shard for anything but its objects again. */
typedef enum pl_status pl_object_visitor(void *context, int64_t row,
    const struct pl_object *object, struct pl_error *err);
PL_CHECKED enum pl_status pl_shard_objects(struct pl_shard *s,
    pl_object_visitor *visit, void *context, struct pl_error *err);
/* One of them; spans valid until the next call of this function. */
PL_CHECKED enum pl_status pl_shard_object(struct pl_shard *s, int64_t row,
    struct pl_object *out, struct pl_error *err);
/* Its records' rowids, in order of their ordinals: *rowids is owned by the
 * shard and valid until the next call. */
PL_CHECKED enum pl_status pl_shard_object_records(struct pl_shard *s,
    int64_t row, const uint32_t **rowids, size_t *count, struct pl_error *err);

#endif
