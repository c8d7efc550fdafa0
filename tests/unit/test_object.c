#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <zlib.h>

#include "base/json_tree.h"
#include "base/mem.h"
#include "indexer/parse/object.h"

#define USER "d-9267505111.b8f1f340-9081-70ad-5fc5-0f3715193700"
#define CHAT                                                                  \
	"{\"generateAssistantResponseEventRequest\":{\"prompt\":\"fix the "   \
	"retry logic\",\"chatTriggerType\":\"MANUAL\",\"userId\":\"" USER     \
	"\",\"timeStamp\":\"2026-07-27T23:03:29.027400929Z\",\"modelId\":"    \
	"\"auto\"},\"generateAssistantResponseEventResponse\":"               \
	"{\"assistantResponse\":\"Wrap the call in …\","                    \
	"\"codeReferenceEvents\":[],"                                         \
	"\"requestId\":\"64d13ea7-dff5-4563-9285-6a9e351e87a0\"}}"
#define INLINE                                                                \
	"{\"generateCompletionsEventRequest\":{\"leftContext\":\"import "     \
	"os\\r\\n\",\"rightContext\":\"\",\"fileName\":\"app.py\","           \
	"\"customizationArn\":null,\"userId\":\"" USER                        \
	"\",\"timeStamp\":\"2025-01-06T15:09:16.412719Z\"},"                  \
	"\"generateCompletionsEventResponse\":{\"completions\":[\"def "       \
	"main():\\n    pass\"],"                                              \
	"\"requestId\":\"797c70ee-abc9-4cc7-a148-b9df17f6ce48\"}}"
#define RECORDS(r) "{\"records\":[" r "]}"

/* What a sink was given. */
struct got {
	size_t count;
	struct {
		uint32_t ordinal;
		uint64_t begin, end;
		enum pl_type type;
		unsigned flags;
		int64_t time;
		char *column[PL_COLUMNS];
	} record[8];
	size_t stop_at; /* fail at the record of this number, from 1 */
};

static enum pl_status
collect(void *context, const struct pl_record *r, struct pl_error *err)
{
	struct got *got = context;

	if (got->count + 1 == got->stop_at)
		return pl_fail(err, PL_EDB, "the disk is full");
	if (got->count < 8) {
		got->record[got->count].ordinal = r->ordinal;
		got->record[got->count].begin = r->begin;
		got->record[got->count].end = r->end;
		got->record[got->count].type = r->type;
		got->record[got->count].flags = r->flags;
		got->record[got->count].time = r->time;
		for (int i = 0; i < PL_COLUMNS; i++)
			got->record[got->count].column[i] =
			    xstrndup(r->column[i].p, r->column[i].n);
	}
	got->count++;
	return PL_OK;
}

struct fixture {
	struct object_parser *parser;
	struct object_result result;
	struct got got;
};

static void
forget(struct fixture *f)
{
	for (size_t i = 0; i < 8; i++)
		for (int c = 0; c < PL_COLUMNS; c++)
			free(f->got.record[i].column[c]);
	f->got = (struct got){ 0 };
}

static int
set_up(void **state)
{
	struct fixture *f = xcalloc(1, sizeof *f);

	f->parser = object_parser_new();
	*state = f;
	return 0;
}

static int
tear_down(void **state)
{
	struct fixture *f = *state;

	forget(f);
	object_parser_free(f->parser);
	free(f);
	return 0;
}

static const struct pl_place place = { .hour = 3600, .day = 0 };

static void
parse_bytes(struct fixture *f, const char *p, size_t n)
{
	struct pl_error err;

	forget(f);
	assert_int_equal(object_parse(f->parser, span_of(p, n), &place,
			     collect, &f->got, &f->result, &err),
	    PL_OK);
	assert_int_equal(f->result.records, f->got.count);
}

static void
parse(struct fixture *f, const char *text)
{
	parse_bytes(f, text, strlen(text));
}

