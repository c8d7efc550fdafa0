#include "query/conversation.h"

#include "query_index.h"

#define CHAT PL_TYPE_CHAT
#define CODE PL_TYPE_INLINE
#define DEV  PL_TYPE_DEV
#define Q    "AWSLogs/1/QDeveloperLogs/"
#define K    "AWSLogs/1/KiroLogs/"
#define LATE (23 * 60)

/* clang-format off */
#define RECORD(day_, key_, id_, type_, minute_, user_, ...) \
	{ .day = day_, .key = key_, .id = id_, .type = type_, \
	  .minute = minute_, .user = user_, .model = "", .file = "", \
	  .prompt = id_, .context = "", .response = "", __VA_ARGS__ }

static const struct entry entries[] = {
	RECORD(-1, "AWSLogs/x/lone.json", "u1", CHAT, -1, ANNA, NULL),
	/* A thread of Anna's: 10:00, 10:29, 10:58 and, not less than 30
	 * minutes later, 11:28. */
	RECORD(0, Q "a.gz", "a1", CHAT, 600, ANNA, NULL),
	RECORD(0, Q "b.gz", "a3", CHAT, 658, ANNA, NULL),
	RECORD(0, Q "c.gz", "a2", DEV, 629, ANNA, NULL),
	RECORD(0, Q "d.gz", "a4", CHAT, 688, ANNA, NULL),
	/* Meanwhile: a suggestion, another tree, another person, nobody. */
	RECORD(0, Q "e.gz", "i1", CODE, 601, ANNA, NULL),
	RECORD(0, K "f.gz", "k1", CHAT, 602, ANNA, NULL),
	RECORD(0, Q "g.gz", "g1", CHAT, 603, BERT, NULL),
	RECORD(0, Q "h.gz", "n1", CHAT, 604, "", NULL),
	RECORD(0, Q "h.gz", "n2", CHAT, 604, "", NULL),
	/* A thread with an id, which does not break Anna's. */
	RECORD(0, Q "i.gz", "c2", CHAT, 605, ANNA, NULL, "conv"),
	RECORD(0, Q "j.gz", "c1", DEV, 60, ANNA, NULL, "conv"),
	/* A copy. */
	RECORD(0, Q "k.gz", "a1", CHAT, 600, ANNA, NULL),
	/* At the same time: in order of keys, not of rowids. */
	RECORD(0, Q "t2.gz", "t2", CHAT, 1000, BERT, NULL),
	RECORD(0, Q "t1.gz", "t1", CHAT, 1000, BERT, NULL),
	RECORD(0, Q "y.gz", "d1", CHAT, 1200, BERT, NULL),
	/* Across midnight. */
	RECORD(0, Q "z.gz", "m1", CHAT, LATE + 50, ANNA, NULL),
	RECORD(1, Q "a.gz", "m2", CHAT, 5, ANNA, NULL),
	RECORD(1, Q "b.gz", "m3", CHAT, 30, ANNA, NULL),
	/* Delivered again on that day, into another tree. */
	RECORD(1, K "y.gz", "d1", CHAT, 1200 - 1440, BERT, NULL),
	RECORD(1, K "x.gz", "i1", CODE, 601 - 1440, ANNA, NULL),
	/* Of the same conversation, two days later, and without a time. */
	RECORD(2, Q "a.gz", "c3", CHAT, 5, ANNA, NULL, "conv"),
	RECORD(2, Q "b.gz", "c0", CHAT, -1, ANNA, NULL, "conv"),
};
/* clang-format on */

static struct pl_index *ix;
static struct conversations *found;

static int
make(void **state)
{
	(void)state;
	make_index(entries, sizeof entries / sizeof *entries, PL_RUN_ENDED);
	return 0;
}

static int
open_found(void **state)
{
	struct pl_error err;

	(void)state;
	must(pl_index_open(index_path, &ix, &err), &err);
	must(conversations_open(ix, &found, &err), &err);
	return 0;
}

static int
close_found(void **state)
{
	(void)state;
	conversations_close(found);
	pl_index_close(ix);
	return 0;
}

static int
unmake(void **state)
{
	(void)state;
	remove_index();
	return 0;
}

static const struct conversation *
find(const char *id)
{
	const struct conversation *v;
	struct pl_error err;

	must(conversations_find(found, span_str(id), &v, &err), &err);
	return v;
}

/* The ids of its turns, with blanks between. */
static void
assert_turns(const struct conversation *v, const char *expected)
{
	struct buf ids;
	struct pl_error err;

	buf_init(&ids, BUF_UNLIMITED);
	for (size_t i = 0; i < v->turn_count; i++) {
		struct pl_shard *shard;
		struct pl_row row;

		must(conversations_shard(
			 found, v->turns[i].shard, &shard, &err),
		    &err);
		must(pl_shard_row(shard, v->turns[i].rowid, &row, &err), &err);
		if (i > 0)
			buf_addc(&ids, ' ');
		buf_adds(&ids, row.id);
	}
	assert_string_equal(ids.p, expected);
	buf_release(&ids);
}

static void
a_gap_of_thirty_minutes_begins_a_new_session(void **state)
{
	const struct conversation *v = find("a2");

	(void)state;
	assert_turns(v, "a1 a2 a3");
	assert_string_equal(v->id.p, "session-a1");
	assert_int_equal(v->rule, CONVERSATION_SESSION);
	assert_string_equal(v->user.p, ANNA);
	assert_true(v->first == DAY0 + 600 * 60 * NS_PER_SECOND);
	assert_true(v->last == DAY0 + 658 * 60 * NS_PER_SECOND);
	assert_turns(find("a4"), "a4");
}

