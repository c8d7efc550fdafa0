#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/mem.h"
#include "schema/writer.h"

#define REQUEST "64d13ea7-dff5-4563-9285-6a9e351e87a0"

static char folder[] = "/tmp/test_shard.XXXXXX";
static char file[64];

static const struct pl_archive archive = { .id = 1, .root = "/somewhere" };

static struct pl_place
place(void)
{
	return (struct pl_place){
		.account = span_str("123456789012"),
		.region = span_str("us-east-1"),
		.log_type = span_str("GenerateAssistantResponse"),
		.type = PL_TYPE_CHAT,
		.hour = 7 * NS_PER_HOUR,
		.day = 0,
	};
}

static struct pl_record
record(const char *prompt, const char *response, const char *request)
{
	static const struct pl_part parts[] = {
		{ PL_MEMBER_PROMPT, PL_COLUMN_PROMPT, 0, 1 },
		{ PL_MEMBER_ANSWER, PL_COLUMN_RESPONSE, 0, 1 },
	};
	struct pl_record r = {
		.type = PL_TYPE_CHAT,
		.time = 7 * NS_PER_HOUR + 5,
		.user = span_str("d-9267505111.b8f1f340-9081-70ad-5fc5-"
				 "0f3715193700"),
		.model = span_str("auto"),
		.request = span_str(request),
		.begin = 12,
		.end = 345,
		.parts = parts,
		.part_count = 2,
	};

	r.column[PL_COLUMN_PROMPT] = span_str(prompt);
	r.column[PL_COLUMN_RESPONSE] = span_str(response);
	return r;
}

static void
put(struct pl_shard_writer *w, const char *key, const struct pl_record *r)
{
	struct pl_object o = {
		.archive = 1,
		.key = span_str(key),
		.place = place(),
		.size = 100,
		.hashed = true,
		.records = 1,
	};
	struct pl_error err;

	o.sha256[0] = 0xAB;
	pl_shard_writer_begin(w);
	assert_int_equal(pl_shard_writer_record(w, &o.place, r, &err), PL_OK);
	assert_int_equal(pl_shard_writer_end(w, &archive, &o, &err), PL_OK);
}

/* Seals the shard and moves it into place, as a commit does. */
static void
finish(struct pl_shard_writer *w)
{
	struct pl_error err = { 0 };
	char *temporary = xasprintf("%s.new", file);

	if (pl_shard_writer_seal(w, &err) != PL_OK)
		fail_msg("%s", err.text);
	assert_int_equal(rename(temporary, file), 0);
	pl_shard_writer_close(w);
	free(temporary);
}

static struct pl_shard_writer *
begin(bool append)
{
	struct pl_shard_writer *w;
	struct pl_error err = { 0 };

	if (pl_shard_writer_open(file, append, &w, &err) != PL_OK)
		fail_msg("%s", err.text);
	return w;
}

static struct pl_shard *
open_shard(void)
{
	struct pl_shard *s;
	struct pl_error err = { 0 };

	if (pl_shard_open_file(file, &s, &err) != PL_OK)
		fail_msg("%s", err.text);
	return s;
}

static uint32_t
count_match(struct pl_shard *s, const char *token, unsigned columns)
{
	struct span tokens[] = { span_str(token) };
	struct pl_phrase phrase = { tokens, 1, false };
	struct pl_term term = { columns, &phrase, 1, 0 };
	struct pl_error err = { 0 };
	struct pl_set set;

	if (pl_shard_match(s, &term, 1, &set, &err) != PL_OK)
		fail_msg("%s", err.text);
	uint32_t count = pl_set_count(&set);
	pl_set_release(&set);
	return count;
}

static void
what_was_written_is_read_back(void **state)
{
	struct pl_shard_writer *w = begin(false);
	struct pl_record r = record("fix the retry", "Wrap the call", REQUEST);
	struct pl_shard *s;
	struct pl_record text;
	struct pl_row row;
	struct pl_error err;

	(void)state;
	put(w, "AWSLogs/a/one.json.gz", &r);
	finish(w);
	s = open_shard();
	assert_int_equal(pl_shard_limit(s), 1);
	assert_int_equal(pl_shard_row(s, 1, &row, &err), PL_OK);
	assert_string_equal(row.id, REQUEST);
	assert_true(span_equal(row.user, r.user));
	assert_true(span_is(row.key, "AWSLogs/a/one.json.gz"));
	assert_true(span_is(row.account, "123456789012"));
	assert_int_equal(row.begin, 12);
	assert_int_equal(row.end, 345);
	assert_int_equal(pl_shard_text(s, 1, &text, &err), PL_OK);
	assert_true(span_is(text.column[PL_COLUMN_PROMPT], "fix the retry"));
	assert_true(span_is(text.column[PL_COLUMN_RESPONSE], "Wrap the call"));
	assert_int_equal(text.part_count, 2);
	assert_int_equal(text.parts[1].member, PL_MEMBER_ANSWER);
	pl_shard_close(s);
}

