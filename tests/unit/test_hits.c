#include <math.h>
#include <sys/stat.h>

#include "query_index.h"

#define CHAT PL_TYPE_CHAT
#define CODE PL_TYPE_INLINE

/* clang-format off */
static const struct entry entries[] = {
	{ -1, "AWSLogs/x/lone.json", "u1", CHAT, -1, BERT, "auto", "",
	  "payroll without a date", "", "", NULL, NULL },
	{ 0, "AWSLogs/a/1.json.gz", "a1", CHAT, 60, ANNA, "auto", "",
	  "show the payroll list", "<ctx>test</ctx>", "payroll payroll C++",
	  NULL, NULL },
	{ 0, "AWSLogs/a/1.json.gz", "a2", CHAT, 60, ANNA, "auto", "",
	  "customer list", "", "the customer list, as asked", NULL, NULL },
	{ 0, "AWSLogs/a/2.json.gz", "a3", CODE, 60, ANNA_BARE, "", "app.py",
	  "", "payment_id=7\nimport os.environ", "def main():", NULL, NULL },
	{ 0, "AWSLogs/b/3.json.gz", "a4", CHAT, 90, BERT, "opus", "",
	  "a fairly long text about nothing but the payroll of everybody "
	  "and his brother", "", "", "210987654321", NULL },
	{ 1, "AWSLogs/a/0.json.gz", NULL, CHAT, 0, "", "", "", "", "", "",
	  NULL, NULL },
	{ 1, "AWSLogs/a/4.json.gz", "b1", CHAT, 10, BERT, "opus", "",
	  "test the payroll", "", "", NULL, NULL },
	{ 1, "AWSLogs/a/5.json.gz", "b1", CHAT, 10, BERT, "opus", "",
	  "test the payroll", "", "", NULL, NULL },
	{ 1, "AWSLogs/a/6.json.gz", "b2", CODE, 20, BERT, "", "src/.env",
	  "", ".env\npay\u00ADroll", "\u65E5\u672C\u8A9E", NULL, NULL },
	{ 2, "AWSLogs/a/7.json.gz", "c1", CHAT, 5, ANNA, "auto", "",
	  "caf\u00E9 de Paris", "", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!",
	  NULL, NULL },
	{ 2, "AWSLogs/a/7.json.gz", "c2", PL_TYPE_DEV, -1, ANNA, "auto", "",
	  "no time at all", "", "", NULL, NULL },
};
/* clang-format on */

static int
set_up(void **state)
{
	(void)state;
	make_index(entries, sizeof entries / sizeof *entries, PL_RUN_ENDED);
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	remove_index();
	return 0;
}

struct asked {
	struct pl_index *ix;
	struct node *query;
	struct pl_hits *hits;
};

static struct asked
ask(const char *query, const struct hits_options *options)
{
	struct asked a;
	struct pl_error err;

	must(pl_index_open(index_path, &a.ix, &err), &err);
	a.query = parse_query(query);
	must(pl_hits_open(a.ix, a.query, options, &a.hits, &err), &err);
	return a;
}

static void
done(struct asked *a)
{
	pl_hits_close(a->hits);
	node_free(a->query);
	pl_index_close(a->ix);
}

/* The ids of the hits left, with blanks between. */
static char *
list(struct pl_hits *h)
{
	struct pl_error err;
	struct buf out;
	struct hit hit;
	enum pl_status rc;

	buf_init(&out, BUF_UNLIMITED);
	while ((rc = pl_hits_next(h, &hit, &err)) == PL_OK)
		buf_addf(&out, "%s%s", out.n > 0 ? " " : "", hit.row.id);
	assert_int_equal(rc, PL_END);
	return buf_take(&out);
}

static void
expect_with(const char *query, const char *ids, struct hits_options options)
{
	struct asked a = ask(query, &options);
	char *got = list(a.hits);

	if (strcmp(got, ids) != 0)
		fail_msg("%s: '%s', not '%s'", query, got, ids);
	free(got);
	done(&a);
}

/* By every plan the same. */
static void
expect(const char *query, const char *ids)
{
	for (int plan = PLAN_AUTO; plan <= PLAN_NARROW; plan++)
		expect_with(query, ids,
		    (struct hits_options){ .plan = (enum hits_plan)plan });
}

static void
the_empty_query_is_everything_newest_first(void **state)
{
	(void)state;
	expect("", "c1 b2 b1 a4 a1 a2 a3 c2 u1");
}

