#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include <signal.h>
#include <sys/wait.h>

#include "tests/unit/store_sample.h"

/* Runs and their marks, and what is left when one is killed. */

/* Do something in a process that is then killed, as it stands. */
static void
killed(void (*work)(void))
{
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (pid == 0) {
		work();
		kill(getpid(), SIGKILL);
	}
	assert_int_equal(waitpid(pid, NULL, 0), pid);
}

static void
start_again(void)
{
	struct pl_writer *w;

	scratch_remove(index_path());
	w = writer_open(NULL);
	begin_run(w, add_archive(w, "/a"), "");
	end_run(w, PL_RUN_ENDED);
	pl_writer_close(w);
}

/* Whether the last run ended, and how; made_good with a plus. */
static const char *
run_states(void)
{
	struct pl_index *ix = index_open();
	static char text[200];
	size_t n = 0;

	text[0] = '\0';
	for (size_t i = 0; i < ix->run_count; i++)
		n += (size_t)snprintf(text + n, sizeof text - n, "%s%s ",
		    pl_run_state_name(ix->runs[i].state),
		    ix->runs[i].made_good ? "+" : "");
	pl_index_close(ix);
	return text;
}

static void
begin_and_build(void)
{
	struct pl_writer *w = writer_open(NULL);

	begin_run(w, 1, "");
	seal_day(w, DAY1, &good, 1);
}

static void
a_run_that_changed_nothing_yet_leaves_no_mark(void **state)
{
	(void)state;
	start_again();
	killed(begin_and_build);
	assert_string_equal(run_states(), "ended ");
	assert_int_equal(access(scratch(DB1), F_OK), -1);
}

static void
begin_and_commit(void)
{
	struct pl_writer *w = writer_open(NULL);

	begin_run(w, 1, "");
	commit_day(w, DAY1, &good, 1);
}

static void
the_start_mark_is_there_before_the_first_shard(void **state)
{
	struct pl_index *ix;

	(void)state;
	start_again();
	killed(begin_and_commit);
	assert_int_equal(access(scratch(DB1), F_OK), 0);
	assert_string_equal(run_states(), "ended open ");
	ix = index_open();
	assert_true(ix->runs[1].ended == INSTANT_NONE);
	assert_true(ix->runs[1].started > 0);
	assert_true(ix->runs[1].pid > 0);
	assert_string_equal(ix->runs[1].command, "update");
	assert_string_equal(ix->runs[1].program, PL_VERSION);
	pl_index_close(ix);
}

static void
begin_the_first(void)
{
	struct pl_writer *w = writer_open(NULL);

	begin_run(w, add_archive(w, "/a"), "");
}

static void
a_first_run_is_known_from_its_beginning(void **state)
{
	(void)state;
	scratch_remove(index_path());
	killed(begin_the_first);
	assert_string_equal(run_states(), "open ");
}

/* The shard is in its place, and index.db knows nothing of it: what the next
 * writer finds, it describes. */
static void
what_a_killed_run_put_in_place_is_described_by_the_next(void **state)
{
	struct pl_writer *w;
	struct pl_index *ix;

	(void)state;
	start_again();
	killed(begin_and_commit);
	ix = index_open();
	assert_int_equal(ix->shard_count, 0);
	pl_index_close(ix);
	w = writer_open(NULL);
	begin_run(w, 1, "");
	end_run(w, PL_RUN_ENDED);
	pl_writer_close(w);
	assert_string_equal(run_states(), "ended open+ ended ");
	ix = index_open();
	assert_int_equal(ix->shard_count, 1);
	assert_int_equal(ix->shards[0].records, 1);
	pl_index_close(ix);
}

/* A shard of two records in the place of the one that index.db describes, and
 * whether the next writer doubts it; the records that index.db tells of then.
 */
static uint64_t
records_after_replacing(bool *doubted)
{
	struct sample two[2] = { good, good };
	struct pl_writer *w;
	struct pl_index *ix;
	uint64_t records;

	two[1].key = "AWSLogs/other";
	two[1].request = NULL;
	sample_make(scratch(DB1), two, 2, false);
	w = writer_open(NULL);
	*doubted = pl_writer_is_doubted(w, DAY1);
	begin_run(w, 1, "");
	end_run(w, PL_RUN_ENDED);
	pl_writer_close(w);
	ix = index_open();
	records = ix->shards[0].records;
	pl_index_close(ix);
	return records;
}

