#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include <dirent.h>
#include <fcntl.h>
#include <grp.h>
#include <pthread.h>
#include <sys/wait.h>
#include <utf8proc.h>

#include "tests/unit/store_sample.h"

/* ---- opening, and refusing to ---- */

static enum pl_status
try_open(const char *path, bool create, struct pl_error *err)
{
	struct pl_writer_options options = { .command = "update",
		.create = create };
	struct pl_writer *w;
	enum pl_status rc = pl_writer_open(path, &options, &w, err);

	if (rc != PL_OK)
		assert_null(w);
	pl_writer_close(w);
	return rc;
}

static enum pl_status
try_read(const char *path, struct pl_error *err)
{
	struct pl_index *ix;
	enum pl_status rc = pl_index_open(path, &ix, err);

	if (rc != PL_OK)
		assert_null(ix);
	pl_index_close(ix);
	return rc;
}

static void
what_is_no_index_is_said_in_a_sentence(void **state)
{
	struct pl_error err;

	(void)state;
	assert_int_equal(try_read(scratch("nowhere"), &err), PL_ENOINDEX);
	assert_non_null(strstr(err.text, "there is no index at"));
	mkdir(scratch("empty"), 0700);
	assert_int_equal(try_read(scratch("empty"), &err), PL_ENOINDEX);
	assert_non_null(strstr(err.text, "is empty"));
	mkdir(scratch("photos"), 0700);
	scratch_write(scratch("photos/cat.jpg"), "x", 1);
	assert_int_equal(try_read(scratch("photos"), &err), PL_ENOINDEX);
	assert_non_null(strstr(err.text, "holds no index.db"));
	assert_int_equal(
	    try_read(scratch("photos/cat.jpg"), &err), PL_ENOINDEX);
	assert_non_null(strstr(err.text, "is a file"));
	mkdir(scratch("junk"), 0700);
	scratch_write(scratch("junk/index.db"), "SQLite format 2, or not", 23);
	assert_int_equal(try_read(scratch("junk"), &err), PL_EFORMAT);
	pl_index_close(NULL);
}

static void
no_index_is_made_where_other_things_are(void **state)
{
	struct pl_error err;

	(void)state;
	assert_int_equal(try_open(scratch("photos"), true, &err), PL_ENOINDEX);
	assert_non_null(strstr(err.text, "cat.jpg"));
	assert_int_equal(access(scratch("photos/lock"), F_OK), -1);
	assert_int_equal(
	    try_open(scratch("photos/cat.jpg"), true, &err), PL_ENOINDEX);
	assert_non_null(strstr(err.text, "is a file"));
	assert_int_equal(
	    try_open(scratch("nowhere"), false, &err), PL_ENOINDEX);
	assert_int_equal(access(scratch("nowhere"), F_OK), -1);
	assert_int_equal(try_open(scratch("empty"), false, &err), PL_ENOINDEX);
}

static void
an_index_is_made_in_a_new_or_an_empty_folder(void **state)
{
	struct pl_error err = { 0 };
	struct pl_writer *w;

	(void)state;
	must(try_open(scratch("a/b/c"), true, &err), &err);
	must(try_open(scratch("empty"), true, &err), &err);
	/* What a first run that was killed leaves is no obstacle. */
	scratch_write(scratch("empty/index.db.new"), "half", 4);
	mkdir(scratch("empty/days"), 0700);
	must(try_open(scratch("empty"), true, &err), &err);
	scratch_remove(index_path());
	w = writer_open(NULL);
	assert_int_equal(try_read(index_path(), &err), PL_ENOINDEX);
	begin_run(w, add_archive(w, "/a"), "");
	end_run(w, PL_RUN_ENDED);
	pl_writer_close(w);
	struct pl_index *ix = index_open();
	assert_int_equal(strlen(ix->id), 32);
	assert_true(ix->created > 0);
	assert_int_equal(ix->archive_count, 1);
	assert_string_equal(ix->archives[0].root, "/a");
	assert_int_equal(ix->run_count, 1);
	assert_int_equal(ix->shard_count, 0);
	pl_index_close(ix);
}

static void
an_index_of_another_version_is_refused(void **state)
{
	struct pl_error err;

	(void)state;
	index_make(&good, 1);
	change(scratch("ix/index.db"), &db_store, "pragma user_version = 3");
	assert_int_equal(try_read(index_path(), &err), PL_EVERSION);
	assert_int_equal(try_open(index_path(), true, &err), PL_EVERSION);
	assert_int_equal(access(scratch("ix/index.db.new"), F_OK), -1);
}