static void
oldest_first_turns_times_but_neither_ties_nor_the_timeless(void **state)
{
	(void)state;
	expect_with("", "a1 a2 a3 a4 b1 b2 c1 c2 u1",
	    (struct hits_options){ .sort = SORT_OLDEST });
}

static void
words_are_found_by_tokens(void **state)
{
	(void)state;
	expect("payroll", "b2 b1 a4 a1 u1");
	expect("payroll list", "a1");
	expect("\"customer list\"", "a2");
	expect("cafe", "c1");
	expect("pay*", "b2 b1 a4 a1 a3 u1");
	expect("payroll NEAR/2 brother", "");
	expect("payroll NEAR/9 brother", "a4");
	expect("\u672C", "b2");
	expect("\u65E5\u8A9E", "");
}

static void
columns_are_kept_apart(void **state)
{
	(void)state;
	expect("in:prompt payroll", "b1 a4 a1 u1");
	expect("in:context test", "a1");
	expect("in:response 'payroll C'", "a1");
	expect("in:prompt 'payroll C'", "");
}

static void
not_takes_from_what_is_asked_for(void **state)
{
	(void)state;
	expect("-payroll", "c1 a2 a3 c2");
	expect("payroll -test", "b2 a4 u1");
	expect("-(payroll OR list)", "c1 a3 c2");
	expect("cafe OR -payroll", "c1 a2 a3 c2");
	expect("-\".env\" -C++ -/main/", "c1 b1 a4 a2 c2 u1");
	expect("-(-payroll)", "b2 b1 a4 a1 u1");
}

static void
literals_are_verified(void **state)
{
	(void)state;
	expect("C++", "a1");
	expect(".env", "b2");
	expect("payment_id=", "a3");
	expect("*vir*", "a3");
	expect("list,", "a2");
	expect("*yrol*", "b2 b1 a4 a1 u1");
}

static void
exact_bytes_and_regexes_are_verified(void **state)
{
	(void)state;
	expect("'payroll C'", "a1");
	expect("'Payroll'", "");
	expect("'roll'", "b2 b1 a4 a1 u1");
	expect("/ment_id=\\d/", "a3");
	expect("/^TEST the/i", "b1");
	expect("/^import/m", "a3");
	expect("/\\bm[a-z]+\\(/", "a3");
	expect("/<ctx> OR/", "");
	expect("/\\p{Han}{3}$/", "b2");
}

static void
fields_are_listed(void **state)
{
	(void)state;
	expect("type:inline", "b2 a3");
	expect("type:inline type:dev", "b2 a3 c2");
	expect("user:" ANNA, "c1 a1 a2 c2");
	expect("user:b8f1", "c1 a1 a2 a3 c2");
	expect("user:b8f1 payroll", "a1");
	expect("model:opus", "b1 a4");
	expect("account:210987654321", "a4");
	expect("region:us-east-1 cafe", "c1");
	expect("region:eu-west-1", "");
	expect("file:*.py", "a3");
	expect("file:*env", "b2");
	expect("object:AWSLogs/b/*", "a4");
	expect("object:*/1.json.gz", "a1 a2");
	expect("request:b2", "b2");
	expect("request:absent", "");
	expect("-type:chat", "b2 a3 c2");
}

static void
times_bound_what_has_one(void **state)
{
	(void)state;
	expect("on:2025-01-07", "b2 b1");
	expect("since:2025-01-07T00:15Z", "c1 b2");
	expect("until:2025-01-06T01:00Z", "a1 a2 a3");
	expect("-on:2025-01-07", "c1 a4 a1 a2 a3 c2 u1");
	expect("on:2025-01-07 OR C++", "b2 b1 a1");
}

static void
an_unknown_user_is_an_error(void **state)
{
	struct hits_options options = { .sort = SORT_NEWEST };
	struct node *query = parse_query("payroll -user:zz");
	struct pl_index *ix;
	struct pl_hits *hits;
	struct pl_error err;

	(void)state;
	must(pl_index_open(index_path, &ix, &err), &err);
	assert_int_equal(
	    pl_hits_open(ix, query, &options, &hits, &err), PL_EQUERY);
	assert_null(hits);
	node_free(query);
	pl_index_close(ix);
}

