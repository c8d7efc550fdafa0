#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

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

/* An index of fixtures/chat. */
static void
make_index(void)
{
	char *archive = xasprintf("%s/fixtures/chat", getenv("PL_SOURCE_DIR"));
	char *const archives[] = { archive };
	struct update_options options = {
		.index = scratch("index"),
		.archives = archives,
		.archive_count = 1,
		.memory = UPDATE_MEMORY_DEFAULT,
		.jobs = 1,
	};
	struct update_result result;
	struct pl_error err;

	must(update_run(&options, &result, &err), &err);
	assert_int_equal(result.state, PL_RUN_ENDED);
	free(archive);
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
		struct pl_phrase phrase = { &c.items[i].word, 1, false };
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

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_not_forgotten_is_found),
		cmocka_unit_test(canaries_are_of_the_forgotten_alone),
	};

	return cmocka_run_group_tests(tests, scratch_begin, scratch_end);
}