static void
a_group_that_does_not_exist_makes_nothing(void **state)
{
	struct pl_writer_options options = {
		.command = "update", .group = "no such group", .create = true
	};
	struct pl_writer *w;
	struct pl_error err;

	(void)state;
	assert_int_equal(
	    pl_writer_open(scratch("grouped"), &options, &w, &err), PL_EUSAGE);
	assert_int_equal(access(scratch("grouped"), F_OK), -1);
}

static void
an_unreadable_index_is_not_taken_for_none(void **state)
{
	struct pl_error err;

	(void)state;
	index_make(&good, 1);
	/* A loop of links: neither there nor missing, for root too. */
	assert_int_equal(
	    rename(scratch("ix/index.db"), scratch("ix/kept")), 0);
	assert_int_equal(symlink("index.db", scratch("ix/index.db")), 0);
	assert_int_equal(try_read(index_path(), &err), PL_EIO);
	assert_int_equal(try_open(index_path(), true, &err), PL_EIO);
	assert_int_equal(unlink(scratch("ix/index.db")), 0);
	assert_int_equal(
	    rename(scratch("ix/kept"), scratch("ix/index.db")), 0);
	must(try_open(index_path(), true, &err), &err);
}

/* ---- modes ---- */

static void
check_modes(unsigned folder, unsigned file)
{
	assert_int_equal(scratch_mode(scratch("ix")), folder);
	assert_int_equal(scratch_mode(scratch("ix/days")), folder);
	assert_int_equal(scratch_mode(scratch("ix/days/2025")), folder);
	assert_int_equal(scratch_mode(scratch("ix/index.db")), file);
	assert_int_equal(scratch_mode(scratch("ix/lock")), file);
	assert_int_equal(scratch_mode(scratch(DB1)), file);
}

/* What lies there while it is written is its owner's alone. */
static void
write_and_check(const char *group)
{
	struct pl_writer *w = writer_open(group);
	struct pl_shard_writer *shard;
	struct pl_error err = { 0 };
	char *file;
	bool exists;

	assert_int_equal(scratch_mode(scratch("ix/index.db.new")), 0600);
	begin_run(w, add_archive(w, "/a"), "");
	shard = seal_day(w, DAY1, &good, 1);
	assert_int_equal(scratch_mode(scratch(DB1 ".new")), 0600);
	must(pl_writer_commit(w, DAY1, shard, &err), &err);
	pl_shard_writer_close(shard);
	/* Both are copies now. */
	assert_int_equal(scratch_mode(scratch("ix/index.db.new")), 0600);
	must(pl_writer_shard_file(w, DAY1, &file, &exists, &err), &err);
	assert_true(exists);
	shard = sample_begin(file, true);
	assert_int_equal(scratch_mode(scratch(DB1 ".new")), 0600);
	pl_shard_writer_close(shard);
	free(file);
	end_run(w, PL_RUN_ENDED);
	pl_writer_close(w);
}

static void
files_are_private_whatever_the_umask(void **state)
{
	mode_t before = umask(0);

	(void)state;
	scratch_remove(index_path());
	write_and_check(NULL);
	check_modes(0700, 0600);
	write_and_check(NULL);
	check_modes(0700, 0600);
	umask(before);
}

static void
files_are_shared_with_the_readers_group_alone(void **state)
{
	struct group *group = getgrgid(getgid());
	mode_t before = umask(0);
	struct stat st;

	(void)state;
	if (group == NULL)
		skip();
	char *name = xstrdup(group->gr_name);
	scratch_remove(index_path());
	write_and_check(name);
	check_modes(0750, 0640);
	/* Without saying it again. */
	write_and_check(NULL);
	check_modes(0750, 0640);
	assert_int_equal(stat(scratch(DB1), &st), 0);
	assert_int_equal(st.st_gid, getgid());
	umask(before);
	free(name);
}

/* ---- archives ---- */

static enum pl_status
try_add(struct pl_writer *w, const char *root, bool bundle)
{
	struct pl_error err;
	int64_t id;

	return pl_writer_add_archive(w, root, bundle, &id, &err);
}

static void
archives_that_overlap_are_refused(void **state)
{
	struct pl_writer *w;
	struct pl_error err;
	size_t count;
	int64_t id;

	(void)state;
	scratch_remove(index_path());
	w = writer_open(NULL);
	assert_int_equal(add_archive(w, "/data/logs"), 1);
	assert_int_equal(add_archive(w, "/data/logs"), 1);
	assert_int_equal(
	    pl_writer_add_archive(w, "/data/logs/x", false, &id, &err),
	    PL_EGUARD);
	assert_non_null(strstr(err.text, "'/data/logs/x'"));
	assert_non_null(strstr(err.text, "'/data/logs'"));
	assert_int_equal(try_add(w, "/data", false), PL_EGUARD);
	assert_int_equal(try_add(w, "/", false), PL_EGUARD);
	assert_int_equal(try_add(w, "/data/logs2", false), PL_OK);
	assert_int_equal(try_add(w, "/data/log", false), PL_OK);
	/* A bundle's objects are its own. */
	assert_int_equal(try_add(w, "/data/logs/x.tar", true), PL_OK);
	assert_non_null(pl_writer_archives(w, &count));
	assert_int_equal(count, 4);
	pl_writer_close(w);
}