static void
copies_are_counted_and_listed_on_demand(void **state)
{
	struct hits_options options = { .sort = SORT_NEWEST };
	struct asked a = ask("test", &options);
	struct pl_error err;
	uint64_t total;
	bool exact;

	(void)state;
	must(pl_hits_total(a.hits, &total, &exact, &err), &err);
	assert_int_equal(total, 2);
	assert_true(exact);
	assert_int_equal(pl_hits_duplicates(a.hits), 1);
	done(&a);
	expect_with(
	    "test", "b1 b1 a1", (struct hits_options){ .duplicates = true });
	expect_with("model:opus since:1970-01-01", "b1 b1 a4",
	    (struct hits_options){ .duplicates = true });
}

static void
hits_can_be_passed_over(void **state)
{
	struct hits_options options = { .sort = SORT_NEWEST };
	struct asked a = ask("", &options);
	struct pl_error err;
	struct hit hit;
	char *rest;

	(void)state;
	must(pl_hits_skip(a.hits, 5, &err), &err);
	must(pl_hits_next(a.hits, &hit, &err), &err);
	assert_string_equal(hit.row.id, "a2");
	assert_string_equal(hit.shard->name, "2025-01-06");
	assert_string_equal(hit.archive->root, "/somewhere");
	must(pl_hits_skip(a.hits, 1, &err), &err);
	rest = list(a.hits);
	assert_string_equal(rest, "c2 u1");
	free(rest);
	must(pl_hits_skip(a.hits, UINT64_MAX, &err), &err);
	assert_int_equal(pl_hits_next(a.hits, &hit, &err), PL_END);
	done(&a);
}

static void
without_a_total_only_as_much_is_read_as_is_asked_for(void **state)
{
	struct hits_options options = { .no_total = true, .want = 1 };
	struct asked a = ask("", &options);
	struct pl_error err;
	struct buf explained;
	uint64_t total;
	bool exact;
	char *ids;

	(void)state;
	must(pl_hits_total(a.hits, &total, &exact, &err), &err);
	assert_false(exact);
	buf_init(&explained, BUF_UNLIMITED);
	must(pl_hits_explain(a.hits, &explained, &err), &err);
	assert_non_null(strstr(explained.p, "1 of 4 searched"));
	buf_release(&explained);
	/* And yet all of it comes when it is asked for. */
	ids = list(a.hits);
	assert_string_equal(ids, "c1 b2 b1 a4 a1 a2 a3 c2 u1");
	free(ids);
	must(pl_hits_total(a.hits, &total, &exact, &err), &err);
	assert_int_equal(total, 9);
	assert_true(exact);
	done(&a);
	options.sort = SORT_OLDEST;
	expect_with("", "a1 a2 a3 a4 b1 b2 c1 c2 u1", options);
}

static void
relevance_ranks_by_words_and_length(void **state)
{
	struct hits_options options = { .sort = SORT_RELEVANCE };

	(void)state;
	/* Twice in the answer; then short before long; ties newest first. */
	expect_with("in:prompt in:response payroll", "a1 b1 u1 a4", options);
	/* The rare word decides. */
	expect_with("payroll OR cafe", "c1 a1 b1 u1 b2 a4", options);
	expect_with("-payroll", "c1 a2 a3 c2", options);
	expect_with("payroll OR C++", "a1 b1 u1 b2 a4", options);
}

/* One word is in six of ten records, most of them in shards without a hit,
 * the other in two. */
static void
how_rare_a_word_is_all_shards_tell(void **state)
{
	struct hits_options options = { .sort = SORT_RELEVANCE };
	struct asked a = ask("payroll list", &options);
	double payroll = log1p((10 - 6 + 0.5) / (6 + 0.5));
	double list = log1p((10 - 2 + 0.5) / (2 + 0.5));
	struct pl_error err;
	struct hit hit;

	(void)state;
	must(pl_hits_next(a.hits, &hit, &err), &err);
	assert_true(
	    fabs(hit.score - payroll * 3 * 2.2 / (3 + 1.2) - list) < 1e-9);
	done(&a);
}

