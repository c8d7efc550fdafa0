/* What is said of an object and of a record, between the folders: the indexer
 * fills these in, the shards keep them, queries read them back.
 *
 * Nothing here owns anything.  All text is valid UTF-8 (the indexer replaced
 * what was not), and may hold NULs and every control character. */
#ifndef SCHEMA_RECORD_H
#define SCHEMA_RECORD_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/instant.h"

enum pl_type {
	PL_TYPE_UNKNOWN, /* neither half's member name is known */
	PL_TYPE_CHAT,
	PL_TYPE_INLINE,
	PL_TYPE_DEV,
	PL_TYPES
};

/* "unknown", "chat", "inline", "dev": as in type: and in JSON. */
const char *pl_type_name(enum pl_type type);
/* The type of that name, or PL_TYPES. */
enum pl_type pl_type_find(struct span name);

/* A record's text is kept as four columns, each one text.  The first three are
 * full-text columns; the last holds what is shown but searched by nothing. */
enum pl_column {
	PL_COLUMN_PROMPT,   /* what the person typed */
	PL_COLUMN_CONTEXT,  /* what the client sent along */
	PL_COLUMN_RESPONSE, /* what the assistant answered */
	PL_COLUMN_EXTRA,
	PL_COLUMNS
};
#define PL_TEXT_COLUMNS  3 /* the full-text ones */
#define PL_COLUMN_BIT(c) (1u << (c))
#define PL_ALL_TEXT      ((1u << PL_TEXT_COLUMNS) - 1)

/* "prompt", "context", "response": as in in: and in JSON. */
const char *pl_column_name(enum pl_column column);

/* Which member of the record a stretch of a column is.  These numbers lie on
 * disk: new ones are added at the end. */
enum pl_member {
	/* `prompt`: its pieces in order, in PROMPT where typed and in CONTEXT
	 * where injected; all of them, end to end, are the prompt as sent. */
	PL_MEMBER_PROMPT,
	PL_MEMBER_LEFT_CONTEXT,
	PL_MEMBER_RIGHT_CONTEXT,
	PL_MEMBER_FILE_NAME,
	PL_MEMBER_ANSWER,     /* `assistantResponse` */
	PL_MEMBER_FOLLOWUP,   /* `followupPrompts` */
	PL_MEMBER_LINK_TITLE, /* a link begins with its title, even empty */
	PL_MEMBER_LINK_URI,
	PL_MEMBER_LINK_SNIPPET,
	PL_MEMBER_CODE_REFERENCES, /* `codeReferenceEvents`, as JSON */
	PL_MEMBER_COMPLETION,      /* one suggestion each */
	/* Members that no format page names, as one JSON object with the
	 * members "record", "request", "response" for where they stood, and
	 * "object" (in its first record) for what stood beside `records`. */
	PL_MEMBER_UNKNOWN,
	PL_MEMBER_CUSTOMIZATION, /* `customizationArn`, in EXTRA */
	PL_MEMBER_TRIGGER,       /* `chatTriggerType`, in EXTRA */
	PL_MEMBER_UTTERANCE,     /* `messageMetadata.utteranceId`, in EXTRA */
	PL_MEMBER_TIME_TEXT,     /* a `timeStamp` nobody can parse, in EXTRA */
	PL_MEMBERS
};

/* A stretch of a column: parts[] names every member's, in the order in which
 * they are to be read.  Between two parts of a column stands one newline that
 * belongs to neither (the joint), also between the pieces of a prompt. */
struct pl_part {
	enum pl_member member;
	enum pl_column column;
	uint32_t offset; /* bytes into the column */
	uint32_t length; /* bytes */
};

enum pl_record_flag {
	PL_RECORD_TIME_FROM_KEY = 1, /* no usable timeStamp: the key's hour */
	PL_RECORD_UTF8_REPAIRED = 2, /* U+FFFD stands for invalid bytes */
	PL_RECORD_ROUTER = 4,        /* the answer is a router's tag */
	PL_RECORD_NO_RESPONSE = 8,   /* the response half is missing */
	PL_RECORD_DUPLICATE = 16,    /* another copy stands for it; set by the
					shard, ignored on writing */
};

