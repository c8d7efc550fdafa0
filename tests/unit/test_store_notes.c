#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tests/unit/store_sample.h"

/* What keeps an index from being whole, and what people say of it. */

static struct pl_writer *w;

static int
begin(void **state)
{
	const struct sample rows[] = { bad, good, partly };

	(void)state;
	index_make(rows, 3);
	w = writer_open(NULL);
	begin_run(w, 1, "");
	return 0;
}

static int
end(void **state)
{
	(void)state;
	pl_writer_close(w);
	w = NULL;
	return 0;
}

static void
next_run(void)
{
	end_run(w, PL_RUN_ENDED);
	begin_run(w, 1, "");
}

static void
set_absent(const char *scope, const char *keys, enum pl_note_kind kind,
    const char *reason)
{
	struct pl_run_scope s = { 1, scope };
	struct pl_absent list[8];
	char *copy = xstrdup(keys), *why = xstrdup(reason);
	struct pl_error err = { 0 };
	size_t n = 0;

	for (char *k = strtok(copy, " "); k != NULL; k = strtok(NULL, " "))
		list[n++] = (struct pl_absent){ k, kind, why, INSTANT_NONE };
	must(pl_writer_set_absent(w, &s, list, n, &err), &err);
	free(copy);
	free(why);
}

/* The keys of a kind, those that somebody accepted with a plus. */
static const char *
keys_of(enum pl_note_kind kind)
{
	static char text[400];
	struct pl_error err = { 0 };
	struct pl_index *ix;
	size_t n = 0;

	must(pl_writer_publish(w, &err), &err);
	ix = index_open();
	text[0] = '\0';
	for (size_t i = 0; i < ix->note_count; i++)
		if (ix->notes[i].kind == kind)
			n += (size_t)snprintf(text + n, sizeof text - n,
			    "%s%s ", ix->notes[i].key,
			    ix->notes[i].accepted ? "+" : "");
	pl_index_close(ix);
	return text;
}

static uint64_t
accept(const char *key, const char *reason)
{
	struct pl_error err = { 0 };
	uint64_t count;

	must(pl_writer_accept(w, key, reason, &count, &err), &err);
	return count;
}

static void
absent_objects_are_replaced_by_scope(void **state)
{
	(void)state;
	set_absent("", "a/1 a/2 b/1 b0", PL_NOTE_VANISHED, "gone");
	next_run();
	assert_string_equal(keys_of(PL_NOTE_VANISHED), "a/1 a/2 b/1 b0 ");
	/* Below b/ they are back; the others were not looked at. */
	set_absent("b/", "", PL_NOTE_VANISHED, "gone");
	assert_string_equal(keys_of(PL_NOTE_VANISHED), "a/1 a/2 b0 ");
	set_absent("a/", "a/2 a/3", PL_NOTE_VANISHED, "gone");
	assert_string_equal(keys_of(PL_NOTE_VANISHED), "a/2 a/3 b0 ");
	next_run();
	set_absent("", "", PL_NOTE_VANISHED, "gone");
	assert_string_equal(keys_of(PL_NOTE_VANISHED), "");
}

static void
scopes_of_one_run_leave_each_other_alone(void **state)
{
	(void)state;
	set_absent("a/", "a/1", PL_NOTE_VANISHED, "gone");
	set_absent("", "b/1", PL_NOTE_UNREADABLE, "no");
	assert_string_equal(keys_of(PL_NOTE_VANISHED), "a/1 ");
	assert_string_equal(keys_of(PL_NOTE_UNREADABLE), "b/1 ");
}

static int64_t
since(const char *key)
{
	struct pl_error err = { 0 };
	struct pl_index *ix;
	int64_t instant = 0;

	must(pl_writer_publish(w, &err), &err);
	ix = index_open();
	for (size_t i = 0; i < ix->note_count; i++)
		if (strcmp(ix->notes[i].key, key) == 0)
			instant = ix->notes[i].since;
	pl_index_close(ix);
	assert_true(instant > 0);
	return instant;
}

static void
absence_is_dated_from_when_it_was_first_seen(void **state)
{
	int64_t first;

	(void)state;
	set_absent("", "a/1", PL_NOTE_VANISHED, "gone");
	first = since("a/1");
	next_run();
	set_absent("", "a/1", PL_NOTE_VANISHED, "gone");
	assert_true(since("a/1") == first);
	next_run();
	set_absent("", "a/1", PL_NOTE_UNREADABLE, "denied");
	assert_true(since("a/1") > first);
	assert_string_equal(keys_of(PL_NOTE_VANISHED), "");
}