static void
a_shard_replaced_behind_index_db_s_back_is_doubted(void **state)
{
	bool doubted;

	(void)state;
	index_make(&good, 1);
	assert_int_equal(records_after_replacing(&doubted), 1);
	assert_true(doubted);
	assert_int_equal(records_after_replacing(&doubted), 1);
	assert_true(doubted);
}

static void
a_shard_that_a_run_without_an_end_replaced_is_described(void **state)
{
	struct pl_writer *w;
	struct pl_error err = { 0 };
	bool doubted;

	(void)state;
	index_make(&good, 1);
	w = writer_open(NULL);
	begin_run(w, 1, "");
	must(pl_writer_publish(w, &err), &err);
	pl_writer_close(w);
	assert_int_equal(records_after_replacing(&doubted), 2);
	assert_false(doubted);
}

/* What is known of the day stays as it is, so that everybody hears of it. */
static void
another_day_s_shard_in_its_place_is_not_described(void **state)
{
	struct pl_writer *w;
	struct pl_index *ix;
	struct sample two[2] = { good, good };

	(void)state;
	two[0].day = two[1].day = DAY2;
	two[1].key = "AWSLogs/other";
	two[1].request = NULL;
	index_make(&good, 1);
	sample_make(scratch(DB1), two, 2, false);
	w = writer_open(NULL);
	begin_run(w, 1, "");
	end_run(w, PL_RUN_ENDED);
	pl_writer_close(w);
	ix = index_open();
	assert_int_equal(ix->shards[0].records, 1);
	pl_index_close(ix);
}

/* How many days a rebuild that goes on finds to be done. */
static size_t
days_done(void)
{
	struct pl_writer *w = writer_open(NULL);
	struct pl_error err = { 0 };
	int64_t *days;
	size_t count;

	must(pl_writer_begin_rebuild(w, "all", &days, &count, &err), &err);
	free(days);
	must(pl_writer_rebuilt(w, DAY1, &err), &err);
	must(pl_writer_publish(w, &err), &err);
	pl_writer_close(w);
	return count;
}

static void
a_rebuild_makes_again_what_was_damaged_since(void **state)
{
	struct sample two[2] = { good, good };

	(void)state;
	two[1].key = "AWSLogs/other";
	two[1].request = NULL;
	index_make(&good, 1);
	assert_int_equal(days_done(), 0);
	assert_int_equal(days_done(), 1);
	sample_make(scratch(DB1), two, 2, false);
	assert_int_equal(days_done(), 0);
	scratch_remove(scratch(DB1));
	assert_int_equal(days_done(), 0);
}

static void
leftovers_are_removed_and_foreign_files_left_alone(void **state)
{
	static const char *const leftovers[] = { DB1 ".new",
		"ix/days/undated.db.new" };
	static const char *const foreign[] = {
		"ix/days/2025/2025-01-01 (copy).db",
		"ix/days/2025/2025-01-01.bak.db",
		"ix/days/2025/notes.db.new",
		"ix/days/2025/2024-01-01.db",
		"ix/days/2025/2025-13-41.db",
		"ix/days/2025-01-02.db",
		"ix/days/2025/undated.db",
		"ix/days/2025/.db",
		"ix/days/.db",
	};
	struct pl_index *ix;
	struct pl_writer *w;

	(void)state;
	index_make(&good, 1);
	for (size_t i = 0; i < sizeof leftovers / sizeof leftovers[0]; i++)
		scratch_write(scratch(leftovers[i]), "half", 4);
	for (size_t i = 0; i < sizeof foreign / sizeof foreign[0]; i++)
		scratch_write(scratch(foreign[i]), "mine", 4);
	scratch_write(scratch("ix/index.db.new"), "half", 4);
	w = writer_open(NULL);
	begin_run(w, 1, "");
	end_run(w, PL_RUN_ENDED);
	pl_writer_close(w);
	for (size_t i = 0; i < sizeof leftovers / sizeof leftovers[0]; i++)
		assert_int_equal(access(scratch(leftovers[i]), F_OK), -1);
	for (size_t i = 0; i < sizeof foreign / sizeof foreign[0]; i++)
		assert_int_equal(access(scratch(foreign[i]), F_OK), 0);
	assert_int_equal(access(scratch("ix/index.db.new"), F_OK), -1);
	ix = index_open();
	assert_int_equal(ix->shard_count, 1);
	pl_index_close(ix);
}

/* ---- failing writes ---- */

