#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "schema/db.h"
#include "tests/unit/shard_sample.h"

#define ANNA "d-9267505111.b8f1f340-9081-70ad-5fc5-0f3715193700"
#define BERT "d-9267505111.c8f1f340-9081-70ad-5fc5-0f3715193701"
#define R1   "64d13ea7-dff5-4563-9285-6a9e351e87a0"
#define HOUR NS_PER_HOUR

/* clang-format off */
static const struct sample rows[] = {
	/* 1 */
	{ "AWSLogs/a/1.json.gz", R1, HOUR, PL_TYPE_CHAT, ANNA, "auto",
	  "talk", NULL, "123456789012", "us-east-1",
	  "GenerateAssistantResponse",
	  "the customer list of one two three four payroll", "retry context",
	  "retry retry, then retry", PL_OUTCOME_INDEXED, NULL, 0 },
	/* 2 */
	{ "AWSLogs/a/2.json.gz", NULL, 2 * HOUR, PL_TYPE_INLINE, BERT, NULL,
	  NULL, "app.py", "123456789012", "eu-west-1", "GenerateCompletions",
	  NULL, "import retry", "def customers_listed(): pass",
	  PL_OUTCOME_INDEXED, NULL, 0 },
	/* 3, in the same object */
	{ "AWSLogs/a/2.json.gz", "not a uuid", INSTANT_NONE, PL_TYPE_INLINE,
	  BERT, NULL, NULL, "main.c", "123456789012", "eu-west-1",
	  "GenerateCompletions", NULL, "no time", NULL, PL_OUTCOME_INDEXED,
	  NULL, 0 },
	/* none */
	{ "AWSLogs/a/3.json.gz", NULL, 0, PL_TYPE_UNKNOWN, NULL, NULL, NULL,
	  NULL, NULL, NULL, NULL, NULL, NULL, NULL, PL_OUTCOME_REJECTED,
	  "it is empty", 0 },
	/* 4 */
	{ "AWSLogs/b/0.json.gz", NULL, 3 * HOUR, PL_TYPE_DEV, ANNA, "opus",
	  NULL, NULL, "210987654321", NULL, NULL, "list the customer", NULL,
	  NULL, PL_OUTCOME_PARTLY, "something", 0 },
};
/* clang-format on */
#define ROWS (sizeof rows / sizeof rows[0])

static struct pl_shard *shard;

static int
begin(void **state)
{
	if (scratch_begin(state) != 0)
		return 1;
	sample_make(scratch("day.db"), rows, ROWS, false);
	shard = sample_open(scratch("day.db"));
	return 0;
}

static int
end(void **state)
{
	pl_shard_close(shard);
	return scratch_end(state);
}

/* The members as "1 3", and the set is released. */
static const char *
text_of(enum pl_status rc, struct pl_set *set)
{
	static char text[200];
	size_t n = 0;

	text[0] = '\0';
	assert_int_equal(rc, PL_OK);
	assert_int_equal(set->limit, pl_shard_limit(shard));
	for (uint32_t m = 0; (m = pl_set_next(set, m)) != 0;)
		n += (size_t)snprintf(
		    text + n, sizeof text - n, n > 0 ? " %u" : "%u", m);
	pl_set_release(set);
	return text;
}

static const char *
match(const char *words, bool prefix, unsigned columns)
{
	struct span tokens[8];
	struct pl_phrase phrase = { tokens, 0, prefix, false };
	struct pl_term term = { columns, &phrase, 1, 0 };
	char *copy = xstrdup(words);
	struct pl_error err;
	struct pl_set set;

	for (char *w = strtok(copy, " "); w != NULL; w = strtok(NULL, " "))
		tokens[phrase.count++] = span_str(w);
	const char *text =
	    text_of(pl_shard_match(shard, &term, 1, &set, &err), &set);
	free(copy);
	return text;
}

#define PROMPT   PL_COLUMN_BIT(PL_COLUMN_PROMPT)
#define CONTEXT  PL_COLUMN_BIT(PL_COLUMN_CONTEXT)
#define RESPONSE PL_COLUMN_BIT(PL_COLUMN_RESPONSE)