static void
expect(const struct fixture *f, enum pl_outcome outcome, size_t records,
    const char *reason)
{
	assert_string_equal(f->result.reason, reason);
	assert_int_equal(f->result.outcome, outcome);
	assert_int_equal(f->got.count, records);
}

/* text as one gzip member, to be freed */
static char *
gzip(const char *text, size_t n, size_t *size)
{
	z_stream z = { 0 };
	char *out;

	assert_int_equal(deflateInit2(&z, 6, Z_DEFLATED, 31, 8, 0), Z_OK);
	*size = deflateBound(&z, n);
	out = xmalloc(*size);
	z.next_in = (unsigned char *)(uintptr_t)text;
	z.avail_in = (unsigned)n;
	z.next_out = (unsigned char *)out;
	z.avail_out = (unsigned)*size;
	assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
	*size = z.total_out;
	deflateEnd(&z);
	return out;
}

static void
a_plain_object_gives_its_records_in_order(void **state)
{
	struct fixture *f = *state;
	const char *text = RECORDS(CHAT "," INLINE);

	parse(f, text);
	expect(f, PL_OUTCOME_INDEXED, 2, "");
	assert_int_equal(f->got.record[0].type, PL_TYPE_CHAT);
	assert_int_equal(f->got.record[1].type, PL_TYPE_INLINE);
	assert_int_equal(f->got.record[1].ordinal, 1);
	assert_int_equal(f->got.record[0].begin, strlen("{\"records\":["));
	assert_int_equal(f->got.record[1].end, strlen(text) - 2);
	assert_memory_equal(
	    text + f->got.record[1].begin, "{\"generateComp", 14);
	assert_int_equal(f->result.inflated, strlen(text));
	assert_string_equal(
	    f->got.record[0].column[PL_COLUMN_PROMPT], "fix the retry logic");
	assert_string_equal(f->got.record[1].column[PL_COLUMN_CONTEXT],
	    "import os\r\n\napp.py");
}

static void
gzip_is_told_by_its_bytes(void **state)
{
	struct fixture *f = *state;
	size_t n;
	char *z = gzip(RECORDS(CHAT), strlen(RECORDS(CHAT)), &n);

	parse_bytes(f, z, n);
	expect(f, PL_OUTCOME_INDEXED, 1, "");
	assert_int_equal(f->result.inflated, strlen(RECORDS(CHAT)));
	free(z);
}

static void
a_document_over_two_gzip_members_is_one(void **state)
{
	struct fixture *f = *state;
	const char *text = RECORDS(CHAT "," INLINE);
	size_t half = strlen(text) / 2, n1, n2;
	char *a = gzip(text, half, &n1);
	char *b = gzip(text + half, strlen(text) - half, &n2);

	a = xreallocarray(a, n1 + n2, 1);
	memcpy(a + n1, b, n2);
	parse_bytes(f, a, n1 + n2);
	expect(f, PL_OUTCOME_INDEXED, 2, "");
	free(a);
	free(b);
}

static void
documents_may_follow_each_other(void **state)
{
	struct fixture *f = *state;

	parse(
	    f, RECORDS(CHAT) "\n" RECORDS("") "\n\xEF\xBB\xBF[" INLINE "]\n");
	expect(f, PL_OUTCOME_INDEXED, 2, "");
	assert_int_equal(f->got.record[1].ordinal, 1);
	parse(f, CHAT "\n" INLINE "\n");
	expect(f, PL_OUTCOME_INDEXED, 2, "");
}

static void
no_records_are_an_answer_too(void **state)
{
	struct fixture *f = *state;

	parse(f, "{\"records\":[]}");
	expect(f, PL_OUTCOME_INDEXED, 0, "");
	parse(f, "[]");
	expect(f, PL_OUTCOME_INDEXED, 0, "");
	parse(f, "{\"records\":null}");
	expect(f, PL_OUTCOME_INDEXED, 0, "");
}