static void
no_shard_is_placed_without_a_start_mark_on_disk(void **state)
{
	struct pl_shard_writer *one, *two;
	struct pl_run_scope scope = { 1, "" };
	struct pl_writer *w;
	struct pl_error err, again;

	(void)state;
	start_again();
	w = writer_open(NULL);
	begin_run(w, 1, "");
	one = seal_day(w, DAY1, &good, 1);
	two = seal_day(w, DAY2, &good, 1);
	/* A folder in the place of index.db: nothing can be renamed over it,
	 * not even by root. */
	assert_int_equal(
	    rename(scratch("ix/index.db"), scratch("kept.db")), 0);
	assert_int_equal(mkdir(scratch("ix/index.db"), 0700), 0);
	assert_int_equal(pl_writer_commit(w, DAY1, one, &err), PL_EIO);
	assert_non_null(strstr(err.text, "index.db"));
	assert_int_equal(rmdir(scratch("ix/index.db")), 0);
	assert_int_equal(
	    rename(scratch("kept.db"), scratch("ix/index.db")), 0);
	/* What was edited is lost: nothing may be built on it. */
	assert_int_equal(pl_writer_commit(w, DAY2, two, &again), PL_EIO);
	assert_string_equal(again.text, err.text);
	assert_int_equal(
	    pl_writer_set_absent(w, &scope, NULL, 0, &again), PL_EIO);
	assert_int_equal(
	    pl_writer_end_run(w, PL_RUN_ENDED, "", "{}", &again), PL_EIO);
	assert_int_equal(pl_writer_publish(w, &again), PL_EIO);
	pl_shard_writer_close(one);
	pl_shard_writer_close(two);
	pl_writer_close(w);
	assert_int_equal(access(scratch(DB1), F_OK), -1);
	assert_int_equal(access(scratch(DB2), F_OK), -1);
	assert_int_equal(access(scratch("ix/index.db.new"), F_OK), -1);
	assert_string_equal(run_states(), "ended ");
}

static void
a_lost_index_db_is_not_begun_anew_in_the_midst_of_a_run(void **state)
{
	struct pl_shard_writer *shard;
	struct pl_writer *w;
	struct pl_error err;

	(void)state;
	start_again();
	w = writer_open(NULL);
	begin_run(w, 1, "");
	commit_day(w, DAY1, &good, 1);
	must(pl_writer_publish(w, &err), &err);
	assert_int_equal(unlink(scratch("ix/index.db")), 0);
	shard = seal_day(w, DAY2, &good, 1);
	assert_int_equal(pl_writer_commit(w, DAY2, shard, &err), PL_EIO);
	pl_shard_writer_close(shard);
	pl_writer_close(w);
	assert_int_equal(access(scratch("ix/index.db"), F_OK), -1);
}

/* ---- damage ---- */

/* Overwrite the page a table begins at, so that the file still opens. */
static void
damage_table(const char *path, const char *table)
{
	struct pl_error err = { 0 };
	char junk[1024], sql[128];
	sqlite3_stmt *s;
	struct db db;

	must(db_open_reader(&db, path, &db_shard, &err), &err);
	snprintf(sql, sizeof sql,
	    "select rootpage from sqlite_master where name = '%s'", table);
	assert_int_equal(
	    sqlite3_prepare_v2(db.handle, sql, -1, &s, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(s), SQLITE_ROW);
	long page = sqlite3_column_int(s, 0);
	sqlite3_finalize(s);
	db_close(&db);
	memset(junk, 0xEE, sizeof junk);
	FILE *f = fopen(path, "r+b");
	assert_non_null(f);
	assert_int_equal(fseek(f, (page - 1) * 4096, SEEK_SET), 0);
	assert_int_equal(fwrite(junk, 1, sizeof junk, f), sizeof junk);
	assert_int_equal(fclose(f), 0);
}

static uint64_t name_count;

static void
count_name(void *context, const char *name, const struct pl_shard_info *shard,
    uint64_t records)
{
	(void)context;
	(void)name;
	(void)shard;
	name_count += records;
}

static void
publish(void)
{
	struct pl_error err = { 0 };
	struct pl_writer *w = writer_open(NULL);

	must(pl_writer_publish(w, &err), &err);
	pl_writer_close(w);
}

/* Half a description would be worse than an old one. */
static void
of_a_damaged_shard_the_old_description_stays_whole(void **state)
{
	static const char *const tables[] = { "object", "record", "folder",
		"block" };
	const struct sample rows[] = { bad, good };

	(void)state;
	for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++) {
		struct pl_error err = { 0 };
		struct pl_index *ix;

		index_make(rows, 2);
		damage_table(scratch(DB1), tables[i]);
		publish();
		ix = index_open();
		assert_int_equal(ix->shard_count, 1);
		assert_int_equal(ix->shards[0].records, 1);
		assert_int_equal(ix->note_count, 1);
		name_count = 0;
		must(pl_index_names(ix, PL_NAME_USER, count_name, NULL, &err),
		    &err);
		assert_int_equal(name_count, 1);
		pl_index_close(ix);
	}
}

