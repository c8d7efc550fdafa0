#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include <fcntl.h>

#include "base/mem.h"
#include "schema/sha256.h"
#include "tests/unit/scratch.h"

/* FIPS 180-2, appendix B, and the empty message. */
static const struct {
	const char *text;
	const char *hash;
} vectors[] = {
	{ "",
	    "e3b0c44298fc1c149afbf4c8996fb924"
	    "27ae41e4649b934ca495991b7852b855" },
	{ "abc",
	    "ba7816bf8f01cfea414140de5dae2223"
	    "b00361a396177a9cb410ff61f20015ad" },
	{ "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
	    "248d6a61d20638b8e5c026930c3e6039"
	    "a33ce45964ff2167f6ecedd419db06c1" },
};
static const char million_a[] = "cdc76e5c9914fb9281a1c7e284d73e67"
				"f1809a48a497200e046d39ccc7112cd0";

static void
the_vectors_of_the_standard_hold(void **state)
{
	uint8_t hash[PL_SHA256_BYTES];
	char text[PL_SHA256_TEXT];

	(void)state;
	for (size_t i = 0; i < sizeof vectors / sizeof vectors[0]; i++) {
		pl_sha256(span_str(vectors[i].text), hash);
		pl_sha256_text(hash, text);
		assert_string_equal(text, vectors[i].hash);
	}
	pl_sha256(span_of(NULL, 0), hash);
	pl_sha256_text(hash, text);
	assert_string_equal(text, vectors[0].hash);
}

static void
a_file_is_hashed_from_its_beginning(void **state)
{
	const size_t n = 1000000;
	uint8_t hash[PL_SHA256_BYTES];
	char *bytes = xmalloc(n), text[PL_SHA256_TEXT];
	struct pl_error err;

	(void)state;
	memset(bytes, 'a', n);
	scratch_write(scratch("million"), bytes, n);
	int fd = open(scratch("million"), O_RDONLY);
	assert_true(lseek(fd, 17, SEEK_SET) == 17);
	assert_int_equal(pl_sha256_file(fd, hash, &err), PL_OK);
	pl_sha256_text(hash, text);
	assert_string_equal(text, million_a);
	close(fd);
	assert_int_equal(pl_sha256_file(fd, hash, &err), PL_EIO);
	free(bytes);
}

static void
only_64_lower_case_digits_are_a_hash(void **state)
{
	uint8_t hash[PL_SHA256_BYTES];
	char text[PL_SHA256_TEXT], bad[PL_SHA256_TEXT + 2];

	(void)state;
	assert_true(pl_sha256_parse(span_str(million_a), hash));
	pl_sha256_text(hash, text);
	assert_string_equal(text, million_a);
	assert_false(pl_sha256_parse(span_str(""), hash));
	assert_false(pl_sha256_parse(span_of(million_a, 63), hash));
	snprintf(bad, sizeof bad, "%s0", million_a);
	assert_false(pl_sha256_parse(span_str(bad), hash));
	for (size_t i = 0; i < 64; i += 21) {
		snprintf(bad, sizeof bad, "%s", million_a);
		bad[i] = 'A';
		assert_false(pl_sha256_parse(span_str(bad), hash));
		bad[i] = 'g';
		assert_false(pl_sha256_parse(span_str(bad), hash));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_vectors_of_the_standard_hold),
		cmocka_unit_test(a_file_is_hashed_from_its_beginning),
		cmocka_unit_test(only_64_lower_case_digits_are_a_hash),
	};

	return cmocka_run_group_tests(tests, scratch_begin, scratch_end);
}