static void
what_is_no_log_is_rejected_with_a_reason(void **state)
{
	struct fixture *f = *state;

	parse(f, "");
	expect(f, PL_OUTCOME_REJECTED, 0, "empty");
	parse(f, " \n");
	expect(f, PL_OUTCOME_REJECTED, 0, "empty");
	parse(f, "{\"foo\":1}");
	expect(f, PL_OUTCOME_REJECTED, 0, "no records member");
	parse(f, "{}");
	expect(f, PL_OUTCOME_REJECTED, 0, "no records member");
	parse(f, "{\"records\":{\"a\":1}}");
	expect(f, PL_OUTCOME_REJECTED, 0, "'records' is no array");
	parse(f, "hello");
	expect(
	    f, PL_OUTCOME_REJECTED, 0, "'h' instead of '{' or '[' at byte 0");
	parse(f, "[1,\"x\"]");
	expect(f, PL_OUTCOME_REJECTED, 0, "record 1: no object (and 1 more)");
	assert_int_equal(f->result.failed, 2);
}

static void
truncated_json_gives_the_records_before_the_break(void **state)
{
	struct fixture *f = *state;
	const char *text = RECORDS(CHAT "," INLINE);
	char reason[80];

	/* At every byte: two records once both are complete, and so on. */
	for (size_t n = 1; n < strlen(text); n++) {
		size_t whole = n >= strlen(text) - 2     ? 2
		    : n >= strlen("{\"records\":[" CHAT) ? 1
							 : 0;

		parse_bytes(f, text, n);
		snprintf(reason, sizeof reason,
		    "JSON ends too early, at byte %zu", n);
		expect(f, whole > 0 ? PL_OUTCOME_PARTLY : PL_OUTCOME_REJECTED,
		    whole, reason);
	}
}

static void
truncated_gzip_gives_the_records_before_the_break(void **state)
{
	struct fixture *f = *state;
	const char *text = RECORDS(CHAT "," INLINE);
	size_t n;
	char *z = gzip(text, strlen(text), &n);
	char reason[80];

	/* Only the trailer is missing. */
	parse_bytes(f, z, n - 3);
	snprintf(reason, sizeof reason,
	    "gzip data ends too early, after %zu bytes", n - 3);
	expect(f, PL_OUTCOME_PARTLY, 2, reason);
	parse_bytes(f, z, 12);
	expect(f, PL_OUTCOME_REJECTED, 0,
	    "gzip data ends too early, after 12 bytes");
	/* A wrong check sum. */
	z[n - 8] = (char)(z[n - 8] ^ 1);
	parse_bytes(f, z, n);
	assert_int_equal(f->result.outcome, PL_OUTCOME_PARTLY);
	assert_int_equal(f->got.count, 2);
	free(z);
}

static void
a_bad_record_costs_only_itself(void **state)
{
	struct fixture *f = *state;

	parse(f, RECORDS("{\"a\":1,}," CHAT));
	expect(f, PL_OUTCOME_PARTLY, 1, "record 1: no JSON, bytes 12 to 20");
	assert_int_equal(f->got.record[0].ordinal, 1);
	assert_int_equal(f->result.failed, 1);
	char *reason = xasprintf("record 2: no JSON at byte %zu (and 1 more)",
	    strlen("{\"records\":[" CHAT ",{\"a\":"));
	parse(f, RECORDS(CHAT ",{\"a\":NaN},{'b':1}," CHAT));
	expect(f, PL_OUTCOME_PARTLY, 2, reason);
	free(reason);
	assert_int_equal(f->got.record[1].ordinal, 3);
}

static char *
nested(int depth)
{
	char *text = xmalloc((size_t)depth * 2 + 1);

	memset(text, '[', (size_t)depth);
	memset(text + depth, ']', (size_t)depth);
	text[2 * depth] = '\0';
	return text;
}

