#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "indexer/parse/record.h"

#define CHAT_REQUEST        "generateAssistantResponseEventRequest"
#define CHAT_RESPONSE       "generateAssistantResponseEventResponse"
#define INLINE_REQUEST      "generateCompletionsEventRequest"
#define INLINE_RESPONSE     "generateCompletionsEventResponse"
#define DEV_REQUEST         "startTaskAssistCodeGenerationEventRequest"
#define DEV_RESPONSE        "startTaskAssistCodeGenerationEventResponse"
#define TIME                "\"timeStamp\":\"2025-01-06T15:09:16Z\""
#define HALF(name, members) "\"" name "\":{" members "}"
#define CHAT(request, response)                                               \
	"{" HALF(CHAT_REQUEST, TIME request) "," HALF(                        \
	    CHAT_RESPONSE, response) "}"
#define INLINE(request, response)                                             \
	"{" HALF(INLINE_REQUEST, TIME request) "," HALF(                      \
	    INLINE_RESPONSE, response) "}"

struct fixture {
	struct record_parser *parser;
	struct cuts cuts;
	struct pl_record record;
	struct notes notes;
};

static int
set_up(void **state)
{
	struct fixture *f = xcalloc(1, sizeof *f);

	f->parser = record_parser_new();
	cuts_init(&f->cuts);
	*state = f;
	return 0;
}

static int
tear_down(void **state)
{
	struct fixture *f = *state;

	record_parser_free(f->parser);
	cuts_release(&f->cuts);
	free(f);
	return 0;
}

static const struct pl_place place = { .hour = NS_PER_HOUR };

/* Parts lie in order in their columns, one newline between them, and nothing
 * lies outside of them. */
static void
check_parts(const struct pl_record *r)
{
	size_t at[PL_COLUMNS] = { 0 };
	bool begun[PL_COLUMNS] = { false };

	for (size_t i = 0; i < r->part_count; i++) {
		const struct pl_part *part = &r->parts[i];
		struct span column = r->column[part->column];

		if (begun[part->column]) {
			assert_true(at[part->column] < column.n);
			assert_int_equal(column.p[at[part->column]++], '\n');
		}
		begun[part->column] = true;
		assert_int_equal(part->offset, at[part->column]);
		at[part->column] += part->length;
	}
	for (int i = 0; i < PL_COLUMNS; i++)
		assert_int_equal(at[i], r->column[i].n);
}

static enum pl_status
parse_bytes(struct fixture *f, struct span text)
{
	struct pl_error err;
	struct record_source source = {
		.text = text,
		.place = &place,
	};

	assert_int_equal(cut_records(text, &f->cuts, &err), PL_OK);
	assert_int_equal(f->cuts.count, 1);
	source.cut = &f->cuts.items[0];
	f->notes = (struct notes){ .count = 0 };
	enum pl_status rc =
	    record_parse(f->parser, &source, &f->record, &f->notes);
	if (rc == PL_OK)
		check_parts(&f->record);
	return rc;
}

/* The text must outlive the checks on f->record. */
static void
parse(struct fixture *f, const char *text)
{
	assert_int_equal(parse_bytes(f, span_str(text)), PL_OK);
}

static void
is(struct span got, const char *expected)
{
	char *text = xstrndup(got.p, got.n);

	assert_string_equal(text, expected);
	free(text);
}

static void
column_is(struct fixture *f, enum pl_column column, const char *expected)
{
	is(f->record.column[column], expected);
}

/* The members of the parts, as letters in the order of enum pl_member. */
static void
parts_are(struct fixture *f, const char *expected)
{
	char got[64] = "";

	assert_true(f->record.part_count < sizeof got);
	for (size_t i = 0; i < f->record.part_count; i++)
		got[i] = "plrfaotuscCUEmTx"[f->record.parts[i].member];
	assert_string_equal(got, expected);
}

