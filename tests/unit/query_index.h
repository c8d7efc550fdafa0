/* A small index to hold queries against, for the tests of hits. */
#ifndef TESTS_QUERY_INDEX_H
#define TESTS_QUERY_INDEX_H

#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/mem.h"
#include "query/answer/hits.h"
#include "schema/writer.h"

#define DAY0      (INT64_C(20094) * NS_PER_DAY) /* 2025-01-06 */
#define ANNA      "d-9267505111.b8f1f340-9081-70ad-5fc5-0f3715193700"
#define ANNA_BARE "b8f1f340-9081-70ad-5fc5-0f3715193700"
#define BERT      "d-9267505111.c0000000-9081-70ad-5fc5-0f3715193701"

/* A record, and the object that holds it: entries of one object follow each
 * other. */
struct entry {
	int day;         /* after DAY0; -1: undated */
	const char *key; /* the object's */
	const char *id;
	enum pl_type type;
	int minute; /* of the day; -1: no time is known */
	const char *user, *model, *file;
	const char *prompt, *context, *response;
	const char *account; /* of the key; NULL: the usual one */
	const char *conversation;
};

static char index_folder[] = "/tmp/test_hits.XXXXXX";
static char *index_path;

static inline void
must(enum pl_status rc, const struct pl_error *err)
{
	if (rc != PL_OK)
		fail_msg("%s", err->text);
}

static inline struct pl_place
entry_place(const struct entry *e)
{
	bool dated = e->day >= 0;

	return (struct pl_place){
		.account = span_str(e->account ? e->account : "123456789012"),
		.region = span_str("us-east-1"),
		.log_type = span_str("GenerateAssistantResponse"),
		.type = e->type,
		.hour = dated ? DAY0 + e->day * NS_PER_DAY + 7 * NS_PER_HOUR
			      : INSTANT_NONE,
		.day = dated ? DAY0 + e->day * NS_PER_DAY : INSTANT_NONE,
	};
}

static inline void
put_record(struct pl_shard_writer *w, const struct pl_place *place,
    const struct entry *e, uint32_t ordinal)
{
	struct pl_error err;
	struct pl_record r = {
		.type = e->type,
		.time = e->minute == -1
		    ? INSTANT_NONE
		    : DAY0 + (e->day < 0 ? 0 : e->day) * NS_PER_DAY +
			e->minute * 60 * NS_PER_SECOND,
		.request = span_str(e->id),
		.user = span_str(e->user),
		.model = span_str(e->model),
		.file = span_str(e->file),
		.conversation = span_str(e->conversation),
		.ordinal = ordinal,
	};

	r.column[PL_COLUMN_PROMPT] = span_str(e->prompt);
	r.column[PL_COLUMN_CONTEXT] = span_str(e->context);
	r.column[PL_COLUMN_RESPONSE] = span_str(e->response);
	must(pl_shard_writer_record(w, place, &r, &err), &err);
}

/* The entries of one day, as one shard; how many there are. */
static inline size_t
put_day(struct pl_writer *w, const struct pl_archive *archive,
    const struct entry *e, size_t count)
{
	struct pl_place place = entry_place(e);
	int64_t day = place.day;
	struct pl_shard_writer *shard;
	struct pl_error err;
	size_t done = 0;
	char *file;
	bool exists;

	must(pl_writer_shard_file(w, day, &file, &exists, &err), &err);
	must(pl_shard_writer_open(file, false, &shard, &err), &err);
	while (done < count && e[done].day == e->day) {
		const struct entry *first = &e[done];
		uint32_t ordinal = 0;

		place = entry_place(first);
		pl_shard_writer_begin(shard);
		while (done < count && e[done].day == e->day &&
		    strcmp(e[done].key, first->key) == 0) {
			if (e[done].id != NULL)
				put_record(shard, &place, &e[done], ordinal++);
			done++;
		}
		/* An entry without an id is an object that was rejected. */
		struct pl_object object = {
			.archive = archive->id,
			.key = span_str(first->key),
			.place = place,
			.size = 100,
			.records = ordinal,
			.outcome = ordinal > 0 ? PL_OUTCOME_INDEXED
					       : PL_OUTCOME_REJECTED,
			.reason = span_str(ordinal > 0 ? "" : "no JSON"),
		};
		must(pl_shard_writer_end(shard, archive, &object, &err), &err);
	}
	must(pl_shard_writer_seal(shard, &err), &err);
	must(pl_writer_commit(w, day, shard, &err), &err);
	pl_shard_writer_close(shard);
	free(file);
	return done;
}

/* Entries are in order of days.  The run ends as `state` says. */
static inline void
make_index(const struct entry *entries, size_t count, enum pl_run_state state)
{
	struct pl_writer_options options = {
		.command = "update",
		.create = true,
	};
	struct pl_run_scope scope = { .scope = "" };
	struct pl_writer *w;
	struct pl_error err;
	size_t archives;

	memcpy(index_folder + sizeof index_folder - 7, "XXXXXX", 6);
	assert_non_null(mkdtemp(index_folder));
	index_path = xasprintf("%s/index", index_folder);
	must(pl_writer_open(index_path, &options, &w, &err), &err);
	must(pl_writer_add_archive(
		 w, "/somewhere", false, &scope.archive, &err),
	    &err);
	must(pl_writer_begin_run(w, &scope, 1, &err), &err);
	while (count > 0) {
		size_t done = put_day(
		    w, pl_writer_archives(w, &archives), entries, count);
		entries += done;
		count -= done;
	}
	if (state != PL_RUN_OPEN)
		must(pl_writer_end_run(w, state, "", "{}", &err), &err);
	pl_writer_close(w);
}

static inline int
remove_one(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
	(void)st;
	(void)kind;
	(void)ftw;
	return remove(path);
}

static inline void
remove_index(void)
{
	nftw(index_folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	free(index_path);
	index_path = NULL;
}

static inline struct node *
parse_query(const char *text)
{
	struct query_clock clock = {
		.now = DAY0 + 30 * NS_PER_DAY,
		.zone = "UTC",
	};
	struct node *n;
	struct pl_error err;

	must(query_parse(span_str(text), &clock, &n, &err), &err);
	return n;
}

#endif