static void
every_record_of_a_conversation_leads_to_it(void **state)
{
	(void)state;
	assert_ptr_equal(find("a1"), find("a3"));
	assert_ptr_equal(find("session-a1"), find("session-a2"));
	assert_ptr_equal(find("conv"), find("c3"));
}

static void
a_session_crosses_midnight(void **state)
{
	const struct conversation *v = find("m2");

	(void)state;
	assert_turns(v, "m1 m2 m3");
	assert_string_not_equal(
	    v->turns[0].shard->name, v->turns[1].shard->name);
}

static void
a_conversation_id_gathers_all_days(void **state)
{
	const struct conversation *v = find("c2");

	(void)state;
	assert_turns(v, "c0 c1 c2 c3");
	assert_string_equal(v->id.p, "conv");
	assert_int_equal(v->rule, CONVERSATION_ID);
	assert_true(v->first == DAY0 + 60 * 60 * NS_PER_SECOND);
	assert_true(v->last == DAY0 + 2 * NS_PER_DAY + 300 * NS_PER_SECOND);
}

static void
trees_and_people_are_kept_apart(void **state)
{
	(void)state;
	assert_turns(find("k1"), "k1");
	assert_turns(find("g1"), "g1");
}

static void
who_cannot_be_told_is_alone(void **state)
{
	(void)state;
	assert_turns(find("session-i1"), "i1");
	assert_turns(find("n1"), "n1");
	assert_turns(find("n2"), "n2");
	assert_turns(find("u1"), "u1");
	assert_true(find("u1")->first == INSTANT_NONE);
	assert_string_equal(find("n1")->user.p, "");
}

static void
records_of_one_instant_are_in_order_of_keys(void **state)
{
	(void)state;
	assert_turns(find("t2"), "t1 t2");
	assert_string_equal(find("t2")->id.p, "session-t1");
}

static void
sessions_that_begin_with_one_record_have_ids_of_their_own(void **state)
{
	(void)state;
	/* By key: the new tree's comes first. */
	assert_string_equal(find("session-d1")->id.p, "session-d1");
	assert_string_equal(
	    find("session-d1")->turns[0].shard->name, "2025-01-07");
	assert_string_equal(find("session2-d1")->id.p, "session2-d1");
	assert_string_equal(
	    find("session2-d1")->turns[0].shard->name, "2025-01-06");
	assert_turns(find("session2-i1"), "i1");
	assert_ptr_not_equal(find("session2-i1"), find("session-i1"));
	/* There is no third; the record is found all the same. */
	assert_turns(find("session3-i1"), "i1");
}

static void
copies_are_left_out(void **state)
{
	const struct pl_shard_info *day = &ix->shards[1];
	const struct conversation *v;
	struct pl_error err;
	size_t records = 0;

	(void)state;
	assert_int_equal(day->duplicates, 1);
	for (uint32_t row = 1; row <= day->records; row++) {
		enum pl_status rc =
		    conversations_of(found, day, row, &v, &err);

		records += rc == PL_OK;
		assert_true(rc == PL_OK || rc == PL_ENOTFOUND);
		if (rc == PL_OK) {
			size_t at = conversations_turn(found, v, day, row);

			assert_int_equal(v->turns[at].rowid, row);
		}
	}
	assert_int_equal(records, day->records - 1);
}

static void
what_is_not_there_is_not_found(void **state)
{
	const struct conversation *v;
	struct pl_error err;
	size_t causes;

	(void)state;
	assert_int_equal(
	    conversations_find(found, span_str("conv2"), &v, &err),
	    PL_ENOTFOUND);
	assert_null(v);
	conversations_incomplete(found, &causes);
	assert_int_equal(causes, 0);
}

static void
a_missing_day_is_named(void **state)
{
	const struct incomplete *causes;
	size_t count;
	char *file = xasprintf("%s/days/2025/2025-01-08.db", index_path);

	(void)state;
	assert_int_equal(unlink(file), 0);
	assert_turns(find("m2"), "m1 m2 m3");
	assert_turns(find("conv"), "c1 c2");
	causes = conversations_incomplete(found, &count);
	assert_int_equal(count, 1);
	assert_string_equal(causes[0].kind, "shard");
	assert_string_equal(causes[0].subject, "days/2025/2025-01-08.db");
	free(file);
}

#define TEST(name)                                                            \
	cmocka_unit_test_setup_teardown(name, open_found, close_found)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_gap_of_thirty_minutes_begins_a_new_session),
		TEST(every_record_of_a_conversation_leads_to_it),
		TEST(a_session_crosses_midnight),
		TEST(a_conversation_id_gathers_all_days),
		TEST(trees_and_people_are_kept_apart),
		TEST(who_cannot_be_told_is_alone),
		TEST(records_of_one_instant_are_in_order_of_keys),
		TEST(
		    sessions_that_begin_with_one_record_have_ids_of_their_own),
		TEST(copies_are_left_out),
		TEST(what_is_not_there_is_not_found),
		TEST(a_missing_day_is_named),
	};

	return cmocka_run_group_tests(tests, make, unmake);
}
