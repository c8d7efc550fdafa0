#include "tests/unit/tree.h"

#include <sys/wait.h>

static void
expect_found(
    const char *path, size_t i, const char *root, const char *scope, size_t of)
{
	struct source_found *found;
	struct pl_error err = { 0 };
	size_t count;

	if (source_find(path, &found, &count, &err) != PL_OK)
		fail_msg("%s", err.text);
	assert_int_equal(count, of);
	assert_string_equal(found[i].root, root);
	assert_string_equal(found[i].scope, scope);
	assert_false(found[i].bundle);
	source_found_release(found, count);
}

static char *
below(void **state, const char *name)
{
	return xasprintf("%s/%s", (char *)*state, name);
}

static void
a_path_inside_a_tree_is_the_scope_of_its_archive(void **state)
{
	static const char *const scopes[] = {
		"AWSLogs/",
		"AWSLogs/123456789012/",
		TREE_TYPE,
		TREE_TYPE "2025/01/06/",
	};
	char *root = below(state, "bucket");

	tree_put(root, TREE_TYPE "2025/01/06/15/a.json", "a");
	for (size_t i = 0; i < sizeof scopes / sizeof *scopes; i++) {
		char *path = xasprintf("%s/%s", root, scopes[i]);

		expect_found(path, 0, root, scopes[i], 1);
		path[strlen(path) - 1] = '\0';
		expect_found(path, 0, root, scopes[i], 1);
		free(path);
	}
	free(root);
}

static void
the_last_awslogs_above_a_path_counts(void **state)
{
	char *root = below(state, "AWSLogs/copy");
	char *path = below(state, "AWSLogs/copy/AWSLogs/1");

	tree_put(path, "KiroLogs/a.json", "a");
	expect_found(path, 0, root, "AWSLogs/1/", 1);
	free(path);
	free(root);
}

static void
every_awslogs_below_a_path_is_an_archive(void **state)
{
	char *first = below(state, "a/b");
	char *second = below(state, "a/b/old");
	char *third = below(state, "z/deep/er");

	tree_put(*state, "a/b/AWSLogs/1/KiroLogs/a.json", "a");
	tree_put(*state, "a/b/AWSLogs/1/AWSLogs/2/b.json", "b");
	tree_put(*state, "a/b/old/AWSLogs/c.json", "c");
	tree_put(*state, "z/deep/er/AWSLogs/d.json", "d");
	tree_put(*state, "z/notAWSLogs/e.json", "e");
	expect_found(*state, 0, first, "", 3);
	expect_found(*state, 1, second, "", 3);
	expect_found(*state, 2, third, "", 3);
	free(first);
	free(second);
	free(third);
}

static void
what_lies_beside_awslogs_is_not_of_the_archive(void **state)
{
	tree_put(*state, "AWSLogs/1/KiroLogs/a.json", "a");
	tree_put(*state, "old/AWSLogs/1/KiroLogs/a.json", "b");
	tree_put(*state, "manifest.json", "c");
	struct source *s = tree_open(*state, "", false);
	tree_expect(s, "undated\nAWSLogs/1/KiroLogs/a.json = a\n");
	source_close(s);
}

static void
a_folder_without_awslogs_is_an_archive_itself(void **state)
{
	char *path = below(state, "lone");

	tree_put(path, "x/a.json", "a");
	expect_found(path, 0, path, "", 1);
	free(path);
}

static void
a_file_is_a_bundle(void **state)
{
	struct source_found *found;
	char *path = below(state, "a.tar");
	size_t count;

	tree_put(*state, "a.tar", "");
	assert_int_equal(source_find(path, &found, &count, NULL), PL_OK);
	assert_int_equal(count, 1);
	assert_string_equal(found[0].root, path);
	assert_string_equal(found[0].scope, "");
	assert_true(found[0].bundle);
	source_found_release(found, count);
	free(path);
}

static void
links_are_resolved_in_the_path_and_not_followed_below_it(void **state)
{
	char *root = below(state, "real");
	char *link = below(state, "link");
	char *inside = below(state, "real/more");

	tree_put(root, "AWSLogs/1/KiroLogs/a.json", "a");
	tree_put(*state, "elsewhere/AWSLogs/b.json", "b");
	assert_int_equal(symlink("real", link), 0);
	assert_int_equal(symlink("../elsewhere", inside), 0);
	expect_found(link, 0, root, "", 1);
	free(inside);
	free(link);
	free(root);
}

