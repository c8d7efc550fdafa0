/* Shards made of a table of records, for tests. */
#ifndef TESTS_SHARD_SAMPLE_H
#define TESTS_SHARD_SAMPLE_H

#include "base/mem.h"
#include "schema/writer.h"
#include "tests/unit/scratch.h"

/* A record, and the object it is of: rows that follow each other with the same
 * key are one object.  What is NULL is empty. */
struct sample {
	const char *key;
	const char *request;
	int64_t time;
	enum pl_type type;
	const char *user, *model, *conversation, *file;
	const char *account, *region, *log_type;
	const char *prompt, *context, *response;
	enum pl_outcome outcome; /* of the object; REJECTED has no record */
	const char *reason;
	int64_t day; /* of the object's key */
};

static const struct pl_archive sample_archive = { .id = 1, .root = "/a" };

static inline struct pl_object
sample_object(const struct sample *s)
{
	struct pl_object o = {
		.archive = 1,
		.key = span_str(s->key),
		.place = {
			.account = span_str(s->account),
			.region = span_str(s->region),
			.log_type = span_str(s->log_type),
			.type = s->type,
			.hour = 7 * NS_PER_HOUR,
			.day = s->day,
		},
		.size = 100,
		.mtime = 11,
		.ctime = 12,
		.inode = 13,
		.inflated = 1000,
		.hashed = s->outcome != PL_OUTCOME_REJECTED,
		.outcome = s->outcome,
		.reason = span_str(s->reason),
	};

	/* A hash of its own for each key. */
	for (size_t i = 0; o.hashed && i < o.key.n; i++)
		o.sha256[i % PL_SHA256_BYTES] ^=
		    (uint8_t)(o.key.p[i] * (int)(i + 1));
	return o;
}

static inline struct pl_record
sample_record(const struct sample *s, uint32_t ordinal)
{
	struct pl_record r = {
		.type = s->type,
		.time = s->time,
		.request = span_str(s->request),
		.user = span_str(s->user),
		.model = span_str(s->model),
		.conversation = span_str(s->conversation),
		.file = span_str(s->file),
		.ordinal = ordinal,
		.begin = 12 + ordinal,
		.end = 345,
	};

	r.column[PL_COLUMN_PROMPT] = span_str(s->prompt);
	r.column[PL_COLUMN_CONTEXT] = span_str(s->context);
	r.column[PL_COLUMN_RESPONSE] = span_str(s->response);
	return r;
}

/* Put the object that begins at s, of at most n rows; how many it has. */
static inline size_t
sample_put(struct pl_shard_writer *w, const struct sample *s, size_t n)
{
	struct pl_object o = sample_object(s);
	struct pl_error err;
	size_t rows = 0;

	pl_shard_writer_begin(w);
	for (; rows < n && strcmp(s[rows].key, s->key) == 0; rows++) {
		struct pl_record r = sample_record(&s[rows], (uint32_t)rows);

		if (s->outcome != PL_OUTCOME_REJECTED)
			assert_int_equal(
			    pl_shard_writer_record(w, &o.place, &r, &err),
			    PL_OK);
	}
	assert_int_equal(
	    pl_shard_writer_end(w, &sample_archive, &o, &err), PL_OK);
	return rows;
}

static inline struct pl_shard_writer *
sample_begin(const char *file, bool append)
{
	struct pl_shard_writer *w;
	struct pl_error err = { 0 };

	if (pl_shard_writer_open(file, append, &w, &err) != PL_OK)
		fail_msg("%s", err.text);
	return w;
}

/* Seal, and move into place, as a commit does. */
static inline void
sample_finish(struct pl_shard_writer *w, const char *file)
{
	struct pl_error err = { 0 };
	char *temporary = xasprintf("%s.new", file);

	if (pl_shard_writer_seal(w, &err) != PL_OK)
		fail_msg("%s", err.text);
	assert_int_equal(rename(temporary, file), 0);
	pl_shard_writer_close(w);
	free(temporary);
}

static inline void
sample_make(const char *file, const struct sample *s, size_t n, bool append)
{
	struct pl_shard_writer *w = sample_begin(file, append);

	for (size_t i = 0; i < n;)
		i += sample_put(w, s + i, n - i);
	sample_finish(w, file);
}

static inline struct pl_shard *
sample_open(const char *file)
{
	struct pl_shard *s;
	struct pl_error err = { 0 };

	if (pl_shard_open_file(file, &s, &err) != PL_OK)
		fail_msg("%s", err.text);
	return s;
}

#endif