static void
a_damaged_shard_that_nobody_described_is_listed(void **state)
{
	struct pl_error err = { 0 };
	struct pl_shard *s;
	struct pl_index *ix;

	(void)state;
	index_make(&good, 1);
	scratch_write(scratch(DB2), "what is this", 12);
	publish();
	ix = index_open();
	assert_int_equal(ix->shard_count, 2);
	assert_string_equal(ix->shards[1].name, "2025-01-02");
	/* Anything may be in it: no search passes it over. */
	assert_true(ix->shards[1].least == INSTANT_NONE);
	assert_true(ix->shards[1].greatest == INT64_MAX);
	assert_int_equal(
	    pl_shard_open(ix, &ix->shards[1], &s, &err), PL_EFORMAT);
	assert_non_null(strstr(err.text, "2025-01-02.db"));
	pl_index_close(ix);
}

static void
a_shard_that_is_gone_is_still_listed(void **state)
{
	struct pl_error err = { 0 };
	struct pl_shard *s;
	struct pl_index *ix;

	(void)state;
	index_make(&good, 1);
	assert_int_equal(unlink(scratch(DB1)), 0);
	publish();
	ix = index_open();
	assert_int_equal(ix->shard_count, 1);
	assert_int_equal(
	    pl_shard_open(ix, &ix->shards[0], &s, &err), PL_EFORMAT);
	assert_null(s);
	assert_non_null(strstr(err.text, "is missing"));
	pl_index_close(ix);
}

static void
odd_values_in_a_shard_do_not_crash_its_description(void **state)
{
	static const char *const changes[] = {
		"update record set type = x''",
		"update record set type = -1",
		"update record set time = 'soon'",
		"update object set outcome = 77",
		"update object set outcome = 2, reason = null",
		"update object set hour = x'00'",
		"update name set text = x''",
		"delete from name",
		"delete from setting",
	};

	(void)state;
	for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++) {
		index_make(&good, 1);
		change(scratch(DB1), &db_shard, changes[i]);
		publish();
	}
}

/* Objects carry their archive's number: it must not become another's. */
static void
archives_keep_their_numbers_when_index_db_is_lost(void **state)
{
	struct pl_writer *w;
	struct pl_index *ix;

	(void)state;
	index_make(&good, 1);
	assert_int_equal(unlink(scratch("ix/index.db")), 0);
	w = writer_open(NULL);
	assert_int_equal(add_archive(w, "/another"), 2);
	assert_int_equal(add_archive(w, "/a"), 1);
	begin_run(w, 1, "");
	end_run(w, PL_RUN_ENDED);
	pl_writer_close(w);
	ix = index_open();
	assert_int_equal(ix->archive_count, 2);
	assert_int_equal(ix->shard_count, 1);
	assert_int_equal(ix->shards[0].records, 1);
	pl_index_close(ix);
}

/* ---- ending, and making good ---- */

static void
run(int64_t archive, const char *scope, enum pl_run_state state)
{
	struct pl_writer *w = writer_open(NULL);

	begin_run(w, archive, scope);
	end_run(w, state);
	pl_writer_close(w);
}

static void
a_run_ends_with_what_it_did_and_why(void **state)
{
	struct pl_index *ix;

	(void)state;
	start_again();
	run(1, "", PL_RUN_FAILED);
	assert_string_equal(run_states(), "ended failed ");
	ix = index_open();
	assert_string_equal(ix->runs[1].reason, "why");
	assert_string_equal(ix->runs[1].counts, "{}");
	assert_true(ix->runs[1].ended >= ix->runs[1].started);
	pl_index_close(ix);
}

