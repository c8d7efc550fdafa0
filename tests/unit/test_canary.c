#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>
#include <sqlite3.h>

#include "base/mem.h"
#include "indexer/retain/canary.h"
#include "indexer/run/update.h"
#include "tests/unit/scratch.h"

#define DAY (INT64_C(20514) * NS_PER_DAY) /* 2026-03-02 */

static void
must(enum pl_status rc, const struct pl_error *err)
{
	if (rc != PL_OK)
		fail_msg("%s", err->text);
}

/* An index of fixtures/chat, and of fixtures/inline for another day. */
static void
make_index(void)
{
	char *chat = xasprintf("%s/fixtures/chat", getenv("PL_SOURCE_DIR"));
	char *other = xasprintf("%s/fixtures/inline", getenv("PL_SOURCE_DIR"));
	char *const archives[] = { chat, other };
	struct update_options options = {
		.index = scratch("index"),
		.archives = archives,
		.archive_count = 2,
		.memory = UPDATE_MEMORY_DEFAULT,
		.jobs = 1,
	};
	struct update_result result;
	struct pl_error err;

	must(update_run(&options, &result, &err), &err);
	assert_int_equal(result.state, PL_RUN_ENDED);
	free(chat);
	free(other);
}

static struct pl_shard *
open_shard(void)
{
	struct pl_shard *shard;
	struct pl_error err;

	must(pl_shard_open_file(
		 scratch("index/days/2026/2026-03-02.db"), &shard, &err),
	    &err);
	return shard;
}

/* The canaries of the day's first object. */
static void
take(struct canaries *c, struct gone_day *day)
{
	struct pl_shard *shard = open_shard();
	struct pl_error err;

	must(canaries_take(c, day, shard, &err), &err);
	pl_shard_close(shard);
}

static void
what_was_not_forgotten_is_found(void **state)
{
	struct gone_object object = { .key = span_str("AWSLogs/x"), .row = 1 };
	struct gone_day day = { .day = DAY, .gone = &object, .count = 1 };
	struct sweep_plan plan = { .days = &day, .count = 1 };
	struct canaries c = { 0 };
	struct verification v;
	struct pl_error err;

	(void)state;
	make_index();
	take(&c, &day);
	assert_true(c.count > 0);
	must(canaries_verify(&c, &plan, scratch("index"), &v, &err), &err);
	assert_true(v.found_count >= 3);
	assert_string_equal(v.found[0],
	    "text of a forgotten record in 'days/2026/2026-03-02.db'");
	assert_string_equal(v.found[1],
	    "a word of a forgotten record in 'days/2026/2026-03-02.db'");
	assert_non_null(strstr(v.found[2], "index/days/2026/2026-03-02.db'"));
	verification_release(&v);
	canaries_release(&c);
}

/* Words that others have said, too, are no canaries. */
static void
canaries_are_of_the_forgotten_alone(void **state)
{
	struct gone_object object = { .key = span_str("AWSLogs/x"), .row = 1 };
	struct gone_day day = { .day = DAY, .gone = &object, .count = 1 };
	struct pl_shard *shard = open_shard();
	struct canaries c = { 0 };
	struct pl_error err;

	(void)state;
	take(&c, &day);
	for (size_t i = 0; i < c.count; i++) {
		struct pl_phrase phrase = { &c.items[i].word, 1, false,
			false };
		struct pl_term term = { CANARY_COLUMNS, &phrase, 1, 0 };
		struct pl_set found;

		must(pl_shard_match(shard, &term, 1, &found, &err), &err);
		pl_set_remove(&found, 1);
		assert_int_equal(pl_set_count(&found), 0);
		pl_set_release(&found);
	}
	canaries_release(&c);
	pl_shard_close(shard);
}

/* A day that was forgotten whole: what it had that can be looked for. */
static void
forget_day(struct canaries *c, struct gone_day *day)
{
	scratch_remove(scratch("index"));
	make_index();
	take(c, day);
	assert_int_equal(unlink(scratch("index/days/2026/2026-03-02.db")), 0);
}

/* Look for them; to be released. */
static void
verify(struct canaries *c, struct gone_day *day, struct verification *v)
{
	struct sweep_plan plan = { .days = day, .count = 1, .jobs = 2 };
	struct pl_error err;

	must(canaries_verify(c, &plan, scratch("index"), v, &err), &err);
}

static void
append(const char *file, struct span text)
{
	FILE *f = fopen(scratch(file), "ab");

	assert_non_null(f);
	assert_int_equal(fwrite(text.p, 1, text.n, f), text.n);
	fclose(f);
}

/* A file where nobody looks, and one that ends where the last piece that is
 * read does: each canary by itself, wherever it stands. */