static void
words_are_found_in_the_columns_asked_for(void **state)
{
	(void)state;
	assert_string_equal(match("retry", false, PL_ALL_TEXT), "1 2");
	assert_string_equal(match("retry", false, RESPONSE), "1");
	assert_string_equal(match("retry", false, PROMPT), "");
	assert_string_equal(match("retry", false, CONTEXT | PROMPT), "1 2");
	assert_string_equal(match("retry", false, 0), "");
	assert_string_equal(match("absent", false, PL_ALL_TEXT), "");
}

/* "*a b*" as a phrase that may begin within a word, and end within one. */
static struct pl_phrase
phrase_of(char *text, struct span tokens[8])
{
	struct pl_phrase phrase = { .tokens = tokens };
	size_t n = strlen(text);

	phrase.suffix = text[0] == '*';
	phrase.prefix = text[n - 1] == '*';
	for (char *w = strtok(text, "* "); w != NULL; w = strtok(NULL, "* "))
		tokens[phrase.count++] = span_str(w);
	return phrase;
}

static const char *
narrow(const char *one, const char *other, unsigned columns)
{
	char *copies[] = { xstrdup(one), xstrdup(other) };
	struct span tokens[2][8];
	struct pl_phrase phrases[2] = { phrase_of(copies[0], tokens[0]) };
	size_t count = 1;
	struct pl_error err;
	struct pl_set set;

	if (other[0] != '\0')
		phrases[count++] = phrase_of(copies[1], tokens[1]);
	assert_int_equal(pl_shard_all(shard, &set, &err), PL_OK);
	const char *text = text_of(
	    pl_shard_narrow(shard, phrases, count, columns, &set, &err), &set);
	free(copies[0]);
	free(copies[1]);
	return text;
}

static void
parts_of_words_are_found_in_the_columns_asked_for(void **state)
{
	(void)state;
	assert_string_equal(narrow("*ustome*", "", PL_ALL_TEXT), "1 2 4");
	assert_string_equal(narrow("*ustome*", "", PROMPT), "1 4");
	assert_string_equal(narrow("*ustome*", "", 0), "");
	assert_string_equal(narrow("*ustome*", "*etr*", PL_ALL_TEXT), "1 2");
	assert_string_equal(narrow("*ustome*", "*etr*", CONTEXT), "");
	assert_string_equal(narrow("*retry*", "", RESPONSE), "1");
	assert_string_equal(narrow("*0*", "", PL_ALL_TEXT), "");
	assert_string_equal(narrow("*u1*", "", PL_ALL_TEXT), "");
}

static void
a_phrase_may_begin_and_end_within_words(void **state)
{
	(void)state;
	assert_string_equal(narrow("*stomer list", "", PL_ALL_TEXT), "1");
	assert_string_equal(narrow("*stomer li", "", PL_ALL_TEXT), "");
	assert_string_equal(narrow("*stomer li*", "", PL_ALL_TEXT), "1");
	assert_string_equal(narrow("*stome list", "", PL_ALL_TEXT), "");
	assert_string_equal(narrow("stomer list", "", PL_ALL_TEXT), "");
	assert_string_equal(narrow("*customer list", "", PROMPT), "1");
	assert_string_equal(narrow("*customer list", "", CONTEXT), "");
	assert_string_equal(narrow("*he c*", "", PL_ALL_TEXT), "1 4");
	assert_string_equal(narrow("*he c*", "*etry", PL_ALL_TEXT), "1");
	assert_string_equal(narrow("the c*", "", PL_ALL_TEXT), "1 4");
	assert_string_equal(narrow("*etry", "", PL_ALL_TEXT), "1 2");
	assert_string_equal(narrow("*etr", "", PL_ALL_TEXT), "");
}

/* FTS5 cuts a word of forty thousand bytes; what was cut off may be what is
 * asked for. */
static void
a_word_that_was_cut_may_end_with_anything(void **state)
{
	static char word[40001];
	struct sample some[] = { rows[0], rows[1] };
	struct span tokens[] = { span_str("needle"), span_str("after") };
	const struct pl_phrase phrases[] = {
		{ tokens, 1, true, true },
		{ tokens, 1, false, true },
		{ tokens, 2, false, true },
	};
	struct pl_shard *s;
	struct pl_error err;
	struct pl_set set;

	(void)state;
	memset(word, 'x', sizeof word - 1);
	memcpy(word + sizeof word - 13, "needle after", 12);
	some[0].context = word;
	sample_make(scratch("long.db"), some, 2, false);
	s = sample_open(scratch("long.db"));
	for (size_t i = 0; i < sizeof phrases / sizeof *phrases; i++) {
		assert_int_equal(pl_shard_all(s, &set, &err), PL_OK);
		assert_int_equal(pl_shard_narrow(s, &phrases[i], 1,
				     PL_ALL_TEXT, &set, &err),
		    PL_OK);
		assert_true(pl_set_has(&set, 1));
		assert_false(pl_set_has(&set, 2));
		pl_set_release(&set);
	}
	pl_shard_close(s);
}