static void
accepting_one_leaves_the_others_open(void **state)
{
	struct pl_note_counts counts;
	struct pl_error err = { 0 };
	uint64_t count;

	(void)state;
	assert_int_equal(accept("AWSLogs/bad", "seen"), 1);
	assert_string_equal(keys_of(PL_NOTE_REJECTED), "AWSLogs/bad+ ");
	assert_string_equal(keys_of(PL_NOTE_PARTLY), "AWSLogs/partly ");
	must(pl_writer_note_counts(w, &counts, &err), &err);
	assert_int_equal(counts.all[PL_NOTE_REJECTED], 1);
	assert_int_equal(counts.open[PL_NOTE_REJECTED], 0);
	assert_int_equal(counts.all[PL_NOTE_PARTLY], 1);
	assert_int_equal(counts.open[PL_NOTE_PARTLY], 1);
	assert_int_equal(
	    pl_writer_accept(w, "AWSLogs/good", "x", &count, &err),
	    PL_ENOTFOUND);
	assert_int_equal(count, 0);
	assert_non_null(strstr(err.text, "AWSLogs/good"));
}

static void
accepting_all_keeps_what_was_said_before(void **state)
{
	struct pl_index *ix;

	(void)state;
	set_absent("", "v", PL_NOTE_VANISHED, "gone");
	accept("AWSLogs/bad", "it was a test");
	assert_int_equal(accept(NULL, "all of it"), 2);
	assert_int_equal(accept(NULL, "again"), 0);
	assert_string_equal(keys_of(PL_NOTE_PARTLY), "AWSLogs/partly+ ");
	assert_string_equal(keys_of(PL_NOTE_VANISHED), "v+ ");
	ix = index_open();
	assert_string_equal(ix->notes[0].key, "AWSLogs/bad");
	assert_string_equal(ix->notes[0].accept_reason, "it was a test");
	assert_true(ix->notes[0].accept_time > 0);
	assert_string_equal(ix->notes[1].accept_reason, "all of it");
	pl_index_close(ix);
	/* Who names it may say something else. */
	assert_int_equal(accept("AWSLogs/bad", "no, it was not"), 1);
}

static void
what_was_accepted_is_that_content(void **state)
{
	struct sample other = partly;

	(void)state;
	accept(NULL, "seen");
	/* The same again: still accepted. */
	const struct sample same[] = { bad, good, partly };
	commit_day(w, DAY1, same, 3);
	assert_string_equal(keys_of(PL_NOTE_REJECTED), "AWSLogs/bad+ ");
	assert_string_equal(keys_of(PL_NOTE_PARTLY), "AWSLogs/partly+ ");
	/* An object that could not be read, for another reason. */
	struct sample changed[] = { bad, good, other };
	changed[0].reason = "it is a folder";
	commit_day(w, DAY1, changed, 3);
	assert_string_equal(keys_of(PL_NOTE_REJECTED), "AWSLogs/bad ");
	assert_string_equal(keys_of(PL_NOTE_PARTLY), "AWSLogs/partly+ ");
}

static void
an_object_that_changed_is_no_longer_accepted(void **state)
{
	struct sample half = partly;
	struct pl_shard_writer *shard;
	struct pl_error err = { 0 };
	struct pl_object o;
	struct pl_record r;
	char *file;
	bool exists;

	(void)state;
	accept(NULL, "seen");
	must(pl_writer_shard_file(w, DAY1, &file, &exists, &err), &err);
	shard = sample_begin(file, false);
	o = sample_object(&half);
	o.sha256[3] ^= 1;
	r = sample_record(&half, 0);
	pl_shard_writer_begin(shard);
	must(pl_shard_writer_record(shard, &o.place, &r, &err), &err);
	must(pl_shard_writer_end(shard, &sample_archive, &o, &err), &err);
	must(pl_shard_writer_seal(shard, &err), &err);
	must(pl_writer_commit(w, DAY1, shard, &err), &err);
	pl_shard_writer_close(shard);
	free(file);
	assert_string_equal(keys_of(PL_NOTE_PARTLY), "AWSLogs/partly ");
}

static void
what_came_back_and_went_again_is_news(void **state)
{
	(void)state;
	set_absent("", "v", PL_NOTE_VANISHED, "gone");
	accept("v", "expired");
	next_run();
	set_absent("", "v", PL_NOTE_VANISHED, "gone");
	assert_string_equal(keys_of(PL_NOTE_VANISHED), "v+ ");
	next_run();
	set_absent("", "", PL_NOTE_VANISHED, "gone");
	next_run();
	set_absent("", "v", PL_NOTE_VANISHED, "gone");
	assert_string_equal(keys_of(PL_NOTE_VANISHED), "v ");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(absent_objects_are_replaced_by_scope),
		TEST(scopes_of_one_run_leave_each_other_alone),
		TEST(absence_is_dated_from_when_it_was_first_seen),
		TEST(accepting_one_leaves_the_others_open),
		TEST(accepting_all_keeps_what_was_said_before),
		TEST(what_was_accepted_is_that_content),
		TEST(an_object_that_changed_is_no_longer_accepted),
		TEST(what_came_back_and_went_again_is_news),
	};

	return cmocka_run_group_tests(tests, scratch_begin, scratch_end);
}
