/* Writes JSON, piece by piece, into a buffer: commas and quoting are the
 * writer's business, the order of the calls is the caller's.  Strings must be
 * bytes that are meant as UTF-8; what is not becomes U+FFFD. */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"

#define JSON_WRITER_DEPTH 16 /* objects and arrays within each other */

struct json_writer {
	struct buf *out; /* borrowed; the caller may empty it between calls */
	bool pretty;     /* a member a line, indented by two; else one line */
	int depth;
	bool any[JSON_WRITER_DEPTH]; /* whether this level has an item */
	bool after_key;
};

void json_begin(struct json_writer *w, struct buf *out, bool pretty);

void json_object(struct json_writer *w);
void json_object_end(struct json_writer *w);
void json_array(struct json_writer *w);
void json_array_end(struct json_writer *w);
void json_key(struct json_writer *w, const char *name);

void json_span(struct json_writer *w, struct span value);
void json_string(struct json_writer *w, const char *value); /* NULL: null */
void json_int(struct json_writer *w, int64_t value);
void json_bool(struct json_writer *w, bool value);
void json_null(struct json_writer *w);
/* A value that is JSON already; it is written as it is. */
void json_raw(struct json_writer *w, struct span value);
/* instant_format's text, null for INSTANT_NONE. */
void json_instant(struct json_writer *w, int64_t instant);

/* Append a character as it is escaped within a string. */
void json_escape(struct buf *out, uint32_t c);

/* Key and value in one call. */
void json_key_span(struct json_writer *w, const char *name, struct span v);
void json_key_string(struct json_writer *w, const char *name, const char *v);
void json_key_int(struct json_writer *w, const char *name, int64_t v);
void json_key_bool(struct json_writer *w, const char *name, bool v);
void json_key_instant(struct json_writer *w, const char *name, int64_t v);

#endif