static void
a_path_that_is_nowhere_is_an_error(void **state)
{
	struct source_found *found;
	struct pl_error err = { 0 };
	char *path = below(state, "none");
	size_t count;

	assert_int_equal(source_find(path, &found, &count, &err), PL_EIO);
	assert_null(found);
	assert_int_equal(count, 0);
	assert_non_null(strstr(err.text, path));
	assert_int_equal(
	    source_find("/dev/null", &found, &count, &err), PL_EIO);
	free(path);
}

/* The status of source_find as a user without rights; root may look into
 * everything. */
static int
find_as_nobody(const char *path)
{
	pid_t child = fork();
	int status;

	if (child == 0) {
		struct source_found *found;
		size_t count;

		if (getuid() == 0 && setuid(65534) != 0)
			_exit(99);
		_exit(-source_find(path, &found, &count, NULL));
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	return -WEXITSTATUS(status);
}

static void
a_folder_that_may_hold_another_archive_is_not_passed_over(void **state)
{
	char *locked = below(state, "old");
	char *lone = below(state, "lone");
	char *lone_locked = below(state, "lone/x");

	tree_put(*state, "bucket/AWSLogs/1/KiroLogs/a.json", "a");
	tree_put(*state, "old/AWSLogs/1/KiroLogs/b.json", "b");
	tree_put(*state, "lone/x/c.json", "c");
	chmod(*state, 0755);
	chmod(locked, 0);
	chmod(lone_locked, 0);
	assert_int_equal(find_as_nobody(*state), PL_EIO);
	/* A lone folder is opened, and then names what it cannot read. */
	assert_int_equal(find_as_nobody(lone), PL_OK);
	chmod(locked, 0700);
	chmod(lone_locked, 0700);
	free(lone_locked);
	free(lone);
	free(locked);
}

static void
every_reason_has_a_name_of_its_own(void **state)
{
	(void)state;
	for (int i = 0; i < SOURCE_PASSED; i++)
		for (int j = 0; j < i; j++)
			assert_string_not_equal(
			    source_passed_name((enum source_passed)i),
			    source_passed_name((enum source_passed)j));
}

static void
a_day_that_is_not_there_is_empty(void **state)
{
	struct source_list list;

	tree_put(*state, "a.json", "a");
	struct source *s = tree_open(*state, "", false);
	assert_int_equal(source_list(s, TREE_DAY, &list, NULL), PL_OK);
	assert_int_equal(list.count, 0);
	source_list_release(&list);
	source_close(s);
}

static void
an_object_gone_since_the_days_were_seen_is_left_out(void **state)
{
	char *loose = below(state, "x/a.json");
	char *day = below(state, TREE_TYPE "2025/01/06");

	tree_put(*state, "x/a.json", "a");
	tree_put(*state, "x/b.json", "b");
	struct source *s = tree_open(*state, "", false);
	assert_int_equal(unlink(loose), 0);
	tree_expect(s, "undated\nx/b.json = b\n");
	source_close(s);

	tree_put(*state, TREE_TYPE "2025/01/06/c.json", "c");
	s = tree_open(*state, "", false);
	char *moved = below(state, "moved");
	assert_int_equal(rename(day, moved), 0);
	tree_expect(s, "2025-01-06\n");
	source_close(s);
	free(moved);
	free(day);
	free(loose);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TREE_TEST(a_path_inside_a_tree_is_the_scope_of_its_archive),
		TREE_TEST(the_last_awslogs_above_a_path_counts),
		TREE_TEST(every_awslogs_below_a_path_is_an_archive),
		TREE_TEST(what_lies_beside_awslogs_is_not_of_the_archive),
		TREE_TEST(a_folder_without_awslogs_is_an_archive_itself),
		TREE_TEST(a_file_is_a_bundle),
		TREE_TEST(
		    links_are_resolved_in_the_path_and_not_followed_below_it),
		TREE_TEST(a_path_that_is_nowhere_is_an_error),
		TREE_TEST(
		    a_folder_that_may_hold_another_archive_is_not_passed_over),
		TREE_TEST(every_reason_has_a_name_of_its_own),
		TREE_TEST(a_day_that_is_not_there_is_empty),
		TREE_TEST(an_object_gone_since_the_days_were_seen_is_left_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