static void
a_chat_record_is_read_whole(void **state)
{
	struct fixture *f = *state;

	parse(f,
	    CHAT(",\"userId\":\"u\",\"modelId\":\"m\",\"customizationArn\":"
		 "\"arn:x\",\"chatTriggerType\":\"MANUAL\","
		 "\"prompt\":\"<current_context>c</current_context> "
		 "why?\\n<EnvironmentContext>e</EnvironmentContext> so\"",
		"\"requestId\":\"r\",\"messageMetadata\":"
		"{\"conversationId\":\"k\",\"utteranceId\":\"t\"},"
		"\"codeReferenceEvents\":[{\"url\":\"h://a/b\",\"n\":1.50}],"
		"\"followupPrompts\":\"one two\","
		"\"supplementaryWebLinksEvent\":[{\"uri\":\"u1\",\"title\":"
		"\"t1\",\"snippet\":\"s1\"},{\"uri\":\"u2\"}],"
		"\"assistantResponse\":\"because\""));
	assert_int_equal(f->record.type, PL_TYPE_CHAT);
	assert_int_equal(f->record.flags, 0);
	assert_int_equal(f->notes.count, 0);
	assert_int_equal(f->record.time, INT64_C(1736176156) * NS_PER_SECOND);
	is(f->record.user, "u");
	is(f->record.model, "m");
	is(f->record.request, "r");
	is(f->record.conversation, "k");
	column_is(f, PL_COLUMN_PROMPT, "why?\nso");
	column_is(f, PL_COLUMN_CONTEXT,
	    "<current_context>c</current_context> \n"
	    "\n<EnvironmentContext>e</EnvironmentContext> ");
	column_is(f, PL_COLUMN_RESPONSE,
	    "because\none two\nt1\nu1\ns1\n\nu2\n"
	    "[{\"url\":\"h://a/b\",\"n\":1.50}]");
	column_is(f, PL_COLUMN_EXTRA, "arn:x\nMANUAL\nt");
	parts_are(f, "ppppEmaotustucT");
}

static void
the_pieces_of_a_prompt_make_it_whole_again(void **state)
{
	struct fixture *f = *state;
	static const char prompt[] =
	    "a <current_context>c</current_context>  b";
	struct buf whole;

	parse(f,
	    CHAT(",\"prompt\":\"a <current_context>c</current_context>  b\"",
		""));
	buf_init(&whole, BUF_UNLIMITED);
	for (size_t i = 0; i < f->record.part_count; i++) {
		const struct pl_part *part = &f->record.parts[i];

		assert_int_equal(part->member, PL_MEMBER_PROMPT);
		buf_add(&whole,
		    f->record.column[part->column].p + part->offset,
		    part->length);
	}
	assert_string_equal(whole.p, prompt);
	buf_release(&whole);
}

static void
an_inline_record_keeps_code_as_context(void **state)
{
	struct fixture *f = *state;

	parse(f,
	    INLINE(",\"leftContext\":\"int\\r\\n\",\"rightContext\":\"}\","
		   "\"fileName\":\"a.c\",\"customizationArn\":null",
		"\"completions\":[\"one\",{\"content\":\"two\"},"
		"{\"content\":\"three\",\"score\":1},null,\"\",7,"
		"{\"x\":\"a\\nb\"}]"));
	assert_int_equal(f->record.type, PL_TYPE_INLINE);
	is(f->record.file, "a.c");
	column_is(f, PL_COLUMN_PROMPT, "");
	column_is(f, PL_COLUMN_CONTEXT,
	    "int\r\n\n}\na.c\n{\"response\":{\"completions\":"
	    "[null,null,{\"score\":1},null,null,null,null]}}");
	column_is(
	    f, PL_COLUMN_RESPONSE, "one\ntwo\nthree\n7\n{\"x\":\"a\nb\"}");
	parts_are(f, "lrfCCCCCU");
	parse(f, INLINE("", "\"completions\":[]"));
	assert_int_equal(f->record.part_count, 0);
}

static void
a_dev_record_is_a_chat_without_an_answer(void **state)
{
	struct fixture *f = *state;

	parse(f,
	    "{" HALF(DEV_REQUEST,
		"\"prompt\":\"hello\",\"chatTriggerType\":\"MANUAL\","
		"\"conversationId\":\"k\"," TIME) "," HALF(DEV_RESPONSE,
		"\"requestId\":\"r\"") "}");
	assert_int_equal(f->record.type, PL_TYPE_DEV);
	assert_int_equal(f->record.flags, 0);
	is(f->record.conversation, "k");
	is(f->record.request, "r");
	column_is(f, PL_COLUMN_PROMPT, "hello");
}