static void
words_are_found_in_the_columns_asked_for(void **state)
{
	struct pl_shard *s = open_shard();

	(void)state;
	assert_int_equal(count_match(s, "retry", PL_ALL_TEXT), 1);
	assert_int_equal(count_match(s, "retry", 1u << PL_COLUMN_RESPONSE), 0);
	assert_int_equal(count_match(s, "wrap", 1u << PL_COLUMN_RESPONSE), 1);
	assert_int_equal(count_match(s, "absent", PL_ALL_TEXT), 0);
	pl_shard_close(s);
}

static bool
is_auto(void *context, struct span name)
{
	(void)context;
	return span_is(name, "auto");
}

static void
fields_are_answered_by_filters(void **state)
{
	struct pl_shard *s = open_shard();
	struct pl_error err;
	struct pl_set set;

	(void)state;
	assert_int_equal(
	    pl_shard_named(s, PL_NAME_MODEL, is_auto, NULL, &set, &err),
	    PL_OK);
	assert_int_equal(pl_set_count(&set), 1);
	pl_set_release(&set);
	assert_int_equal(
	    pl_shard_named(s, PL_NAME_REGION, is_auto, NULL, &set, &err),
	    PL_OK);
	assert_int_equal(pl_set_count(&set), 0);
	pl_set_release(&set);
	assert_int_equal(pl_shard_type(s, PL_TYPE_CHAT, &set, &err), PL_OK);
	assert_int_equal(pl_set_count(&set), 1);
	pl_set_release(&set);
	assert_int_equal(
	    pl_shard_identified(s, span_str(REQUEST), &set, &err), PL_OK);
	assert_int_equal(pl_set_count(&set), 1);
	pl_set_release(&set);
	pl_shard_close(s);
}

static void
the_first_copy_in_key_order_stands_for_all(void **state)
{
	struct pl_shard_writer *w = begin(true);
	struct pl_record r = record("fix the retry", "Wrap the call", REQUEST);
	struct pl_shard *s;
	struct pl_error err;
	struct pl_set set;

	(void)state;
	/* Added later, but before the first one in key order. */
	put(w, "AWSLogs/a/0.json.gz", &r);
	finish(w);
	s = open_shard();
	assert_int_equal(pl_shard_limit(s), 2);
	assert_int_equal(pl_shard_duplicates(s, &set, &err), PL_OK);
	assert_true(pl_set_has(&set, 1));
	assert_false(pl_set_has(&set, 2));
	assert_int_equal(count_match(s, "retry", PL_ALL_TEXT), 2);
	pl_set_release(&set);
	pl_shard_close(s);
}

static void
a_carried_object_is_the_same(void **state)
{
	struct pl_shard *old = open_shard(), *s;
	struct pl_shard_writer *w = begin(false);
	struct pl_object o;
	struct pl_record text;
	struct pl_error err;

	(void)state;
	assert_int_equal(pl_shard_object(old, 1, &o, &err), PL_OK);
	assert_int_equal(
	    pl_shard_writer_carry(w, &archive, old, 1, &o, &err), PL_OK);
	finish(w);
	pl_shard_close(old);
	s = open_shard();
	assert_int_equal(pl_shard_limit(s), 1);
	assert_int_equal(pl_shard_object(s, 1, &o, &err), PL_OK);
	assert_true(span_is(o.key, "AWSLogs/a/one.json.gz"));
	assert_int_equal(o.sha256[0], 0xAB);
	assert_int_equal(pl_shard_text(s, 1, &text, &err), PL_OK);
	assert_true(span_is(text.column[PL_COLUMN_PROMPT], "fix the retry"));
	assert_int_equal(count_match(s, "retry", PL_ALL_TEXT), 1);
	pl_shard_close(s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_written_is_read_back),
		cmocka_unit_test(words_are_found_in_the_columns_asked_for),
		cmocka_unit_test(fields_are_answered_by_filters),
		cmocka_unit_test(the_first_copy_in_key_order_stands_for_all),
		cmocka_unit_test(a_carried_object_is_the_same),
	};

	if (mkdtemp(folder) == NULL)
		return 1;
	snprintf(file, sizeof file, "%s/day.db", folder);
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	unlink(file);
	rmdir(folder);
	return failed;
}
