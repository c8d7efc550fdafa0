#include "tests/unit/tree.h"

#include "indexer/source/walk.h"

struct found {
	struct buf keys;
	const char *swapped; /* a folder that becomes a link */
};

static void
add_key(struct walk *w, int fd, const char *name)
{
	struct found *found = w->context;

	(void)fd;
	assert_true(span_ends(buf_span(&w->key), name));
	buf_addspan(&found->keys, buf_span(&w->key));
	buf_addc(&found->keys, '\n');
}

static bool
swap(struct walk *w, int fd, const char *name)
{
	struct found *found = w->context;

	if (strcmp(name, found->swapped) == 0) {
		assert_int_equal(renameat(fd, name, fd, "kept"), 0);
		assert_int_equal(symlinkat("kept", fd, name), 0);
	}
	return true;
}

static char *
walk(const char *root, const char *swapped, uint64_t passed[SOURCE_PASSED])
{
	struct found found = { .swapped = swapped };
	struct walk w = {
		.troubles = troubles_new(),
		.passed = passed,
		.context = &found,
		.enter = swapped != NULL ? swap : NULL,
		.file = add_key,
	};
	size_t count;

	buf_init(&found.keys, BUF_UNLIMITED);
	buf_init(&w.key, BUF_UNLIMITED);
	buf_adds(&found.keys, "");
	walk_folder(&w, open(root, O_RDONLY | O_DIRECTORY));
	assert_int_equal(w.key.n, 0);
	troubles_all(w.troubles, &count);
	assert_int_equal(count, 0);
	troubles_free(w.troubles);
	buf_release(&w.key);
	return buf_take(&found.keys);
}

static void
files_come_in_the_order_of_their_keys(void **state)
{
	static const char *const names[] = { "b/z.json", "b.json", "a/a/a.gz",
		"a/b.json", "a/a.json", "b0.json", "a/a/c.txt" };
	uint64_t passed[SOURCE_PASSED] = { 0 };

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		tree_put(*state, names[i], "");
	char *keys = walk(*state, NULL, passed);
	assert_string_equal(
	    keys, "a/a.json\na/a/a.gz\na/b.json\nb.json\nb/z.json\nb0.json\n");
	assert_int_equal(passed[SOURCE_FOREIGN], 1);
	free(keys);
}

static void
a_folder_that_becomes_a_link_is_not_entered(void **state)
{
	uint64_t passed[SOURCE_PASSED] = { 0 };

	tree_put(*state, "a/a.json", "");
	tree_put(*state, "b/b.json", "");
	char *keys = walk(*state, "a", passed);
	assert_string_equal(keys, "b/b.json\n");
	free(keys);
}

/* More than is sorted at once. */
static void
every_file_of_a_large_folder_is_found_once(void **state)
{
	uint64_t passed[SOURCE_PASSED] = { 0 };
	bool seen[6000] = { false };
	char name[200];

	for (int i = 0; i < 6000; i++) {
		memset(name, 'x', sizeof name);
		snprintf(name + 180, sizeof name - 180, "%06d.json", i);
		tree_put(*state, name, "");
	}
	char *keys = walk(*state, NULL, passed);
	size_t lines = 0;
	for (const char *p = keys; *p != '\0'; p = strchr(p, '\n') + 1) {
		long i = strtol(p + 180, NULL, 10);

		assert_in_range(i, 0, 5999);
		assert_false(seen[i]);
		seen[i] = true;
		lines++;
	}
	assert_int_equal(lines, 6000);
	free(keys);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TREE_TEST(files_come_in_the_order_of_their_keys),
		TREE_TEST(a_folder_that_becomes_a_link_is_not_entered),
		TREE_TEST(every_file_of_a_large_folder_is_found_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
