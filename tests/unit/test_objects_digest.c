#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "schema/objects_digest.h"

#define KEYS_MAX 4

struct digest {
	uint8_t bytes[PL_SHA256_BYTES];
};

static struct pl_object_state
object(const char *key)
{
	return (struct pl_object_state){
		.key = span_str(key),
		.size = 1,
		.mtime = 2,
		.ctime = 3,
		.inode = 4,
	};
}

static struct digest
digest_of(const struct pl_object_state *objects, size_t n)
{
	struct pl_objects_digest *d = pl_objects_digest_new();
	struct digest out;

	for (size_t i = 0; i < n; i++)
		assert_true(pl_objects_digest_add(d, &objects[i]));
	pl_objects_digest_end(d, out.bytes);
	pl_objects_digest_free(d);
	return out;
}

static bool
same(struct digest a, struct digest b)
{
	return memcmp(a.bytes, b.bytes, sizeof a.bytes) == 0;
}

static struct digest
digest_of_keys(const char *const keys[KEYS_MAX])
{
	struct pl_object_state objects[KEYS_MAX];
	size_t n = 0;

	for (; n < KEYS_MAX && keys[n] != NULL; n++)
		objects[n] = object(keys[n]);
	return digest_of(objects, n);
}

static void
whatever_is_known_of_an_object_counts(void **state)
{
	struct pl_object_state a[2] = { object("x/a"), object("x/b") };
	struct digest before = digest_of(a, 2);

	(void)state;
	assert_true(same(before, digest_of(a, 2)));
	assert_false(same(before, digest_of(a, 1)));
	a[1].size++;
	assert_false(same(before, digest_of(a, 2)));
	a[1] = object("x/b");
	a[1].mtime++;
	assert_false(same(before, digest_of(a, 2)));
	a[1] = object("x/b");
	a[1].ctime--;
	assert_false(same(before, digest_of(a, 2)));
	a[1] = object("x/b");
	a[1].inode += UINT64_C(1) << 63;
	assert_false(same(before, digest_of(a, 2)));
	a[1] = object("x/c");
	assert_false(same(before, digest_of(a, 2)));
}

/* Folders are told once, and no other keys may look the same for that. */
static void
other_keys_have_another_digest(void **state)
{
	static const char *const sets[][KEYS_MAX] = {
		{ NULL },
		{ "a", "b" },
		{ "ab" },
		{ "a/", "b" },
		{ "a/b" },
		{ "x/a", "x/b" },
		{ "x/a", "x/b/" },
		{ "x/a", "xb" },
		{ "x/a", "y/b" },
		{ "x/a", "x/y/b" },
		{ "b", "x/a" },
		{ "a", "x/b" },
		{ "x/a", "x/a/c", "x/b" },
		{ "x/a", "x/ac", "x/b" },
		{ "x/a/c", "x/b" },
	};
	const size_t n = sizeof sets / sizeof *sets;

	(void)state;
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < n; k++)
			if (same(digest_of_keys(sets[i]),
				digest_of_keys(sets[k])) != (i == k))
				fail_msg("%zu and %zu", i, k);
}

static void
keys_out_of_order_have_none(void **state)
{
	struct pl_objects_digest *d = pl_objects_digest_new();
	struct pl_object_state a = object("x/a"), b = object("x/b");
	struct digest ignored;

	(void)state;
	assert_true(pl_objects_digest_add(d, &b));
	assert_false(pl_objects_digest_add(d, &b));
	assert_false(pl_objects_digest_add(d, &a));
	pl_objects_digest_end(d, ignored.bytes);
	assert_true(pl_objects_digest_add(d, &a));
	pl_objects_digest_free(d);
}

static void
many_objects_have_one_digest_however_they_are_batched(void **state)
{
	struct pl_objects_digest *d = pl_objects_digest_new();
	struct digest first, second;

	(void)state;
	for (int round = 0; round < 2; round++) {
		for (int i = 0; i < 2000; i++) {
			char key[32];

			snprintf(key, sizeof key, "x/%03d/%06d", i / 100, i);
			struct pl_object_state o = object(key);
			assert_true(pl_objects_digest_add(d, &o));
		}
		pl_objects_digest_end(
		    d, round == 0 ? first.bytes : second.bytes);
	}
	assert_true(same(first, second));
	pl_objects_digest_free(d);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whatever_is_known_of_an_object_counts),
		cmocka_unit_test(other_keys_have_another_digest),
		cmocka_unit_test(keys_out_of_order_have_none),
		cmocka_unit_test(
		    many_objects_have_one_digest_however_they_are_batched),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