static void
a_missing_half_is_no_failure(void **state)
{
	struct fixture *f = *state;

	parse(f, "{" HALF(CHAT_REQUEST, TIME) "}");
	assert_int_equal(f->record.flags, PL_RECORD_NO_RESPONSE);
	assert_int_equal(f->notes.count, 0);
	parse(f,
	    "{\"" CHAT_REQUEST "\":null,"
	    "\"" CHAT_RESPONSE "\":{\"assistantResponse\":\"x\"}}");
	assert_int_equal(f->record.flags, PL_RECORD_TIME_FROM_KEY);
	assert_int_equal(f->record.time, NS_PER_HOUR);
	assert_string_equal(f->notes.first, "record 1: no timeStamp");
	parts_are(f, "a");
	parse(f, "{" HALF(CHAT_REQUEST, TIME) ",\"" CHAT_RESPONSE "\":7}");
	assert_int_equal(f->record.flags, PL_RECORD_NO_RESPONSE);
	column_is(
	    f, PL_COLUMN_CONTEXT, "{\"record\":{\"" CHAT_RESPONSE "\":7}}");
}

static void
unknown_members_survive_where_they_stood(void **state)
{
	struct fixture *f = *state;

	parse(f,
	    "{\"v\":2," HALF(CHAT_REQUEST,
		TIME
		",\"new\":[1.10,1e5,true,null],\"nil\":null,"
		"\"big\":12345678901234567890123,"
		"\"url\":\"a/b\",\"text\":\"one\\ntwo\\u0001\\\"\\\\n\"") "," HALF(CHAT_RESPONSE,
		"\"more\":{\"\\u00e9\":\"\\t\"},\"messageMetadata\":"
		"{\"utteranceId\":null,\"extra\":0}") "}");
	column_is(f, PL_COLUMN_CONTEXT,
	    "{\"record\":{\"v\":2},"
	    "\"request\":{\"new\":[1.10,1e5,true,null],\"nil\":null,"
	    "\"big\":12345678901234567890123,\"url\":\"a/b\","
	    "\"text\":\"one\ntwo\x01\\\"\\\\n\"},"
	    "\"response\":{\"messageMetadata\":{\"extra\":0},"
	    "\"more\":{\"é\":\"\t\"}}}");
	parts_are(f, "U");
	assert_int_equal(f->notes.count, 0);
}

static void
of_members_of_one_name_the_last_counts_and_none_is_lost(void **state)
{
	struct fixture *f = *state;

	parse(f,
	    CHAT(",\"prompt\":\"first\",\"prompt\":null,"
		 "\"prompt\":\"last\"",
		"\"assistantResponse\":\"said\",\"messageMetadata\":{\"a\":1},"
		"\"messageMetadata\":{\"utteranceId\":\"u\"},"
		"\"supplementaryWebLinksEvent\":[{\"uri\":\"x\",\"uri\":"
		"\"y\"}]"));
	column_is(f, PL_COLUMN_PROMPT, "last");
	column_is(f, PL_COLUMN_RESPONSE, "said\n\ny");
	column_is(f, PL_COLUMN_CONTEXT,
	    "{\"request\":{\"prompt\":\"first\"},"
	    "\"response\":{\"supplementaryWebLinksEvent\":[{\"uri\":\"x\"}],"
	    "\"messageMetadata\":{\"a\":1}}}");
	/* A null that comes last counts as well. */
	parse(f, CHAT(",\"prompt\":\"first\",\"prompt\":null", ""));
	column_is(f, PL_COLUMN_PROMPT, "");
	column_is(
	    f, PL_COLUMN_CONTEXT, "{\"request\":{\"prompt\":\"first\"}}");
}

static void
unknown_members_are_json_again_when_restored(void **state)
{
	struct fixture *f = *state;
	struct buf b;

	parse(f,
	    CHAT(",\"text\":\"one\\ntwo\\u0001\\u0000\\t\\\"\\\\n\\/\"", ""));
	buf_init(&b, BUF_UNLIMITED);
	pl_json_restore(&b, f->record.column[PL_COLUMN_CONTEXT]);
	assert_string_equal(b.p,
	    "{\"request\":{\"text\":"
	    "\"one\\ntwo\\u0001\\u0000\\t\\\"\\\\n/\"}}");
	buf_release(&b);
}