/* One element of `records`.  A span with n = 0 stands for absent, null and
 * empty alike. */
struct pl_record {
	enum pl_type type;
	unsigned flags;      /* of enum pl_record_flag */
	int64_t time;        /* instant; INSTANT_NONE if nothing tells it */
	struct span request; /* `requestId` */
	struct span user;    /* `userId` as written */
	struct span model;   /* `modelId` */
	struct span conversation; /* `conversationId` */
	struct span file;         /* `fileName` */
	struct span column[PL_COLUMNS];
	const struct pl_part *parts;
	size_t part_count;
	uint32_t ordinal;    /* place in `records`, from 0 */
	uint64_t begin, end; /* byte range in the inflated object */
};

enum pl_outcome {
	PL_OUTCOME_INDEXED,  /* every record (perhaps none) is in the index */
	PL_OUTCOME_PARTLY,   /* some, or some of them not wholly */
	PL_OUTCOME_REJECTED, /* none; the reason says why */
};

/* "indexed", "partly", "rejected" */
const char *pl_outcome_name(enum pl_outcome outcome);

/* What a key tells, each empty or INSTANT_NONE where it does not. */
struct pl_place {
	struct span account;
	struct span region;
	struct span log_type; /* as the key has it, "GenerateCompletions" */
	enum pl_type type;    /* of log_type, PL_TYPE_UNKNOWN else */
	int64_t hour;         /* start of the hour of delivery, or of the day
				 where the key holds no hour */
	int64_t day;          /* start of the day: chooses the shard */
};

#define PL_SHA256_BYTES 32

/* One file or member of an archive, as it was found. */
struct pl_object {
	int64_t archive; /* its number in index.db */
	struct span key; /* from AWSLogs/ on, where there is one */
	struct pl_place place;
	uint64_t size;     /* bytes as found */
	int64_t mtime;     /* instant */
	int64_t ctime;     /* instant; 0 in a bundle */
	uint64_t inode;    /* 0 in a bundle */
	uint64_t inflated; /* bytes inflated */
	bool hashed;       /* whether sha256 is known (it could be read) */
	uint8_t sha256[PL_SHA256_BYTES]; /* of the bytes as found */
	enum pl_outcome outcome;
	struct span reason; /* why partly or rejected */
	uint32_t records;   /* how many are in the index */
};

/* The longest public id: a requestId is at most PL_REQUEST_MAX bytes (longer
 * ones are not ids: the record is kept without), others are made. */
#define PL_REQUEST_MAX 128
#define PL_ID_TEXT     (PL_REQUEST_MAX + 1)

/* The public id of a record: its requestId, else the first 32 hex digits of
 * its object's SHA-256, a dot, and its ordinal.  Never changes. */
void pl_record_id(struct span request, const uint8_t sha256[PL_SHA256_BYTES],
    uint32_t ordinal, char out[PL_ID_TEXT]);
/* The parts of an id that was made so: the first bytes of the hash, and the
 * ordinal.  False for any other text. */
#define PL_MADE_ID_BYTES 16
bool pl_record_made_id(
    struct span id, uint8_t sha256[PL_MADE_ID_BYTES], uint32_t *ordinal);

/* JSON kept in a column (unknown members, code references, a suggestion that
 * is no string) is written to be searched: control characters within its
 * strings stand as they are, since the n of "\nword" would be glued to the
 * word.  Append such text to out as strict JSON again; other text comes out
 * unchanged but for its control characters. */
void pl_json_restore(struct buf *out, struct span text);

/* Whether a folder of that name holds the logs of one client
 * ("QDeveloperLogs", "KiroLogs"). */
bool pl_tree_is(struct span name);
/* The tree that a key or its folder lies in: the first below the last AWSLogs,
 * or of all folders where there is none; empty if it lies in none. */
struct span pl_tree_find(struct span key);

/* The part of a user's id that names the person in every form of it: the UUID
 * it ends with ("d-9267505111.b8f1f340-…", "d-9267505111.9267505111-b8f1…"),
 * else all of it. */
struct span pl_user_uuid(struct span user);

#endif