/* What stands in a text tens of thousands of times is not looked up. */
static void
words_with_long_lists_of_places_do_not_narrow(void **state)
{
	static char words[80000 * 10 + 1];
	struct sample some[] = { rows[0], rows[1] };
	struct pl_shard *day = shard;

	(void)state;
	for (size_t i = 0; i + 1 < sizeof words; i += 10)
		memcpy(words + i, "wing cats ", 10);
	some[0].context = words;
	some[0].prompt = "wing rare dog";
	some[1].context = "the dog";
	sample_make(scratch("lists.db"), some, 2, false);
	shard = sample_open(scratch("lists.db"));
	assert_string_equal(narrow("*ing cat*", "", PL_ALL_TEXT), "1 2");
	assert_string_equal(narrow("*ing rare c*", "", PL_ALL_TEXT), "1 2");
	assert_string_equal(narrow("*ing rare dog", "", PL_ALL_TEXT), "1");
	assert_string_equal(narrow("*are cat*", "", PL_ALL_TEXT), "1");
	assert_string_equal(narrow("*og", "", PL_ALL_TEXT), "1 2");
	pl_shard_close(shard);
	shard = day;
}

static void
a_phrase_is_adjacent_words_in_their_order(void **state)
{
	(void)state;
	assert_string_equal(match("customer list", false, PL_ALL_TEXT), "1");
	assert_string_equal(match("list customer", false, PL_ALL_TEXT), "");
	assert_string_equal(match("the customer", false, PL_ALL_TEXT), "1 4");
}

static void
a_prefix_is_of_the_last_word(void **state)
{
	(void)state;
	assert_string_equal(match("custom", false, PL_ALL_TEXT), "");
	assert_string_equal(match("custom", true, PL_ALL_TEXT), "1 2 4");
	assert_string_equal(match("customer l", true, PL_ALL_TEXT), "1");
	assert_string_equal(match("cust list", true, PL_ALL_TEXT), "");
}

static void
a_token_cannot_leave_its_quotes(void **state)
{
	static const char *const hostile[] = { "\"", "a\"", "retry\"OR\"the",
		"*", "NEAR(", "^the", "prompt:the", "-", ")", "\"\"\"",
		"\xFF"
		"t1",
		"\xFE", "retry\"*" };

	(void)state;
	for (size_t i = 0; i < sizeof hostile / sizeof hostile[0]; i++)
		assert_string_equal(match(hostile[i], false, PL_ALL_TEXT), "");
}

static const char *
match_near(const char *a, const char *b, unsigned distance)
{
	struct span x[] = { span_str(a) }, y[] = { span_str(b) };
	struct pl_phrase phrases[] = { { x, 1, false, false },
		{ y, 1, false, false } };
	struct pl_term term = { PL_ALL_TEXT, phrases, 2, distance };
	struct pl_error err;
	struct pl_set set;

	return text_of(pl_shard_match(shard, &term, 1, &set, &err), &set);
}

static void
near_counts_the_words_between_in_any_order(void **state)
{
	(void)state;
	assert_string_equal(match_near("list", "payroll", 5), "1");
	assert_string_equal(match_near("payroll", "list", 5), "1");
	assert_string_equal(match_near("list", "payroll", 4), "");
	assert_string_equal(match_near("customer", "list", 0), "1");
	assert_string_equal(match_near("customer", "list", 1), "1 4");
	/* Not from one column to another. */
	assert_string_equal(match_near("payroll", "context", 50), "");
}