static void
the_text_comes_with_what_matched_in_it(void **state)
{
	struct hits_options options = { .sort = SORT_NEWEST };
	struct asked a = ask("payroll C++ -absent", &options);
	const struct hit_span *spans;
	struct pl_record record;
	struct pl_error err;
	struct hit hit;
	size_t count;

	(void)state;
	must(pl_hits_next(a.hits, &hit, &err), &err);
	must(pl_hits_text(a.hits, &record, &spans, &count, 10, &err), &err);
	assert_true(
	    span_is(record.column[PL_COLUMN_PROMPT], "show the payroll list"));
	/* It is in the response as well. */
	assert_int_equal(count, 1);
	assert_int_equal(spans[0].column, PL_COLUMN_PROMPT);
	assert_int_equal(spans[0].begin, 9);
	assert_int_equal(spans[0].end, 16);
	done(&a);
	a = ask("in:response (payroll C++)", &options);
	must(pl_hits_next(a.hits, &hit, &err), &err);
	must(pl_hits_text(a.hits, &record, &spans, &count, 10, &err), &err);
	assert_int_equal(count, 3);
	assert_int_equal(spans[2].column, PL_COLUMN_RESPONSE);
	assert_int_equal(spans[2].begin, 16);
	assert_int_equal(spans[2].end, 19);
	must(pl_hits_text(a.hits, &record, &spans, &count, 2, &err), &err);
	assert_int_equal(count, 2);
	done(&a);
}

/* The kinds of what is missing, with blanks between. */
static char *
missing(struct pl_hits *h)
{
	struct buf out;
	size_t count;
	const struct incomplete *items = pl_hits_incomplete(h, &count);

	buf_init(&out, BUF_UNLIMITED);
	for (size_t i = 0; i < count; i++)
		buf_addf(&out, "%s%s:%s", i > 0 ? " " : "", items[i].kind,
		    items[i].subject);
	return buf_take(&out);
}

static void
expect_missing(const char *query, const char *ids, const char *kinds)
{
	struct hits_options options = { .sort = SORT_NEWEST };
	struct asked a = ask(query, &options);
	char *got = list(a.hits), *why = missing(a.hits);

	assert_string_equal(got, ids);
	assert_string_equal(why, kinds);
	free(got);
	free(why);
	done(&a);
}

static void
a_rejected_object_makes_answers_about_its_time_incomplete(void **state)
{
	(void)state;
	expect_missing("cafe", "c1", "rejected:AWSLogs/a/0.json.gz");
	expect_missing("cafe since:2025-01-07T06:30Z until:2025-01-08T01:00Z",
	    "c1", "rejected:AWSLogs/a/0.json.gz");
	expect_missing("cafe since:2025-01-08", "c1", "");
	/* It may hold records that were delivered late. */
	expect_missing(
	    "C++ until:2025-01-06", "a1", "rejected:AWSLogs/a/0.json.gz");
	expect_missing("C++ until:2025-01-04", "", "");
}

static void
a_regex_that_gives_up_hides_nothing_silently(void **state)
{
	const char *bad = "/(?:a+)+(?:a+)+(?:a+)+[bc]/ since:2025-01-08";

	(void)state;
	expect_missing(bad, "", "regex:expressions");
	expect_missing("-/(?:a+)+(?:a+)+(?:a+)+[bc]/ since:2025-01-08", "",
	    "regex:expressions");
	/* Where another leaf decides, nothing is missing. */
	expect_missing("(cafe OR /(?:a+)+(?:a+)+(?:a+)+[bc]/) "
		       "since:2025-01-08",
	    "c1", "");
	expect_missing(
	    "absent /(?:a+)+(?:a+)+(?:a+)+[bc]/ since:2025-01-08", "", "");
}

static void
explaining_says_how_and_where(void **state)
{
	struct hits_options options = { .sort = SORT_NEWEST };
	struct asked a =
	    ask("payroll payment_id= -type:dev on:2025-01-06", &options);
	struct pl_error err;
	struct buf out;

	(void)state;
	buf_init(&out, BUF_UNLIMITED);
	must(pl_hits_explain(a.hits, &out, &err), &err);
	if (strstr(out.p, "tokens \"payroll\"") == NULL ||
	    strstr(out.p,
		"payment_id=\" : narrowed by tokens \"payment id\"") == NULL ||
	    strstr(out.p, "2 of 4 searched") == NULL ||
	    strstr(out.p, "outside the range of time") == NULL)
		fail_msg("%s", out.p);
	buf_release(&out);
	done(&a);
	a = ask("user:c0 model:opus", &options);
	must(pl_hits_explain(a.hits, &out, &err), &err);
	if (strstr(out.p, "2 of 4 searched") == NULL ||
	    strstr(out.p, BERT) == NULL)
		fail_msg("%s", out.p);
	buf_release(&out);
	done(&a);
}