static void
too_deep_an_object_is_rejected_whole(void **state)
{
	struct fixture *f = *state;
	char *inner = nested(1000);
	char *text =
	    xasprintf(RECORDS(CHAT ",{\"fooRequest\":{\"a\":%s}}"), inner);

	parse(f, text);
	expect(f, PL_OUTCOME_REJECTED, 0, "nested deeper than 64");
	free(text);
	free(inner);
	/* Four levels around it. */
	inner = nested(60);
	text = xasprintf(RECORDS("{\"fooRequest\":{\"a\":%s}}"), inner);
	parse(f, text);
	assert_int_equal(f->got.count, 1);
	free(text);
	free(inner);
	inner = nested(61);
	text = xasprintf(RECORDS("{\"fooRequest\":{\"a\":%s}}"), inner);
	parse(f, text);
	expect(f, PL_OUTCOME_REJECTED, 0, "nested deeper than 64");
	free(text);
	free(inner);
}

static void
too_many_records_are_rejected_whole(void **state)
{
	struct fixture *f = *state;
	struct buf b;

	buf_init(&b, BUF_UNLIMITED);
	buf_adds(&b, "[1");
	for (int i = 1; i <= OBJECT_RECORDS_MAX; i++)
		buf_adds(&b, ",1");
	buf_adds(&b, "]");
	parse_bytes(f, b.p, b.n);
	expect(f, PL_OUTCOME_REJECTED, 0, "holds more than 100000 records");
	buf_release(&b);
}

static void
a_record_of_too_many_values_costs_only_itself(void **state)
{
	struct fixture *f = *state;
	struct buf b;

	buf_init(&b, BUF_UNLIMITED);
	buf_adds(&b, "[{\"fooRequest\":{},\"a\":[1");
	for (int i = 0; i < JSON_TREE_VALUES_MAX; i++)
		buf_adds(&b, ",1");
	buf_adds(&b, "]}," CHAT "]");
	parse_bytes(f, b.p, b.n);
	expect(f, PL_OUTCOME_PARTLY, 1,
	    "record 1: holds more than 1000000 values");
	assert_int_equal(f->result.failed, 1);
	buf_release(&b);
}

static void
members_beside_the_records_go_with_the_first(void **state)
{
	struct fixture *f = *state;

	parse(f,
	    "{\"next\":\"to\\nken\",\"records\":[7," CHAT "," CHAT
	    "],\"big\":12345678901234567890123}");
	expect(f, PL_OUTCOME_PARTLY, 2, "record 1: no object");
	assert_string_equal(f->got.record[0].column[PL_COLUMN_CONTEXT],
	    "{\"object\":{\"next\":\"to\nken\","
	    "\"big\":12345678901234567890123}}");
	assert_string_equal(f->got.record[1].column[PL_COLUMN_CONTEXT], "");
	/* Of a bare record the members are its own. */
	parse(f, "{\"fooRequest\":{},\"next\":1}");
	assert_string_equal(f->got.record[0].column[PL_COLUMN_CONTEXT],
	    "{\"record\":{\"fooRequest\":{},\"next\":1}}");
	parse(f, "{\"records\":[" CHAT "],\"next\":\"\\ud800\"}");
	assert_int_equal(f->got.record[0].flags, PL_RECORD_UTF8_REPAIRED);
	parse(f, "{\"records\":[" CHAT "],\"next\":\"\\ud800\\x\"}");
	expect(
	    f, PL_OUTCOME_PARTLY, 1, "members beside 'records' are no JSON");
	assert_int_equal(f->got.record[0].flags, 0);
}

static void
members_without_a_record_are_told(void **state)
{
	struct fixture *f = *state;
	static const char why[] = "no record for the members beside 'records'";

	parse(f, "{\"records\":[],\"next\":1}");
	expect(f, PL_OUTCOME_REJECTED, 0, why);
	parse(f, "{\"records\":[]}{\"records\":[" CHAT "],\"next\":1}");
	expect(f, PL_OUTCOME_INDEXED, 1, "");
}