static void
a_member_of_the_wrong_type_is_kept_as_unknown(void **state)
{
	struct fixture *f = *state;

	parse(f,
	    "{" HALF(CHAT_REQUEST,
		"\"prompt\":7,\"userId\":[1],\"timeStamp\":12,"
		"\"chatTriggerType\":{}") "," HALF(CHAT_RESPONSE,
		"\"assistantResponse\":false,\"requestId\":5,"
		"\"codeReferenceEvents\":\"x\",\"messageMetadata\":3,"
		"\"supplementaryWebLinksEvent\":[{\"title\":1,\"uri\":\"u\"},"
		"\"odd\"]") "}");
	assert_int_equal(f->record.user.n + f->record.request.n, 0);
	column_is(f, PL_COLUMN_CONTEXT,
	    "{\"request\":{\"prompt\":7,\"chatTriggerType\":{},"
	    "\"userId\":[1],\"timeStamp\":12},"
	    "\"response\":{\"assistantResponse\":false,"
	    "\"supplementaryWebLinksEvent\":[{\"title\":1},\"odd\"],"
	    "\"codeReferenceEvents\":\"x\",\"messageMetadata\":3,"
	    "\"requestId\":5}}");
	column_is(f, PL_COLUMN_RESPONSE, "\nu");
	assert_string_equal(f->notes.first, "record 1: no timeStamp");
}

static void
a_conversation_is_found_at_every_level(void **state)
{
	struct fixture *f = *state;

	parse(f,
	    "{\"conversationId\":\"a\"," HALF(CHAT_REQUEST,
		"\"conversationId\":\"b\"," TIME) "," HALF(CHAT_RESPONSE,
		"\"conversationId\":\"b\","
		"\"messageMetadata\":{\"conversationId\":\"\"}") "}");
	is(f->record.conversation, "b");
	/* A second opinion is not lost. */
	column_is(
	    f, PL_COLUMN_CONTEXT, "{\"record\":{\"conversationId\":\"a\"}}");
	parse(f, "{\"conversationId\":\"a\"," HALF(CHAT_REQUEST, TIME) "}");
	is(f->record.conversation, "a");
	assert_int_equal(f->record.part_count, 0);
}

static void
a_request_id_that_is_none_is_kept_as_unknown(void **state)
{
	struct fixture *f = *state;
	char *text = xasprintf(
	    CHAT("", "\"requestId\":\"%0*d\""), PL_REQUEST_MAX + 1, 0);

	parse(f, text);
	assert_int_equal(f->record.request.n, 0);
	assert_int_equal(f->record.part_count, 1);
	free(text);
	text =
	    xasprintf(CHAT("", "\"requestId\":\"%0*d\""), PL_REQUEST_MAX, 0);
	parse(f, text);
	assert_int_equal(f->record.request.n, PL_REQUEST_MAX);
	assert_int_equal(f->record.part_count, 0);
	free(text);
	parse(f, CHAT("", "\"requestId\":\"a\\nb\""));
	assert_int_equal(f->record.request.n, 0);
	column_is(
	    f, PL_COLUMN_CONTEXT, "{\"response\":{\"requestId\":\"a\nb\"}}");
}

static void
an_unknown_type_gives_what_it_shares_with_the_others(void **state)
{
	struct fixture *f = *state;

	parse(f,
	    "{\"fooEventRequest\":{\"userId\":\"u\"," TIME
	    ",\"x\":\"y\"},\"fooEventResponse\":{\"requestId\":\"r\"},"
	    "\"n\":1}");
	assert_int_equal(f->record.type, PL_TYPE_UNKNOWN);
	is(f->record.user, "u");
	is(f->record.request, "r");
	assert_int_equal(f->record.flags, 0);
	assert_int_equal(f->notes.count, 1);
	assert_string_equal(
	    f->notes.first, "record 1: unknown type 'fooEventRequest'");
	column_is(f, PL_COLUMN_CONTEXT,
	    "{\"record\":{\"fooEventRequest\":{\"userId\":\"u\"," TIME
	    ",\"x\":\"y\"},\"fooEventResponse\":{\"requestId\":\"r\"},"
	    "\"n\":1}}");
	/* Which of two would it be? */
	parse(f,
	    "[{\"aRequest\":{\"userId\":\"u\"},\"bRequest\":{},\"userId\":"
	    "\"v\"}]");
	is(f->record.user, "v");
	assert_string_equal(f->notes.first, "record 1: unknown type");
	/* A half that is there twice is no other half. */
	parse(f,
	    "{\"aRequest\":{\"userId\":\"u\"},"
	    "\"aRequest\":{\"userId\":\"v\"}}");
	is(f->record.user, "v");
	assert_string_equal(
	    f->notes.first, "record 1: unknown type 'aRequest'");
	column_is(f, PL_COLUMN_CONTEXT,
	    "{\"record\":{\"aRequest\":{\"userId\":\"u\"},"
	    "\"aRequest\":{\"userId\":\"v\"}}}");
}