static void
what_is_left_in_any_file_is_found(void **state)
{
	struct gone_object object = { .key = span_str("AWSLogs/x"), .row = 1 };
	struct gone_day day = {
		.day = DAY, .gone = &object, .count = 1, .whole = true
	};
	struct canaries c = { 0 };
	struct verification v;
	char padding[9] = "........";

	(void)state;
	forget_day(&c, &day);
	verify(&c, &day, &v);
	assert_int_equal(v.found_count, 0);
	assert_int_equal(v.words, c.count);
	assert_true(v.strings > c.count);
	verification_release(&v);
	for (size_t i = 0; i < c.count; i++) {
		if (c.items[i].bytes.n == 0)
			continue;
		append("index/left", span_of(padding, i % sizeof padding));
		append("index/left", c.items[i].bytes);
		verify(&c, &day, &v);
		assert_int_equal(v.found_count, 1);
		assert_non_null(strstr(v.found[0], "index/left'"));
		verification_release(&v);
		unlink(scratch("index/left"));
	}
	canaries_release(&c);
}

/* As SQLite leaves what is deleted without care. */
static void
put_into_free_pages(const char *file, struct span text)
{
	sqlite3 *db;
	char *sql = sqlite3_mprintf("pragma secure_delete=off; create table x "
				    "(y); insert into x values('%.*q'); drop "
				    "table x",
	    (int)text.n, text.p);

	assert_int_equal(sqlite3_open(scratch(file), &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
	sqlite3_free(sql);
}

static void
what_is_left_in_free_pages_is_found(void **state)
{
	static const char *const files[] = { "index/days/2025/2025-01-06.db",
		"index/index.db" };
	struct gone_object object = { .key = span_str("AWSLogs/x"), .row = 1 };
	struct gone_day day = {
		.day = DAY, .gone = &object, .count = 1, .whole = true
	};

	(void)state;
	for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
		struct canaries c = { 0 };
		struct verification v;
		size_t stretch = 0;

		forget_day(&c, &day);
		/* The first that is a piece of text. */
		while (c.items[stretch].bytes.n <= c.items[stretch].word.n)
			assert_true(++stretch < c.count);
		put_into_free_pages(files[i], c.items[stretch].bytes);
		verify(&c, &day, &v);
		assert_int_equal(v.found_count, 1);
		assert_non_null(strstr(v.found[0], files[i]));
		verification_release(&v);
		canaries_release(&c);
	}
}

/* The same, once another day has the word: it is no sign of anything, and the
 * others still are. */
static void
what_another_day_says_is_no_sign(void **state)
{
	struct gone_object object = { .key = span_str("AWSLogs/x"), .row = 1 };
	struct gone_day day = {
		.day = DAY, .gone = &object, .count = 1, .whole = true
	};
	struct canaries c = { 0 };
	struct verification v;
	struct span said = span_str("payment_id=4711 of another day");

	(void)state;
	forget_day(&c, &day);
	c.items[0].word = span_str("payment");
	c.items[0].bytes = said;
	append("index/left", said);
	verify(&c, &day, &v);
	assert_int_equal(v.found_count, 0);
	assert_int_equal(v.words, c.count - 1);
	verification_release(&v);
	append("index/too", c.items[c.count - 1].bytes);
	verify(&c, &day, &v);
	assert_int_equal(v.found_count, 1);
	assert_non_null(strstr(v.found[0], "index/too'"));
	verification_release(&v);
	canaries_release(&c);
}

/* Nor is it worth being taken. */
static void
words_of_a_day_that_stays_are_avoided(void **state)
{
	struct gone_object object = { .key = span_str("AWSLogs/x"), .row = 1 };
	struct gone_day day = {
		.day = DAY, .gone = &object, .count = 1, .whole = true
	};
	struct canaries c = { 0 };
	struct pl_shard *shard;
	struct pl_error err;

	(void)state;
	scratch_remove(scratch("index"));
	make_index();
	shard = open_shard();
	must(canaries_avoid(&c, shard, &err), &err);
	must(canaries_take(&c, &day, shard, &err), &err);
	assert_int_equal(c.count, 1); /* the request */
	assert_int_equal(c.items[0].bytes.n, 16);
	pl_shard_close(shard);
	canaries_release(&c);
}

/* So that a year that goes at once can be looked for in memory. */
static void
of_many_days_each_gives_less(void **state)
{
	struct gone_object objects[64];
	struct gone_day day = {
		.day = DAY, .gone = objects, .count = 64, .whole = true
	};
	struct canaries one = { 0 }, many = { .days = 1000 };
	size_t requests = 0;

	(void)state;
	for (size_t i = 0; i < 64; i++)
		objects[i] = (struct gone_object){ .row = 1 };
	scratch_remove(scratch("index"));
	make_index();
	take(&one, &day);
	take(&many, &day);
	assert_true(one.count > 64);
	for (size_t i = 0; i < many.count; i++)
		requests += many.items[i].bytes.n == 16;
	assert_in_range(
	    requests, CANARY_OBJECTS_LEAST / 2, CANARY_OBJECTS_LEAST);
	canaries_release(&one);
	canaries_release(&many);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_not_forgotten_is_found),
		cmocka_unit_test(canaries_are_of_the_forgotten_alone),
		cmocka_unit_test(what_is_left_in_any_file_is_found),
		cmocka_unit_test(what_is_left_in_free_pages_is_found),
		cmocka_unit_test(what_another_day_says_is_no_sign),
		cmocka_unit_test(words_of_a_day_that_stays_are_avoided),
		cmocka_unit_test(of_many_days_each_gives_less),
	};

	return cmocka_run_group_tests(tests, scratch_begin, scratch_end);
}