static void
only_a_run_that_covers_it_makes_another_good(void **state)
{
	(void)state;
	start_again();
	run(1, "AWSLogs/1/", PL_RUN_INTERRUPTED);
	run(1, "AWSLogs/2/", PL_RUN_ENDED);
	assert_string_equal(run_states(), "ended interrupted ended ");
	run(1, "AWSLogs/1/x/", PL_RUN_ENDED);
	run(2, "", PL_RUN_ENDED);
	run(1, "AWSLogs/", PL_RUN_FAILED);
	assert_string_equal(
	    run_states(), "ended interrupted ended ended ended failed ");
	run(1, "AWSLogs/1/", PL_RUN_ENDED);
	assert_string_equal(run_states(),
	    "ended interrupted+ ended ended ended failed ended ");
	run(1, "", PL_RUN_ENDED);
	assert_string_equal(run_states(),
	    "ended interrupted+ ended ended ended failed+ ended ended ");
}

static void
several_runs_make_good_together(void **state)
{
	struct pl_run_scope both[] = { { 1, "a/" }, { 2, "" } };
	struct pl_writer *w;
	struct pl_error err;

	(void)state;
	start_again();
	w = writer_open(NULL);
	must(pl_writer_begin_run(w, both, 2, &err), &err);
	end_run(w, PL_RUN_INTERRUPTED);
	pl_writer_close(w);
	run(1, "", PL_RUN_ENDED);
	assert_string_equal(run_states(), "ended interrupted ended ");
	run(2, "", PL_RUN_ENDED);
	assert_string_equal(run_states(), "ended interrupted+ ended ended ");
}

static void
a_run_before_it_does_not_make_another_good(void **state)
{
	(void)state;
	start_again();
	run(1, "", PL_RUN_ENDED);
	run(1, "", PL_RUN_INTERRUPTED);
	run(1, "x/", PL_RUN_ENDED);
	assert_string_equal(run_states(), "ended ended interrupted ended ");
}

static void
old_runs_are_forgotten_but_not_those_that_need_attention(void **state)
{
	struct pl_writer *w;
	struct pl_index *ix;

	(void)state;
	start_again();
	run(1, "", PL_RUN_INTERRUPTED);
	change(scratch("ix/index.db"), &db_store,
	    "with recursive n(i) as (select 3 union all select i + 1 from n "
	    "where i < 1500) insert into run(id, command, started, state, "
	    "pid, host, program) select i, 'update', i, 3, 1, '', '' from n");
	w = writer_open(NULL);
	begin_run(w, 1, "x/");
	end_run(w, PL_RUN_ENDED);
	pl_writer_close(w);
	ix = index_open();
	assert_int_equal(ix->run_count, 1001);
	assert_int_equal(ix->runs[0].id, 2);
	assert_int_equal(ix->runs[0].state, PL_RUN_INTERRUPTED);
	pl_index_close(ix);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    a_run_that_changed_nothing_yet_leaves_no_mark),
		cmocka_unit_test(
		    the_start_mark_is_there_before_the_first_shard),
		cmocka_unit_test(a_first_run_is_known_from_its_beginning),
		cmocka_unit_test(
		    what_a_killed_run_put_in_place_is_described_by_the_next),
		cmocka_unit_test(
		    a_shard_replaced_behind_index_db_s_back_is_doubted),
		cmocka_unit_test(
		    a_shard_that_a_run_without_an_end_replaced_is_described),
		cmocka_unit_test(
		    another_day_s_shard_in_its_place_is_not_described),
		cmocka_unit_test(a_rebuild_makes_again_what_was_damaged_since),
		cmocka_unit_test(
		    leftovers_are_removed_and_foreign_files_left_alone),
		cmocka_unit_test(
		    no_shard_is_placed_without_a_start_mark_on_disk),
		cmocka_unit_test(
		    a_lost_index_db_is_not_begun_anew_in_the_midst_of_a_run),
		cmocka_unit_test(
		    of_a_damaged_shard_the_old_description_stays_whole),
		cmocka_unit_test(
		    a_damaged_shard_that_nobody_described_is_listed),
		cmocka_unit_test(a_shard_that_is_gone_is_still_listed),
		cmocka_unit_test(
		    odd_values_in_a_shard_do_not_crash_its_description),
		cmocka_unit_test(
		    archives_keep_their_numbers_when_index_db_is_lost),
		cmocka_unit_test(a_run_ends_with_what_it_did_and_why),
		cmocka_unit_test(only_a_run_that_covers_it_makes_another_good),
		cmocka_unit_test(several_runs_make_good_together),
		cmocka_unit_test(a_run_before_it_does_not_make_another_good),
		cmocka_unit_test(
		    old_runs_are_forgotten_but_not_those_that_need_attention),
	};

	return cmocka_run_group_tests(tests, scratch_begin, scratch_end);
}
