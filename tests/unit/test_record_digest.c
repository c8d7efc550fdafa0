#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "schema/record_digest.h"

static struct pl_record
sample(void)
{
	struct pl_record r = {
		.type = PL_TYPE_CHAT,
		.user = span_str("anna"),
		.model = span_str("auto"),
		.request = span_str("id-1"),
		.ordinal = 3,
	};

	assert_true(
	    instant_parse(span_str("2026-07-27T23:03:29.5Z"), &r.time));
	r.column[PL_COLUMN_PROMPT] = span_str("fix it");
	r.column[PL_COLUMN_RESPONSE] = span_str("caf\xC3\xA9");
	return r;
}

/* The definition, written out: whoever has an export can make it again. */
static void
a_digest_is_the_hash_of_ten_netstrings(void **state)
{
	static const char text[] =
	    "4:chat,24:2026-07-27T23:03:29.500Z,4:anna,4:auto,0:,4:id-1,1:3,"
	    "6:fix it,0:,5:caf\xC3\xA9,";
	uint8_t expected[PL_SHA256_BYTES], found[PL_SHA256_BYTES];
	struct pl_record r = sample();

	(void)state;
	pl_sha256(span_str(text), expected);
	pl_record_digest(&r, found);
	assert_memory_equal(found, expected, sizeof found);
}

static void
what_moves_from_one_field_to_the_next_changes_it(void **state)
{
	uint8_t one[PL_SHA256_BYTES], other[PL_SHA256_BYTES];
	struct pl_record r = sample();

	(void)state;
	pl_record_digest(&r, one);
	r.column[PL_COLUMN_CONTEXT] = r.column[PL_COLUMN_PROMPT];
	r.column[PL_COLUMN_PROMPT] = span_of(NULL, 0);
	pl_record_digest(&r, other);
	assert_memory_not_equal(one, other, sizeof one);
	r = sample();
	r.time = INSTANT_NONE;
	pl_record_digest(&r, other);
	assert_memory_not_equal(one, other, sizeof one);
}

static void
a_hash_in_pieces_is_that_of_the_whole(void **state)
{
	uint8_t whole[PL_SHA256_BYTES], pieces[PL_SHA256_BYTES];
	struct pl_hasher *h = pl_hasher_new();

	(void)state;
	pl_sha256(span_str("hello world"), whole);
	for (int i = 0; i < 2; i++) { /* it can be used again */
		pl_hasher_add(h, span_str("hello "));
		pl_hasher_add(h, span_of(NULL, 0));
		pl_hasher_add(h, span_str("world"));
		pl_hasher_end(h, pieces);
		assert_memory_equal(whole, pieces, sizeof whole);
	}
	pl_hasher_free(h);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_digest_is_the_hash_of_ten_netstrings),
		cmocka_unit_test(
		    what_moves_from_one_field_to_the_next_changes_it),
		cmocka_unit_test(a_hash_in_pieces_is_that_of_the_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