static void
a_bundle_s_signature_is_kept(void **state)
{
	struct pl_error err = { 0 };
	struct pl_writer *w;
	int64_t id;

	(void)state;
	scratch_remove(index_path());
	w = writer_open(NULL);
	must(pl_writer_add_archive(w, "/x.tar", true, &id, &err), &err);
	assert_string_equal(pl_writer_signature(w, id), "");
	assert_string_equal(pl_writer_signature(w, 77), "");
	must(pl_writer_set_signature(w, id, "sig", &err), &err);
	must(pl_writer_publish(w, &err), &err);
	pl_writer_close(w);
	w = writer_open(NULL);
	assert_string_equal(pl_writer_signature(w, id), "sig");
	pl_writer_close(w);
}

/* ---- what index.db says of shards ---- */

static void
a_shard_is_described_as_it_is(void **state)
{
	struct sample rows[] = {
		bad, good, partly, good,
		{ .key = "AWSLogs/zz", .request = "r", .time = INSTANT_NONE }
	};
	struct pl_index *ix;

	(void)state;
	rows[3].key = "AWSLogs/z";
	index_make(rows, 5);
	ix = index_open();
	assert_int_equal(ix->shard_count, 1);
	const struct pl_shard_info *s = &ix->shards[0];
	assert_string_equal(s->name, "2025-01-01");
	assert_string_equal(s->file, "days/2025/2025-01-01.db");
	assert_int_equal(s->day, DAY1);
	assert_int_equal(s->records, 4);
	assert_int_equal(s->duplicates, 1);
	assert_true(s->least == INSTANT_NONE);
	assert_true(s->greatest == DAY1 + 5);
	assert_int_equal(s->objects[PL_OUTCOME_INDEXED], 3);
	assert_int_equal(s->objects[PL_OUTCOME_PARTLY], 1);
	assert_int_equal(s->objects[PL_OUTCOME_REJECTED], 1);
	assert_string_equal(s->unicode, utf8proc_unicode_version());
	assert_int_equal(ix->note_count, 2);
	assert_string_equal(ix->notes[0].key, "AWSLogs/bad");
	assert_int_equal(ix->notes[0].kind, PL_NOTE_REJECTED);
	assert_string_equal(ix->notes[0].reason, "it is empty");
	assert_int_equal(ix->notes[0].hour, 7 * NS_PER_HOUR);
	assert_string_equal(ix->notes[1].key, "AWSLogs/partly");
	assert_int_equal(ix->notes[1].kind, PL_NOTE_PARTLY);
	pl_index_close(ix);
}

struct seen {
	char text[300];
};

static void
see_name(void *context, const char *name, const struct pl_shard_info *shard,
    uint64_t records)
{
	struct seen *seen = context;
	size_t n = strlen(seen->text);

	snprintf(seen->text + n, sizeof seen->text - n, "%s@%s:%d ", name,
	    shard->name, (int)records);
}

static const char *
names_of(struct pl_index *ix, enum pl_name_kind kind)
{
	static struct seen seen;
	struct pl_error err = { 0 };

	seen.text[0] = '\0';
	must(pl_index_names(ix, kind, see_name, &seen, &err), &err);
	return seen.text;
}

static void
names_are_counted_in_every_shard(void **state)
{
	static const struct sample one[] = {
		{ .key = "1", .user = "bert", .type = PL_TYPE_CHAT },
		{ .key = "2", .user = "anna", .region = "r" },
		{ .key = "3", .user = "anna", .type = PL_TYPE_DEV },
		{ .key = "4" },
	};
	struct pl_writer *w;
	struct pl_index *ix;

	(void)state;
	scratch_remove(index_path());
	w = writer_open(NULL);
	begin_run(w, add_archive(w, "/a"), "");
	commit_day(w, DAY2, one, 4);
	commit_day(w, INSTANT_NONE, one, 2);
	commit_day(w, DAY1, one, 1);
	end_run(w, PL_RUN_ENDED);
	pl_writer_close(w);
	ix = index_open();
	assert_int_equal(ix->shard_count, 3);
	assert_string_equal(ix->shards[0].name, "undated");
	assert_string_equal(ix->shards[0].file, "days/undated.db");
	assert_true(ix->shards[0].day == INSTANT_NONE);
	assert_string_equal(ix->shards[1].name, "2025-01-01");
	assert_string_equal(names_of(ix, PL_NAME_USER),
	    "anna@2025-01-02:2 anna@undated:1 bert@2025-01-01:1 "
	    "bert@2025-01-02:1 bert@undated:1 ");
	assert_string_equal(names_of(ix, PL_NAME_TYPE),
	    "chat@2025-01-01:1 chat@2025-01-02:1 chat@undated:1 "
	    "dev@2025-01-02:1 unknown@2025-01-02:2 unknown@undated:1 ");
	assert_string_equal(
	    names_of(ix, PL_NAME_REGION), "r@2025-01-02:1 r@undated:1 ");
	assert_string_equal(names_of(ix, PL_NAME_MODEL), "");
	pl_index_close(ix);
}

