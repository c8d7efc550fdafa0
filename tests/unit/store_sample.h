/* An index of small shards, for tests of its writer. */
#ifndef TESTS_STORE_SAMPLE_H
#define TESTS_STORE_SAMPLE_H

#include "schema/db.h"
#include "tests/unit/shard_sample.h"

#define DAY1 (20089 * NS_PER_DAY) /* 2025-01-01 */
#define DAY2 (DAY1 + NS_PER_DAY)
#define DB1  "ix/days/2025/2025-01-01.db"
#define DB2  "ix/days/2025/2025-01-02.db"

static const struct sample good = { .key = "AWSLogs/good",
	.day = DAY1,
	.request = "64d13ea7-dff5-4563-9285-6a9e351e87a0",
	.time = DAY1 + 5,
	.type = PL_TYPE_CHAT,
	.user = "anna",
	.prompt = "payroll" };
static const struct sample bad = { .key = "AWSLogs/bad",
	.day = DAY1,
	.outcome = PL_OUTCOME_REJECTED,
	.reason = "it is empty" };
static const struct sample partly = { .key = "AWSLogs/partly",
	.day = DAY1,
	.time = DAY1,
	.prompt = "half",
	.outcome = PL_OUTCOME_PARTLY,
	.reason = "one record of two" };

static inline const char *
index_path(void)
{
	return scratch("ix");
}

static inline void
must(enum pl_status rc, const struct pl_error *err)
{
	if (rc != PL_OK)
		fail_msg("%s", err->text);
}

static inline struct pl_writer *
writer_open(const char *group)
{
	struct pl_writer_options options = {
		.command = "update", .group = group, .create = true
	};
	struct pl_writer *w;
	struct pl_error err = { 0 };

	must(pl_writer_open(index_path(), &options, &w, &err), &err);
	return w;
}

static inline int64_t
add_archive(struct pl_writer *w, const char *root)
{
	struct pl_error err = { 0 };
	int64_t id;

	must(pl_writer_add_archive(w, root, false, &id, &err), &err);
	return id;
}

static inline void
begin_run(struct pl_writer *w, int64_t archive, const char *scope)
{
	struct pl_run_scope s = { archive, scope };
	struct pl_error err = { 0 };

	must(pl_writer_begin_run(w, &s, 1, &err), &err);
}

static inline void
end_run(struct pl_writer *w, enum pl_run_state state)
{
	struct pl_error err = { 0 };

	must(pl_writer_end_run(w, state, "why", "{}", &err), &err);
}

/* A sealed shard of that day, not yet in place. */
static inline struct pl_shard_writer *
seal_day(struct pl_writer *w, int64_t day, const struct sample *rows, size_t n)
{
	struct pl_shard_writer *shard;
	struct pl_error err = { 0 };
	char *file;
	bool exists;

	must(pl_writer_shard_file(w, day, &file, &exists, &err), &err);
	shard = sample_begin(file, false);
	for (size_t i = 0; i < n;)
		i += sample_put(shard, rows + i, n - i);
	must(pl_shard_writer_seal(shard, &err), &err);
	free(file);
	return shard;
}

static inline void
commit_day(
    struct pl_writer *w, int64_t day, const struct sample *rows, size_t n)
{
	struct pl_shard_writer *shard = seal_day(w, day, rows, n);
	struct pl_error err = { 0 };

	must(pl_writer_commit(w, day, shard, &err), &err);
	pl_shard_writer_close(shard);
}

/* An index with one archive and one run that ended, of these rows. */
static inline void
index_make(const struct sample *rows, size_t n)
{
	struct pl_writer *w;

	scratch_remove(index_path());
	w = writer_open(NULL);
	begin_run(w, add_archive(w, "/a"), "");
	commit_day(w, DAY1, rows, n);
	end_run(w, PL_RUN_ENDED);
	pl_writer_close(w);
}

static inline struct pl_index *
index_open(void)
{
	struct pl_error err = { 0 };
	struct pl_index *ix;

	must(pl_index_open(index_path(), &ix, &err), &err);
	return ix;
}

/* Run SQL on a file of the index, behind everybody's back. */
static inline void
change(const char *path, const struct db_kind *kind, const char *sql)
{
	struct pl_error err = { 0 };
	struct db db;

	must(db_open_builder(&db, path, false, kind, &err), &err);
	must(db_exec(&db, sql, &err), &err);
	db_close(&db);
}

#endif