static void
records_given_twice_are_all_read(void **state)
{
	struct fixture *f = *state;

	parse(f, "{\"records\":[" CHAT "],\"records\":[" INLINE "]}");
	expect(f, PL_OUTCOME_INDEXED, 2, "");
	assert_int_equal(f->got.record[1].ordinal, 1);
}

static void
invalid_bytes_are_marked_where_they_stand(void **state)
{
	struct fixture *f = *state;
	const char *bad = "{\"fooRequest\":{\"timeStamp\":"
			  "\"2025-01-06T15:09:16Z\",\"a\":\"\xFF\"}}";
	char *text = xasprintf(RECORDS(CHAT ",%s"), bad);

	parse(f, text);
	expect(f, PL_OUTCOME_PARTLY, 2, "record 2: unknown type 'fooRequest'");
	assert_int_equal(f->got.record[0].flags, 0);
	assert_true(f->got.record[1].flags & PL_RECORD_UTF8_REPAIRED);
	assert_non_null(strstr(
	    f->got.record[1].column[PL_COLUMN_CONTEXT], "\xEF\xBF\xBD"));
	assert_memory_equal(text + f->got.record[1].begin, bad, strlen(bad));
	assert_int_equal(
	    f->got.record[1].end - f->got.record[1].begin, strlen(bad));
	free(text);
}

static void
a_time_nobody_can_read_is_taken_from_the_key(void **state)
{
	struct fixture *f = *state;

	parse(f,
	    RECORDS("{\"generateAssistantResponseEventRequest\":"
		    "{\"timeStamp\":\"yesterday\"}},"
		    "{\"generateAssistantResponseEventRequest\":{}}"));
	expect(f, PL_OUTCOME_PARTLY, 2,
	    "record 1: timeStamp 'yesterday' cannot be read (and 1 more)");
	assert_int_equal(f->got.record[0].time, place.hour);
	assert_true(f->got.record[0].flags & PL_RECORD_TIME_FROM_KEY);
	assert_string_equal(
	    f->got.record[0].column[PL_COLUMN_EXTRA], "yesterday");
	assert_true(f->got.record[1].flags & PL_RECORD_TIME_FROM_KEY);
}

static void
a_sink_that_fails_ends_the_parse(void **state)
{
	struct fixture *f = *state;
	struct pl_error err;

	f->got.stop_at = 2;
	assert_int_equal(
	    object_parse(f->parser, span_str(RECORDS(CHAT "," CHAT "," CHAT)),
		&place, collect, &f->got, &f->result, &err),
	    PL_EDB);
	assert_string_equal(err.text, "the disk is full");
	assert_int_equal(f->result.records, 1);
}

int
main(void)
{
#define TEST(t) cmocka_unit_test_setup_teardown(t, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(a_plain_object_gives_its_records_in_order),
		TEST(gzip_is_told_by_its_bytes),
		TEST(a_document_over_two_gzip_members_is_one),
		TEST(documents_may_follow_each_other),
		TEST(no_records_are_an_answer_too),
		TEST(what_is_no_log_is_rejected_with_a_reason),
		TEST(truncated_json_gives_the_records_before_the_break),
		TEST(truncated_gzip_gives_the_records_before_the_break),
		TEST(a_bad_record_costs_only_itself),
		TEST(too_deep_an_object_is_rejected_whole),
		TEST(too_many_records_are_rejected_whole),
		TEST(a_record_of_too_many_values_costs_only_itself),
		TEST(members_beside_the_records_go_with_the_first),
		TEST(members_without_a_record_are_told),
		TEST(records_given_twice_are_all_read),
		TEST(invalid_bytes_are_marked_where_they_stand),
		TEST(a_time_nobody_can_read_is_taken_from_the_key),
		TEST(a_sink_that_fails_ends_the_parse),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