static void
a_replaced_shard_is_described_anew(void **state)
{
	const struct sample rows[] = { bad, good };
	struct pl_error err = { 0 };
	struct pl_writer *w;
	struct pl_index *ix;
	int64_t *days, first_since;
	struct pl_shard_share *shares;
	size_t count;

	(void)state;
	index_make(rows, 2);
	ix = index_open();
	first_since = ix->notes[0].since;
	pl_index_close(ix);
	w = writer_open(NULL);
	begin_run(w, 1, "");
	commit_day(w, DAY1, &bad, 1);
	must(pl_writer_shard_archives(w, DAY1, &shares, &count, &err), &err);
	assert_int_equal(count, 1);
	assert_int_equal(shares[0].archive, 1);
	assert_int_equal(shares[0].objects, 1);
	free(shares);
	must(pl_writer_shard_archives(w, DAY2, &shares, &count, &err), &err);
	assert_int_equal(count, 0);
	free(shares);
	must(pl_writer_archive_days(w, 1, &days, &count, &err), &err);
	assert_int_equal(count, 1);
	assert_true(days[0] == DAY1);
	free(days);
	end_run(w, PL_RUN_ENDED);
	pl_writer_close(w);
	ix = index_open();
	assert_int_equal(ix->shard_count, 1);
	assert_int_equal(ix->shards[0].records, 0);
	assert_true(ix->shards[0].least > ix->shards[0].greatest);
	assert_string_equal(names_of(ix, PL_NAME_USER), "");
	/* The same trouble as before: since then. */
	assert_int_equal(ix->note_count, 1);
	assert_true(ix->notes[0].since == first_since);
	pl_index_close(ix);
}

static void *
commit_a_day(void *context)
{
	struct pl_writer *w = context;
	static int next;
	int64_t day =
	    DAY1 + __atomic_fetch_add(&next, 1, __ATOMIC_SEQ_CST) * NS_PER_DAY;

	for (int i = 0; i < 4; i++)
		commit_day(w, day + i * 100 * NS_PER_DAY, &good, 1);
	return NULL;
}

static void
shards_are_committed_from_several_threads(void **state)
{
	pthread_t threads[4];
	struct pl_writer *w;
	struct pl_index *ix;

	(void)state;
	scratch_remove(index_path());
	w = writer_open(NULL);
	begin_run(w, add_archive(w, "/a"), "");
	for (int i = 0; i < 4; i++)
		assert_int_equal(
		    pthread_create(&threads[i], NULL, commit_a_day, w), 0);
	for (int i = 0; i < 4; i++)
		pthread_join(threads[i], NULL);
	end_run(w, PL_RUN_ENDED);
	pl_writer_close(w);
	ix = index_open();
	assert_int_equal(ix->shard_count, 16);
	for (size_t i = 0; i < ix->shard_count; i++)
		assert_int_equal(ix->shards[i].records, 1);
	pl_index_close(ix);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_no_index_is_said_in_a_sentence),
		cmocka_unit_test(no_index_is_made_where_other_things_are),
		cmocka_unit_test(an_index_is_made_in_a_new_or_an_empty_folder),
		cmocka_unit_test(an_index_of_another_version_is_refused),
		cmocka_unit_test(a_group_that_does_not_exist_makes_nothing),
		cmocka_unit_test(an_unreadable_index_is_not_taken_for_none),
		cmocka_unit_test(files_are_private_whatever_the_umask),
		cmocka_unit_test(
		    files_are_shared_with_the_readers_group_alone),
		cmocka_unit_test(archives_that_overlap_are_refused),
		cmocka_unit_test(a_bundle_s_signature_is_kept),
		cmocka_unit_test(a_shard_is_described_as_it_is),
		cmocka_unit_test(names_are_counted_in_every_shard),
		cmocka_unit_test(a_replaced_shard_is_described_anew),
		cmocka_unit_test(shards_are_committed_from_several_threads),
	};

	return cmocka_run_group_tests(tests, scratch_begin, scratch_end);
}