static void
terms_must_all_match(void **state)
{
	struct span a[] = { span_str("retry") }, b[] = { span_str("import") };
	struct pl_phrase x = { a, 1, false, false },
			 y = { b, 1, false, false };
	struct pl_term terms[2] = { { PL_ALL_TEXT, &x, 1, 0 },
		{ PL_ALL_TEXT, &y, 1, 0 } };
	struct pl_error err;
	struct pl_set set;

	(void)state;
	assert_string_equal(
	    text_of(pl_shard_match(shard, terms, 2, &set, &err), &set), "2");
	assert_string_equal(
	    text_of(pl_shard_match(shard, terms, 0, &set, &err), &set),
	    "1 2 3 4");
	terms[1].columns = PL_COLUMN_BIT(PL_COLUMN_EXTRA);
	assert_string_equal(
	    text_of(pl_shard_match(shard, terms, 2, &set, &err), &set), "");
}

static void
very_many_terms_are_no_trouble(void **state)
{
	enum { COUNT = 200 };
	static struct pl_term terms[COUNT];
	struct span a[] = { span_str("retry") };
	struct pl_phrase x = { a, 1, false, false };
	struct pl_error err;
	struct pl_set set;

	(void)state;
	for (size_t i = 0; i < COUNT; i++)
		terms[i] = (struct pl_term){ PL_ALL_TEXT, &x, 1, 0 };
	assert_string_equal(
	    text_of(pl_shard_match(shard, terms, COUNT, &set, &err), &set),
	    "1 2");
}

static uint32_t times[5];

static void
add_times(void *context, uint32_t rowid, uint32_t count)
{
	assert_ptr_equal(context, times);
	times[rowid] = count;
}

static void
frequency_counts_the_instances(void **state)
{
	struct span a[] = { span_str("retry") };
	struct pl_phrase x = { a, 1, false, false };
	struct pl_term term = { PL_ALL_TEXT, &x, 1, 0 };
	struct pl_error err;

	(void)state;
	memset(times, 0, sizeof times);
	assert_int_equal(
	    pl_shard_frequency(shard, &term, add_times, times, &err), PL_OK);
	assert_int_equal(times[1], 4);
	assert_int_equal(times[2], 1);
	assert_int_equal(times[3] + times[4], 0);
	memset(times, 0, sizeof times);
	term.columns = 0;
	assert_int_equal(
	    pl_shard_frequency(shard, &term, add_times, times, &err), PL_OK);
	assert_int_equal(times[1], 0);
}

static const char *
between(int64_t least, int64_t below)
{
	struct pl_error err;
	struct pl_set set;

	return text_of(pl_shard_time(shard, least, below, &set, &err), &set);
}

static void
a_range_of_time_holds_its_beginning_and_not_its_end(void **state)
{
	(void)state;
	assert_string_equal(between(HOUR, 3 * HOUR), "1 2");
	assert_string_equal(between(HOUR + 1, 3 * HOUR + 1), "2 4");
	assert_string_equal(between(10 * HOUR, 20 * HOUR), "");
	assert_string_equal(between(2 * HOUR, INT64_MAX), "2 4");
}

static void
who_has_no_time_is_only_in_a_range_without_ends(void **state)
{
	(void)state;
	assert_string_equal(between(INSTANT_NONE, INT64_MAX), "1 2 3 4");
	assert_string_equal(between(INSTANT_NONE, 100 * HOUR), "1 2 4");
	assert_string_equal(between(-HOUR, INT64_MAX), "1 2 4");
}

/* With index.db's word for it that they are all within. */
static void
a_day_within_the_range_is_taken_whole(void **state)
{
	struct pl_index index = { .path = scratch_folder };
	struct pl_shard_info info = {
		.file = "whole.db", .least = HOUR, .greatest = 3 * HOUR
	};
	struct pl_shard *whole;
	struct pl_error err;
	struct pl_set set;
	struct stat st;

	(void)state;
	sample_make(scratch("whole.db"), rows, 1, false);
	assert_int_equal(stat(scratch("whole.db"), &st), 0);
	info.bytes = (uint64_t)st.st_size;
	assert_int_equal(pl_shard_open(&index, &info, &whole, &err), PL_OK);
	assert_int_equal(
	    pl_shard_time(whole, HOUR, 3 * HOUR + 1, &set, &err), PL_OK);
	assert_int_equal(pl_set_count(&set), 1);
	pl_set_release(&set);
	assert_int_equal(
	    pl_shard_time(whole, HOUR + 1, 3 * HOUR + 1, &set, &err), PL_OK);
	assert_int_equal(pl_set_count(&set), 0);
	pl_set_release(&set);
	pl_shard_close(whole);
}

