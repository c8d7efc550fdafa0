#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "sample_hit.h"

#define ID "64d13ea7-dff5-4563-9285-6a9e351e87a0"
#define HIT                                                                   \
	"{\"id\":\"" ID "\",\"time\":\"2026-07-27T23:03:29.027400929Z\","     \
	"\"type\":\"chat\",\"user\":\"" SAMPLE_USER                           \
	"\",\"account\":\"123456789012\",\"region\":\"us-east-1\","           \
	"\"conversation\":null,\"conversation_rule\":null,"                   \
	"\"request_id\":\"" ID "\",\"file\":null,\"model\":\"auto\","         \
	"\"archive\":1,\"object\":\"" SAMPLE_KEY                              \
	"\",\"ordinal\":0,\"duplicate\":false,"                               \
	"\"snippet\":\"fix the retry logic\"}"

static void
a_hit_is_a_line_with_every_member(void **state)
{
	assert_string_equal(sample_print(*state, &print_jsonl), HIT "\n");
}

static void
full_adds_the_texts_and_null_for_those_that_are_empty(void **state)
{
	struct sample *s = *state;

	s->print.full = true;
	assert_non_null(strstr(sample_print(s, &print_jsonl),
	    "\"prompt\":\"fix the retry logic\",\"context\":null,"
	    "\"response\":\"Wrap the call in a loop\"}\n"));
}

static void
a_conversation_comes_with_its_rule_and_flags_with_their_names(void **state)
{
	struct sample *s = *state;
	const char *out;

	s->hit.row.conversation = span_str("da1c95b6");
	s->hit.row.flags =
	    PL_RECORD_UTF8_REPAIRED | PL_RECORD_ROUTER | PL_RECORD_DUPLICATE;
	out = sample_print(s, &print_jsonl);
	assert_non_null(strstr(out,
	    "\"conversation\":\"da1c95b6\",\"conversation_rule\":\"id\""));
	assert_non_null(strstr(out,
	    "\"duplicate\":true,\"flags\":[\"utf8_repaired\",\"router\"],"));
}

static void
text_survives_with_its_nuls(void **state)
{
	struct sample *s = *state;

	s->print.full = true;
	s->record.column[PL_COLUMN_PROMPT] = span_of("a\0b", 3);
	assert_non_null(
	    strstr(sample_print(s, &print_jsonl), "\"prompt\":\"a\\u0000b\""));
}

static void
the_document_says_what_it_answers_and_whether_that_is_all(void **state)
{
	struct sample *s = *state;
	struct incomplete gap = { "shard", (char *)(uintptr_t) "days/x.db",
		(char *)(uintptr_t) "damaged", INSTANT_NONE };
	struct pl_shard_info shard = {
		.least = 0, .greatest = NS_PER_SECOND, .records = 1
	};
	struct pl_run runs[] = {
		{ .command = "update",
		    .state = PL_RUN_ENDED,
		    .ended = 5 * NS_PER_SECOND },
		{ .command = "update",
		    .state = PL_RUN_OPEN,
		    .ended = INSTANT_NONE },
	};

	s->index.shards = &shard;
	s->index.shard_count = 1;
	s->index.runs = runs;
	s->index.run_count = 2;
	s->answer.incomplete = &gap;
	s->answer.incomplete_count = 1;
	assert_true(span_starts(span_str(sample_print(s, &print_json)),
	    "{\n"
	    "  \"schema_version\": 1,\n"
	    "  \"query\": \"retry\",\n"
	    "  \"understood\": \"retry\",\n"
	    "  \"as_of\": \"1970-01-01T00:00:05Z\",\n"
	    "  \"covered\": {\n"
	    "    \"from\": \"1970-01-01T00:00:00Z\",\n"
	    "    \"to\": \"1970-01-01T00:00:01Z\"\n"
	    "  },\n"
	    "  \"archives\": [\n"
	    "    {\n"
	    "      \"id\": 1,\n"
	    "      \"root\": \"/data/logs\",\n"
	    "      \"as_of\": null,\n"
	    "      \"whole\": null\n"
	    "    }\n"
	    "  ],\n"
	    "  \"total\": 1,\n"
	    "  \"copies\": 0,\n"
	    "  \"hits\": [\n"
	    "    {\n"
	    "      \"id\": \"" ID "\",\n"));
	assert_true(span_ends(buf_span(&s->print.out),
	    "  \"shown\": 1,\n"
	    "  \"complete\": false,\n"
	    "  \"incomplete_total\": 1,\n"
	    "  \"incomplete\": [\n"
	    "    {\n"
	    "      \"kind\": \"shard\",\n"
	    "      \"subject\": \"days/x.db\",\n"
	    "      \"reason\": \"damaged\"\n"
	    "    }\n"
	    "  ],\n"
	    "  \"forgotten\": []\n"
	    "}\n"));
}

static void
an_index_that_never_ended_a_run_is_as_of_nothing(void **state)
{
	struct sample *s = *state;
	const char *out = sample_print(s, &print_json);

	assert_non_null(strstr(out, "\"as_of\": null"));
	assert_non_null(strstr(out, "\"from\": null"));
	assert_non_null(strstr(out, "\"complete\": true"));
	assert_non_null(strstr(out, "\"incomplete\": []"));
}

static void
a_total_that_was_not_counted_is_null(void **state)
{
	struct sample *s = *state;

	s->answer.exact = false;
	assert_non_null(
	    strstr(sample_print(s, &print_json), "\"total\": null"));
}

static void
an_answer_without_hits_has_an_empty_list(void **state)
{
	struct sample *s = *state;

	print_json.begin(&s->print, &s->answer);
	print_json.end(&s->print, &s->answer);
	assert_non_null(strstr(s->print.out.p, "\"hits\": []"));
}

static void
groups_stand_in_the_place_of_hits(void **state)
{
	struct sample *s = *state;
	const struct group groups[] = { { span_str("alice"), 2, 0 },
		{ span_str(""), 1, 0 } };
	const struct grouping g = { "user", groups, 2, 7 };

	print_json.groups(&s->print, &s->answer, &g);
	assert_null(strstr(s->print.out.p, "\"hits\""));
	assert_non_null(strstr(s->print.out.p, "\"by\": \"user\""));
	assert_non_null(strstr(s->print.out.p, "\"value\": null"));
	buf_clear(&s->print.out);
	print_jsonl.groups(&s->print, &s->answer, &g);
	assert_string_equal(s->print.out.p,
	    "{\"value\":\"alice\",\"count\":2}\n"
	    "{\"value\":null,\"count\":1}\n");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		sample_test(a_hit_is_a_line_with_every_member),
		sample_test(
		    full_adds_the_texts_and_null_for_those_that_are_empty),
		sample_test(
		    a_conversation_comes_with_its_rule_and_flags_with_their_names),
		sample_test(text_survives_with_its_nuls),
		sample_test(
		    the_document_says_what_it_answers_and_whether_that_is_all),
		sample_test(an_index_that_never_ended_a_run_is_as_of_nothing),
		sample_test(a_total_that_was_not_counted_is_null),
		sample_test(an_answer_without_hits_has_an_empty_list),
		sample_test(groups_stand_in_the_place_of_hits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