/* Turn over a byte within the first block of text of a shard. */
static void
damage_text(const char *file)
{
	static const char magic[] = "\x28\xB5\x2F\xFD"; /* of zstd */
	static char bytes[1 << 20];
	FILE *f = fopen(file, "r+b");

	assert_non_null(f);
	size_t n = fread(bytes, 1, sizeof bytes, f);
	char *at = memmem(bytes, n, magic, 4);
	assert_non_null(at);
	at[20] = (char)~at[20];
	rewind(f);
	assert_int_equal(fwrite(bytes, 1, n, f), n);
	fclose(f);
}

static void
damaged_texts_are_neither_hits_nor_forgotten(void **state)
{
	struct hits_options options = { .sort = SORT_NEWEST };
	char *file = xasprintf("%s/days/2025/2025-01-08.db", index_path);
	const char *damaged = "shard:days/2025/2025-01-08.db";
	const struct hit_span *spans;
	struct pl_record record;
	struct pl_error err;
	struct hit hit;
	size_t count;

	(void)state;
	damage_text(file);
	expect_missing("since:2025-01-08 /Paris/", "", damaged);
	expect_missing("since:2025-01-08 -/Paris/", "", damaged);
	expect_missing("since:2025-01-08 (cafe OR 'x')", "c1", "");
	struct asked a = ask("cafe since:2025-01-08", &options);
	must(pl_hits_next(a.hits, &hit, &err), &err);
	must(pl_hits_text(a.hits, &record, &spans, &count, 9, &err), &err);
	assert_int_equal(record.column[PL_COLUMN_PROMPT].n, 0);
	assert_int_equal(count, 0);
	char *why = missing(a.hits);
	assert_string_equal(why, damaged);
	free(why);
	done(&a);
	free(file);
}

static void
a_damaged_shard_does_not_stop_the_others(void **state)
{
	char *file = xasprintf("%s/days/2025/2025-01-06.db", index_path);

	(void)state;
	assert_int_equal(truncate(file, 1000), 0);
	expect_missing("payroll", "b2 b1 u1",
	    "rejected:AWSLogs/a/0.json.gz shard:days/2025/2025-01-06.db");
	assert_int_equal(unlink(file), 0);
	expect_missing("payroll", "b2 b1 u1",
	    "rejected:AWSLogs/a/0.json.gz shard:days/2025/2025-01-06.db");
	/* Nobody needed it for this. */
	expect_missing("cafe since:2025-01-08", "c1", "");
	free(file);
}

static void
a_run_that_did_not_end_is_named(void **state)
{
	struct hits_options options = { .sort = SORT_NEWEST };
	struct asked a;
	char *why;

	(void)state;
	remove_index();
	make_index(entries, 1, PL_RUN_OPEN);
	a = ask("payroll since:2025-01-08", &options);
	why = missing(a.hits);
	assert_string_equal(why, "run:run 1");
	free(why);
	done(&a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_empty_query_is_everything_newest_first),
		cmocka_unit_test(
		    oldest_first_turns_times_but_neither_ties_nor_the_timeless),
		cmocka_unit_test(words_are_found_by_tokens),
		cmocka_unit_test(columns_are_kept_apart),
		cmocka_unit_test(not_takes_from_what_is_asked_for),
		cmocka_unit_test(literals_are_verified),
		cmocka_unit_test(exact_bytes_and_regexes_are_verified),
		cmocka_unit_test(fields_are_listed),
		cmocka_unit_test(times_bound_what_has_one),
		cmocka_unit_test(an_unknown_user_is_an_error),
		cmocka_unit_test(copies_are_counted_and_listed_on_demand),
		cmocka_unit_test(hits_can_be_passed_over),
		cmocka_unit_test(
		    without_a_total_only_as_much_is_read_as_is_asked_for),
		cmocka_unit_test(relevance_ranks_by_words_and_length),
		cmocka_unit_test(how_rare_a_word_is_all_shards_tell),
		cmocka_unit_test(the_text_comes_with_what_matched_in_it),
		cmocka_unit_test(
		    a_rejected_object_makes_answers_about_its_time_incomplete),
		cmocka_unit_test(a_regex_that_gives_up_hides_nothing_silently),
		cmocka_unit_test(explaining_says_how_and_where),
		cmocka_unit_test(damaged_texts_are_neither_hits_nor_forgotten),
		cmocka_unit_test(a_damaged_shard_does_not_stop_the_others),
		cmocka_unit_test(a_run_that_did_not_end_is_named),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