static bool
equals(void *context, struct span name)
{
	return span_is(name, context);
}

static const char *
named(enum pl_name_kind kind, const char *name)
{
	struct pl_error err;
	struct pl_set set;

	return text_of(pl_shard_named(shard, kind, equals,
			   (void *)(uintptr_t)name, &set, &err),
	    &set);
}

static void
names_of_every_kind_find_their_records(void **state)
{
	(void)state;
	assert_string_equal(named(PL_NAME_USER, ANNA), "1 4");
	assert_string_equal(named(PL_NAME_USER, BERT), "2 3");
	assert_string_equal(named(PL_NAME_MODEL, "opus"), "4");
	assert_string_equal(named(PL_NAME_ACCOUNT, "123456789012"), "1 2 3");
	assert_string_equal(named(PL_NAME_REGION, "eu-west-1"), "2 3");
	assert_string_equal(
	    named(PL_NAME_LOG_TYPE, "GenerateCompletions"), "2 3");
	assert_string_equal(named(PL_NAME_TYPE, "inline"), "2 3");
	assert_string_equal(named(PL_NAME_TYPE, "unknown"), "");
	assert_string_equal(named(PL_NAME_FILE, "main.c"), "3");
	assert_string_equal(named(PL_NAME_CONVERSATION, "talk"), "1");
	/* A name of one kind is none of another. */
	assert_string_equal(named(PL_NAME_MODEL, ANNA), "");
}

static bool
any(void *context, struct span name)
{
	(void)context;
	(void)name;
	return true;
}

static void
more_names_than_fit_one_expression_are_found(void **state)
{
	enum { COUNT = 950 };
	static struct sample many[COUNT];
	static char texts[COUNT][16];
	struct pl_shard *s;
	struct pl_error err;
	struct pl_set set;

	(void)state;
	for (int i = 0; i < COUNT; i++) {
		snprintf(texts[i], sizeof texts[i], "user%d", i);
		many[i] = (struct sample){ .key = "one", .user = texts[i] };
	}
	sample_make(scratch("many.db"), many, COUNT, false);
	s = sample_open(scratch("many.db"));
	assert_int_equal(
	    pl_shard_named(s, PL_NAME_USER, any, NULL, &set, &err), PL_OK);
	assert_int_equal(pl_set_count(&set), COUNT);
	pl_set_release(&set);
	pl_shard_close(s);
}

static const char *
of_type(enum pl_type type)
{
	struct pl_error err;
	struct pl_set set;

	return text_of(pl_shard_type(shard, type, &set, &err), &set);
}

static void
types_find_their_records(void **state)
{
	(void)state;
	assert_string_equal(of_type(PL_TYPE_CHAT), "1");
	assert_string_equal(of_type(PL_TYPE_INLINE), "2 3");
	assert_string_equal(of_type(PL_TYPE_DEV), "4");
	assert_string_equal(of_type(PL_TYPE_UNKNOWN), "");
}

static bool
starts(void *context, struct span key)
{
	return span_starts(key, context);
}

static void
keys_find_the_records_of_their_objects(void **state)
{
	char folder[] = "AWSLogs/a/", one[] = "AWSLogs/b/0.json.gz",
	     none[] = "/AWSLogs";
	struct pl_error err;
	struct pl_set set;

	(void)state;
	assert_string_equal(
	    text_of(pl_shard_keyed(shard, starts, folder, &set, &err), &set),
	    "1 2 3");
	assert_string_equal(
	    text_of(pl_shard_keyed(shard, equals, one, &set, &err), &set),
	    "4");
	assert_string_equal(
	    text_of(pl_shard_keyed(shard, starts, none, &set, &err), &set),
	    "");
}

static const char *
identified(const char *id)
{
	struct pl_error err;
	struct pl_set set;

	return text_of(
	    pl_shard_identified(shard, span_str(id), &set, &err), &set);
}

static void
every_id_finds_its_record_and_no_other(void **state)
{
	(void)state;
	for (uint32_t i = 1; i <= 4; i++) {
		char expected[2] = { (char)('0' + i), '\0' };
		struct pl_error err;
		struct pl_row row;

		assert_int_equal(pl_shard_row(shard, i, &row, &err), PL_OK);
		char *id = xstrdup(row.id);
		assert_string_equal(identified(id), expected);
		free(id);
	}
}

