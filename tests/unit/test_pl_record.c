#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "schema/record.h"

#define UUID "b8f1f340-9081-70ad-5fc5-0f3715193700"

static void
a_type_is_found_by_its_own_name(void **state)
{
	(void)state;
	for (int type = 0; type < PL_TYPES; type++) {
		const char *name = pl_type_name((enum pl_type)type);

		assert_int_equal(pl_type_find(span_str(name)), type);
	}
	assert_int_equal(pl_type_find(span_str("inline")), PL_TYPE_INLINE);
	assert_int_equal(pl_type_find(span_str("inlin")), PL_TYPES);
	assert_int_equal(pl_type_find(span_str("Chat")), PL_TYPES);
	assert_int_equal(pl_type_find(span_str("")), PL_TYPES);
}

static void
columns_and_outcomes_have_the_names_of_the_manual(void **state)
{
	(void)state;
	assert_string_equal(pl_column_name(PL_COLUMN_PROMPT), "prompt");
	assert_string_equal(pl_column_name(PL_COLUMN_CONTEXT), "context");
	assert_string_equal(pl_column_name(PL_COLUMN_RESPONSE), "response");
	assert_string_equal(pl_column_name(PL_COLUMN_EXTRA), "extra");
	assert_string_equal(pl_outcome_name(PL_OUTCOME_INDEXED), "indexed");
	assert_string_equal(pl_outcome_name(PL_OUTCOME_PARTLY), "partly");
	assert_string_equal(pl_outcome_name(PL_OUTCOME_REJECTED), "rejected");
}

static void
the_id_is_the_request_id_where_there_is_one(void **state)
{
	uint8_t sha256[PL_SHA256_BYTES] = { 0 };
	char longest[PL_REQUEST_MAX];
	char id[PL_ID_TEXT];

	(void)state;
	pl_record_id(span_str("64d13ea7-dff5"), sha256, 3, id);
	assert_string_equal(id, "64d13ea7-dff5");
	memset(longest, 'r', sizeof longest);
	pl_record_id(span_of(longest, sizeof longest), sha256, 3, id);
	assert_int_equal(strlen(id), PL_REQUEST_MAX);
	assert_memory_equal(id, longest, sizeof longest);
}

static void
without_a_request_id_it_is_made_of_hash_and_ordinal(void **state)
{
	uint8_t sha256[PL_SHA256_BYTES];
	char too_long[PL_REQUEST_MAX + 1];
	char id[PL_ID_TEXT];

	(void)state;
	for (int i = 0; i < PL_SHA256_BYTES; i++)
		sha256[i] = (uint8_t)(0xA0 + i);
	pl_record_id(span_of(NULL, 0), sha256, UINT32_MAX, id);
	assert_string_equal(id, "a0a1a2a3a4a5a6a7a8a9aaabacadaeaf.4294967295");
	memset(too_long, 'r', sizeof too_long);
	pl_record_id(span_of(too_long, sizeof too_long), sha256, 0, id);
	assert_string_equal(id, "a0a1a2a3a4a5a6a7a8a9aaabacadaeaf.0");
}

static void
check_uuid(const char *user, const char *expected)
{
	struct span got = pl_user_uuid(span_str(user));

	assert_int_equal(got.n, strlen(expected));
	assert_memory_equal(got.p, expected, got.n);
}

static void
every_form_of_a_user_names_the_same_person(void **state)
{
	(void)state;
	check_uuid(UUID, UUID);
	check_uuid("d-9267505111." UUID, UUID);
	check_uuid("d-9267505111.9267505111-" UUID, UUID);
}

static void
a_user_without_a_uuid_is_taken_whole(void **state)
{
	(void)state;
	check_uuid("", "");
	check_uuid("alice", "alice");
	check_uuid(UUID "x", UUID "x");
	check_uuid("0" UUID, "0" UUID);
	check_uuid("g8f1f340-9081-70ad-5fc5-0f3715193700",
	    "g8f1f340-9081-70ad-5fc5-0f3715193700");
	check_uuid("b8f1f340.9081-70ad-5fc5-0f3715193700",
	    "b8f1f340.9081-70ad-5fc5-0f3715193700");
}

static void
json_kept_for_searching_is_json_again(void **state)
{
	static const char kept[] = "{\"a\":\"x\ny\t\0\r\x1f\\n é\"}";
	struct buf b;

	(void)state;
	buf_init(&b, BUF_UNLIMITED);
	pl_json_restore(&b, span_of(kept, sizeof kept - 1));
	assert_string_equal(
	    b.p, "{\"a\":\"x\\ny\\t\\u0000\\u000d\\u001f\\n é\"}");
	buf_clear(&b);
	pl_json_restore(&b, span_of(NULL, 0));
	assert_int_equal(b.n, 0);
	buf_release(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_type_is_found_by_its_own_name),
		cmocka_unit_test(
		    columns_and_outcomes_have_the_names_of_the_manual),
		cmocka_unit_test(the_id_is_the_request_id_where_there_is_one),
		cmocka_unit_test(
		    without_a_request_id_it_is_made_of_hash_and_ordinal),
		cmocka_unit_test(every_form_of_a_user_names_the_same_person),
		cmocka_unit_test(a_user_without_a_uuid_is_taken_whole),
		cmocka_unit_test(json_kept_for_searching_is_json_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