static void
a_long_name_is_cut_between_characters(void **state)
{
	struct fixture *f = *state;

	parse(f,
	    "{\"" CHAT_REQUEST "\":{\"timeStamp\":\"a"
	    "éééééééééééééééééééééééééééééééééééé\"}}");
	assert_string_equal(f->notes.first,
	    "record 1: timeStamp 'a"
	    "ééééééééééééééééééééééééééééé' cannot be read");
	parts_are(f, "x");
}

static void
nul_and_lone_surrogates_stand_in_strings(void **state)
{
	struct fixture *f = *state;

	parse(f,
	    CHAT(",\"prompt\":\"a\\u0000b\\ud83d\\ude00\"",
		"\"assistantResponse\":\"\\ud800x\""));
	assert_int_equal(f->record.column[PL_COLUMN_PROMPT].n, 7);
	assert_memory_equal(f->record.column[PL_COLUMN_PROMPT].p, "a\0b😀", 7);
	column_is(f, PL_COLUMN_RESPONSE, "\xEF\xBF\xBDx");
	assert_int_equal(f->record.flags, PL_RECORD_UTF8_REPAIRED);
}

static void
no_character_beyond_the_first_plane_is_lost(void **state)
{
	struct fixture *f = *state;

	parse(f,
	    CHAT(",\"prompt\":\"\\ud836\\udcc0 \\uD877\\uDC00\\n\"",
		"\"assistantResponse\":\"\U0001D8C0 \U0002DC00\""));
	column_is(f, PL_COLUMN_PROMPT, "\U0001D8C0 \U0002DC00\n");
	column_is(f, PL_COLUMN_RESPONSE, "\U0001D8C0 \U0002DC00");
	assert_int_equal(f->record.flags, 0);
}

static void
bare_control_characters_and_bad_bytes_are_read(void **state)
{
	struct fixture *f = *state;
	static const char text[] = CHAT(
	    ",\"prompt\":\"a\n\tb\\\"\x01\xC3(\",\"n\":-1234567890123456789"
	    "0,\"m\":[18446744073709551616,1]",
	    "");

	assert_int_equal(
	    parse_bytes(f, span_of(text, sizeof text - 1)), PL_OK);
	column_is(f, PL_COLUMN_PROMPT, "a\n\tb\"\x01\xEF\xBF\xBD(");
	assert_int_equal(f->record.flags, PL_RECORD_UTF8_REPAIRED);
	column_is(f, PL_COLUMN_CONTEXT,
	    "{\"request\":{\"n\":-12345678901234567890,"
	    "\"m\":[18446744073709551616,1]}}");
	/* A NUL byte ends nothing. */
	static const char nul[] = CHAT(",\"prompt\":\"a\0b\"", "");
	assert_int_equal(parse_bytes(f, span_of(nul, sizeof nul - 1)), PL_OK);
	assert_int_equal(f->record.column[PL_COLUMN_PROMPT].n, 3);
	assert_int_equal(f->record.flags, 0);
}

static void
a_router_s_answer_is_marked(void **state)
{
	struct fixture *f = *state;

	parse(f,
	    CHAT("",
		"\"assistantResponse\":\"{\\\"chat\\\":0,\\\"do\\\":1,"
		"\\\"spec\\\":0}\""));
	assert_int_equal(f->record.flags, PL_RECORD_ROUTER);
}

int
main(void)
{
#define TEST(t) cmocka_unit_test_setup_teardown(t, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(a_chat_record_is_read_whole),
		TEST(the_pieces_of_a_prompt_make_it_whole_again),
		TEST(an_inline_record_keeps_code_as_context),
		TEST(a_dev_record_is_a_chat_without_an_answer),
		TEST(a_missing_half_is_no_failure),
		TEST(unknown_members_survive_where_they_stood),
		TEST(of_members_of_one_name_the_last_counts_and_none_is_lost),
		TEST(unknown_members_are_json_again_when_restored),
		TEST(a_member_of_the_wrong_type_is_kept_as_unknown),
		TEST(a_conversation_is_found_at_every_level),
		TEST(a_request_id_that_is_none_is_kept_as_unknown),
		TEST(an_unknown_type_gives_what_it_shares_with_the_others),
		TEST(a_long_name_is_cut_between_characters),
		TEST(nul_and_lone_surrogates_stand_in_strings),
		TEST(no_character_beyond_the_first_plane_is_lost),
		TEST(bare_control_characters_and_bad_bytes_are_read),
		TEST(a_router_s_answer_is_marked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