static void
what_only_looks_like_an_id_finds_nothing(void **state)
{
	struct pl_error err;
	struct pl_row row;
	char id[PL_ID_TEXT + 8];

	(void)state;
	assert_int_equal(pl_shard_row(shard, 4, &row, &err), PL_OK);
	assert_int_equal(row.request.n, 0);
	assert_string_equal(row.id + 32, ".0");
	snprintf(id, sizeof id, "%s0", row.id);
	assert_string_equal(identified(id), "");
	snprintf(id, sizeof id, "%.33s00", row.id);
	assert_string_equal(identified(id), "");
	snprintf(id, sizeof id, "%.33s", row.id);
	assert_string_equal(identified(id), "");
	snprintf(id, sizeof id, "%.33s4294967296", row.id);
	assert_string_equal(identified(id), "");
	snprintf(id, sizeof id, "%.32s,0", row.id);
	assert_string_equal(identified(id), "");
	/* The made id of a record that has a request. */
	assert_int_equal(pl_shard_row(shard, 2, &row, &err), PL_OK);
	snprintf(id, sizeof id, "%.33s1", row.id);
	assert_string_equal(identified(id), "");
	assert_string_equal(identified(""), "");
}

static void
a_row_stays_valid_while_others_are_looked_for(void **state)
{
	struct pl_error err;
	struct pl_row row;

	(void)state;
	assert_int_equal(pl_shard_row(shard, 2, &row, &err), PL_OK);
	char *id = xstrdup(row.id);
	identified(id);
	assert_true(span_is(row.user, BERT));
	assert_true(span_is(row.file, "app.py"));
	assert_true(span_is(row.key, "AWSLogs/a/2.json.gz"));
	free(id);
}

static const char *
requested(const char *request)
{
	struct pl_error err;
	struct pl_set set;

	return text_of(
	    pl_shard_requested(shard, span_str(request), &set, &err), &set);
}

static void
requests_find_their_records_packed_or_not(void **state)
{
	(void)state;
	assert_string_equal(requested(R1), "1");
	assert_string_equal(requested("not a uuid"), "3");
	assert_string_equal(requested("NOT A UUID"), "");
	assert_string_equal(requested(""), "");
}

static void
all_are_all_and_none_is_a_copy(void **state)
{
	struct pl_error err;
	struct pl_set set;

	(void)state;
	assert_string_equal(
	    text_of(pl_shard_all(shard, &set, &err), &set), "1 2 3 4");
	assert_string_equal(
	    text_of(pl_shard_duplicates(shard, &set, &err), &set), "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_are_found_in_the_columns_asked_for),
		cmocka_unit_test(
		    parts_of_words_are_found_in_the_columns_asked_for),
		cmocka_unit_test(a_phrase_may_begin_and_end_within_words),
		cmocka_unit_test(
		    words_with_long_lists_of_places_do_not_narrow),
		cmocka_unit_test(a_word_that_was_cut_may_end_with_anything),
		cmocka_unit_test(a_phrase_is_adjacent_words_in_their_order),
		cmocka_unit_test(a_prefix_is_of_the_last_word),
		cmocka_unit_test(a_token_cannot_leave_its_quotes),
		cmocka_unit_test(near_counts_the_words_between_in_any_order),
		cmocka_unit_test(terms_must_all_match),
		cmocka_unit_test(very_many_terms_are_no_trouble),
		cmocka_unit_test(frequency_counts_the_instances),
		cmocka_unit_test(
		    a_range_of_time_holds_its_beginning_and_not_its_end),
		cmocka_unit_test(
		    who_has_no_time_is_only_in_a_range_without_ends),
		cmocka_unit_test(a_day_within_the_range_is_taken_whole),
		cmocka_unit_test(names_of_every_kind_find_their_records),
		cmocka_unit_test(more_names_than_fit_one_expression_are_found),
		cmocka_unit_test(types_find_their_records),
		cmocka_unit_test(keys_find_the_records_of_their_objects),
		cmocka_unit_test(every_id_finds_its_record_and_no_other),
		cmocka_unit_test(what_only_looks_like_an_id_finds_nothing),
		cmocka_unit_test(
		    a_row_stays_valid_while_others_are_looked_for),
		cmocka_unit_test(requests_find_their_records_packed_or_not),
		cmocka_unit_test(all_are_all_and_none_is_a_copy),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
