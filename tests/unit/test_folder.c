#include "tests/unit/tree.h"

#include <errno.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>

#include "indexer/source/beneath.h"

static void
objects_come_by_day_and_in_key_order(void **state)
{
	const char *root = *state;

	tree_put(root, TREE_TYPE "2025/01/06/15/b.json", "1");
	tree_put(root, TREE_TYPE "2025/01/06/15/a.json", "2");
	tree_put(root, TREE_TYPE "2025/01/06/03/c.json", "3");
	tree_put(root, TREE_TYPE "2025/01/06/late.json", "4");
	tree_put(root, TREE_TYPE "2024/12/31/23/x.gz/logFile.json", "5");
	tree_put(root, "AWSLogs/123456789012/KiroLogs/loose.json", "6");
	struct source *s = tree_open(root, "", false);
	tree_expect(s,
	    "undated\n"
	    "AWSLogs/123456789012/KiroLogs/loose.json = 6\n"
	    "2024-12-31\n" TREE_TYPE "2024/12/31/23/x.gz/logFile.json = 5\n"
	    "2025-01-06\n" TREE_TYPE "2025/01/06/03/c.json = 3\n" TREE_TYPE
	    "2025/01/06/15/a.json = 2\n" TREE_TYPE
	    "2025/01/06/15/b.json = 1\n" TREE_TYPE
	    "2025/01/06/late.json = 4\n");
	source_close(s);
}

static void
an_object_has_its_place_size_and_times(void **state)
{
	struct source_list list;
	struct pl_place place;
	struct stat st;

	tree_put(*state, TREE_TYPE "2025/01/06/15/b.json", "12345");
	char *path =
	    xasprintf("%s/" TREE_TYPE "2025/01/06/15/b.json", (char *)*state);
	assert_int_equal(stat(path, &st), 0);
	struct source *s = tree_open(*state, "", false);
	assert_int_equal(source_list(s, TREE_DAY, &list, NULL), PL_OK);
	assert_int_equal(list.count, 1);
	const struct source_object *o = &list.objects[0];
	source_place(o->key, TREE_DAY, &place);
	assert_true(span_is(place.account, "123456789012"));
	assert_true(span_is(place.region, "us-east-1"));
	assert_true(span_is(place.log_type, "GenerateCompletions"));
	assert_int_equal(place.type, PL_TYPE_INLINE);
	assert_int_equal(place.hour, TREE_DAY + 15 * NS_PER_HOUR);
	assert_int_equal(o->size, 5);
	assert_int_equal(o->inode, st.st_ino);
	assert_int_equal(
	    o->mtime, st.st_mtim.tv_sec * NS_PER_SECOND + st.st_mtim.tv_nsec);
	assert_int_equal(
	    o->ctime, st.st_ctim.tv_sec * NS_PER_SECOND + st.st_ctim.tv_nsec);
	assert_string_equal(source_signature(s), "");
	source_list_release(&list);
	source_close(s);
	free(path);
}

static void
the_scope_bounds_what_is_looked_at(void **state)
{
	static const char *const scopes[] = {
		TREE_TYPE,
		TREE_TYPE "2025/",
		TREE_TYPE "2025/01/06/",
		TREE_TYPE "2025/01/06/15/",
	};

	tree_put(*state, TREE_TYPE "2025/01/06/15/a.json", "a");
	tree_put(*state, "AWSLogs/999999999999/KiroLogs/N/b.json", "b");
	tree_put(*state, "beside.json", "c");
	for (size_t i = 0; i < sizeof scopes / sizeof *scopes; i++) {
		struct source *s = tree_open(*state, scopes[i], false);

		tree_expect(
		    s, "2025-01-06\n" TREE_TYPE "2025/01/06/15/a.json = a\n");
		source_close(s);
	}
}

static void
a_lone_folder_is_an_archive_by_the_names_of_its_objects(void **state)
{
	static const char name[] =
	    "123456789012_GenerateCompletions_202501061542_a.json.gz";
	char *expected =
	    xasprintf("undated\nx.json = 2\n2025-01-06\n%s = 1\n", name);

	tree_put(*state, name, "1");
	tree_put(*state, "x.json", "2");
	struct source *s = tree_open(*state, "", false);
	tree_expect(s, expected);
	source_close(s);
	free(expected);
}

static void
a_copy_in_a_folder_named_by_a_date_keeps_its_days(void **state)
{
	tree_put(
	    *state, "2026/07/01/KiroLogs/N/us-east-1/2025/01/06/a.json", "1");
	tree_put(*state, "2026/07/01/b.json", "2");
	tree_put(*state, "2026/07/02/15/c.json", "3");
	struct source *s = tree_open(*state, "", false);
	tree_expect(s,
	    "2025-01-06\n"
	    "2026/07/01/KiroLogs/N/us-east-1/2025/01/06/a.json = 1\n"
	    "2026-07-01\n2026/07/01/b.json = 2\n"
	    "2026-07-02\n2026/07/02/15/c.json = 3\n");
	source_close(s);
}

static void
links_and_special_files_are_counted_and_never_opened(void **state)
{
	char *day = xasprintf("%s/" TREE_TYPE "2025/01/06/", (char *)*state);
	char *name = xasprintf("%slink.json", day);
	struct sockaddr_un address = { .sun_family = AF_UNIX };

	tree_put(*state, "outside/2025/01/07/secret.json", "no");
	tree_put(*state, TREE_TYPE "2025/01/06/a.json", "a");
	assert_int_equal(symlink("a.json", name), 0);
	free(name);
	name = xasprintf("%s/" TREE_TYPE "2026", (char *)*state);
	assert_int_equal(symlink("../../../../../outside", name), 0);
	free(name);
	name = xasprintf("%sfifo.json", day);
	assert_int_equal(mkfifo(name, 0600), 0);
	free(name);
	/* A socket's path is short, so it is made in its folder. */
	int here = open(".", O_PATH | O_DIRECTORY);
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);
	assert_int_equal(chdir(day), 0);
	memcpy(address.sun_path, "s.json", sizeof "s.json");
	assert_int_equal(bind(fd, (void *)&address, sizeof address), 0);
	assert_int_equal(fchdir(here), 0);
	close(fd);
	close(here);

	struct source *s = tree_open(*state, "", false);
	tree_expect(s, "2025-01-06\n" TREE_TYPE "2025/01/06/a.json = a\n");
	tree_expect_passed(s, SOURCE_LINK, 2);
	tree_expect_passed(s, SOURCE_SPECIAL, 2);
	source_close(s);
	free(day);
}

static void
what_is_passed_over_is_counted_once(void **state)
{
	struct source_list list;

	tree_put(*state, TREE_TYPE "2025/01/06/15/a.json", "a");
	tree_put(*state, TREE_TYPE "2025/01/06/15/a.txt", "a");
	tree_put(*state, TREE_TYPE "2025/01/06/15/.tmp.json", "a");
	tree_put(*state, TREE_TYPE "2025/01/06/15/all.zip", "a");
	tree_put(
	    *state, "AWSLogs/123456789012/CloudTrail/2025/01/07/a.gz", "a");
	tree_put(
	    *state, "AWSLogs/123456789012/KiroLogs/user_report/a.csv", "a");
	tree_put(*state,
	    "AWSLogs/123456789012/KiroLogs/"
	    "5f0e6d1a-0c6e-4a59-9c3f-3c9f9a1b2c3d",
	    "Access validation successful.");
	struct source *s = tree_open(*state, "", false);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(source_list(s, TREE_DAY, &list, NULL), PL_OK);
		assert_int_equal(list.count, 1);
		source_list_release(&list);
	}
	size_t days;
	source_days(s, &days);
	assert_int_equal(days, 1);
	tree_expect_passed(s, SOURCE_FOREIGN, 2);
	tree_expect_passed(s, SOURCE_BUNDLE, 1);
	tree_expect_passed(s, SOURCE_OTHER_SERVICE, 1);
	tree_expect_passed(s, SOURCE_REPORT, 1);
	tree_expect_passed(s, SOURCE_PROBE, 1);
	source_close(s);
}

static void
names_that_are_not_utf8_are_troubles(void **state)
{
	tree_put(*state, TREE_TYPE "2025/01/06/\xff.json", "a");
	tree_put(*state, TREE_TYPE "2025/01/06/\xff.txt", "a");
	tree_put(*state, TREE_TYPE "2025/01/06/b\n\xe6\x97\xa5.json", "b");
	tree_put(*state, "AWSLogs/\xfe/a.json", "a");
	struct source *s = tree_open(*state, "", false);
	tree_expect(s,
	    "2025-01-06\n" TREE_TYPE "2025/01/06/b\n\xe6\x97\xa5.json = b\n"
	    "trouble 'AWSLogs/"
	    "123456789012/QDeveloperLogs/GenerateCompletions/us-east-1/"
	    "2025/01/06/\xef\xbf\xbd.json': the name is not UTF-8\n"
	    "trouble 'AWSLogs/\xef\xbf\xbd/': the name is not UTF-8\n");
	tree_expect_passed(s, SOURCE_FOREIGN, 1);
	source_close(s);
}

static void
folders_too_deep_are_a_trouble(void **state)
{
	struct buf name;

	buf_init(&name, BUF_UNLIMITED);
	for (int i = 0; i < SOURCE_DEPTH_MAX; i++)
		buf_adds(&name, "d/");
	char *fits = xasprintf("%sa.json", name.p);
	char *below = xasprintf("%sd/b.json", name.p);
	tree_put(*state, fits, "a");
	tree_put(*state, below, "b");
	struct source *s = tree_open(*state, "", false);
	char *expected = xasprintf("undated\n%s = a\ntrouble '%sd/': more "
				   "than 64 folders within each other\n",
	    fits, name.p);
	tree_expect(s, expected);
	source_close(s);
	free(expected);
	free(below);
	free(fits);
	buf_release(&name);
}

/* What tree_dump says as a user without rights; root may read everything. */
static char *
dump_as_nobody(const char *root)
{
	int ends[2];
	struct buf out;
	char block[4096];
	ssize_t n;

	assert_int_equal(pipe(ends), 0);
	pid_t child = fork();
	if (child == 0) {
		if (getuid() == 0 && setuid(65534) != 0)
			_exit(1);
		struct source *s = tree_open(root, "", false);
		char *text = tree_dump(s);
		n = write(ends[1], text, strlen(text));
		source_close(s);
		free(text);
		_exit(n < 0);
	}
	close(ends[1]);
	buf_init(&out, BUF_UNLIMITED);
	while ((n = read(ends[0], block, sizeof block)) > 0)
		buf_add(&out, block, (size_t)n);
	close(ends[0]);
	int status;
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	return buf_take(&out);
}

static void
what_may_not_be_opened_is_a_trouble_and_the_rest_goes_on(void **state)
{
	char *folder = xasprintf("%s/" TREE_TYPE "2025/01/07", (char *)*state);
	char *file =
	    xasprintf("%s/" TREE_TYPE "2025/01/06/b.json", (char *)*state);
	char *account = xasprintf("%s/AWSLogs/999999999999", (char *)*state);

	tree_put(*state, TREE_TYPE "2025/01/06/a.json", "a");
	tree_put(*state, TREE_TYPE "2025/01/06/b.json", "b");
	tree_put(*state, TREE_TYPE "2025/01/07/c.json", "c");
	tree_put(*state, "AWSLogs/999999999999/KiroLogs/d.json", "d");
	chmod(*state, 0755);
	chmod(folder, 0);
	chmod(file, 0);
	chmod(account, 0);
	char *got = dump_as_nobody(*state);
	chmod(folder, 0700);
	chmod(account, 0700);
	assert_string_equal(got,
	    "2025-01-06\n" TREE_TYPE "2025/01/06/a.json = a\n" TREE_TYPE
	    "2025/01/06/b.json ! cannot be opened: Permission denied\n"
	    "2025-01-07\n"
	    "trouble '" TREE_TYPE
	    "2025/01/07/': cannot be opened: Permission denied\n"
	    "trouble 'AWSLogs/999999999999/': cannot be opened: Permission "
	    "denied\n");
	free(got);
	free(account);
	free(file);
	free(folder);
}

/* List one object, let `change` happen, read it. */
static enum pl_status
read_after(const char *root, void change(const char *path), struct buf *out,
    struct source_object *seen)
{
	char *path = xasprintf("%s/" TREE_TYPE "2025/01/06/a.json", root);
	struct source_list list;
	struct pl_error err = { 0 };

	tree_put(root, TREE_TYPE "2025/01/06/a.json", "before");
	struct source *s = tree_open(root, "", false);
	assert_int_equal(source_list(s, TREE_DAY, &list, &err), PL_OK);
	assert_int_equal(list.count, 1);
	change(path);
	enum pl_status rc = source_read(s, list.objects, out, seen, &err);
	source_list_release(&list);
	source_close(s);
	free(path);
	return rc;
}

static void
lengthen(const char *path)
{
	FILE *f = fopen(path, "a");

	assert_non_null(f);
	fputs(" and after", f);
	fclose(f);
}

static void
unlink_it(const char *path)
{
	assert_int_equal(unlink(path), 0);
}

static void
make_fifo(const char *path)
{
	unlink_it(path);
	assert_int_equal(mkfifo(path, 0600), 0);
}

static void
make_link(const char *path)
{
	unlink_it(path);
	assert_int_equal(symlink("/etc/passwd", path), 0);
}

static void
link_its_folder(const char *path)
{
	char *folder = xstrndup(path, strlen(path) - strlen("/a.json"));
	char *moved = xasprintf("%s.moved", folder);

	assert_int_equal(rename(folder, moved), 0);
	assert_int_equal(symlink(moved, folder), 0);
	free(moved);
	free(folder);
}

static void
enlarge(const char *path)
{
	assert_int_equal(truncate(path, (off_t)SOURCE_OBJECT_MAX + 1), 0);
}

static void
reading_sees_the_object_as_it_is_by_then(void **state)
{
	struct source_object seen;
	struct buf out;

	buf_init(&out, BUF_UNLIMITED);
	assert_int_equal(read_after(*state, lengthen, &out, &seen), PL_OK);
	assert_string_equal(out.p, "before and after");
	assert_int_equal(seen.size, out.n);
	buf_release(&out);
}

static void
what_is_no_longer_an_object_is_not_read(void **state)
{
	static const struct {
		void (*change)(const char *path);
		enum pl_status status;
	} cases[] = {
		{ unlink_it, PL_ENOTFOUND },
		{ make_fifo, PL_ENOTFOUND },
		{ make_link, PL_ENOTFOUND },
		{ enlarge, PL_ELIMIT },
		{ link_its_folder, PL_ENOTFOUND },
	};
	struct source_object seen;
	struct buf out;

	buf_init(&out, BUF_UNLIMITED);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char *path = xasprintf(
		    "%s/" TREE_TYPE "2025/01/06/a.json", (char *)*state);

		unlink(path);
		free(path);
		assert_int_equal(
		    read_after(*state, cases[i].change, &out, &seen),
		    cases[i].status);
		assert_int_equal(out.n, 0);
	}
	buf_release(&out);
}

static void
opening_beneath_a_folder_follows_no_link_either_way(void **state)
{
	int (*const ways[])(int, const char *, int) = {
		beneath_open,
		beneath_walk,
	};
	char *link = xasprintf("%s/link", (char *)*state);

	tree_put(*state, "a/b/c", "1");
	assert_int_equal(symlink("a", link), 0);
	int root = open(*state, O_PATH | O_DIRECTORY);
	for (size_t i = 0; i < 2; i++) {
		int fd = ways[i](root, "a/b/c", O_RDONLY);
		assert_true(fd >= 0);
		close(fd);
		fd = ways[i](root, "a//b/", O_RDONLY | O_DIRECTORY);
		assert_true(fd >= 0);
		close(fd);
		fd = ways[i](root, "", O_RDONLY | O_DIRECTORY);
		assert_true(fd >= 0);
		close(fd);
		assert_int_equal(ways[i](root, "link/b/c", O_RDONLY), -1);
		assert_true(errno == ELOOP || errno == ENOTDIR);
		assert_int_equal(ways[i](root, "link", O_RDONLY), -1);
		assert_int_equal(ways[i](root, "a/../../x", O_RDONLY), -1);
		assert_int_equal(ways[i](root, "a/none", O_RDONLY), -1);
		assert_int_equal(errno, ENOENT);
	}
	close(root);
	free(link);
}

static void
a_root_that_is_not_there_is_an_error(void **state)
{
	char *path = xasprintf("%s/none", (char *)*state);
	struct source *s;
	struct pl_error err = { 0 };

	assert_int_equal(source_open(path, "", false, &s, &err), PL_EIO);
	assert_null(s);
	assert_non_null(strstr(err.text, path));
	assert_int_equal(
	    source_open(*state, "AWSLogs/1/", false, &s, &err), PL_EIO);
	assert_null(s);
	free(path);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TREE_TEST(objects_come_by_day_and_in_key_order),
		TREE_TEST(an_object_has_its_place_size_and_times),
		TREE_TEST(the_scope_bounds_what_is_looked_at),
		TREE_TEST(
		    a_lone_folder_is_an_archive_by_the_names_of_its_objects),
		TREE_TEST(a_copy_in_a_folder_named_by_a_date_keeps_its_days),
		TREE_TEST(
		    links_and_special_files_are_counted_and_never_opened),
		TREE_TEST(what_is_passed_over_is_counted_once),
		TREE_TEST(names_that_are_not_utf8_are_troubles),
		TREE_TEST(folders_too_deep_are_a_trouble),
		TREE_TEST(
		    what_may_not_be_opened_is_a_trouble_and_the_rest_goes_on),
		TREE_TEST(reading_sees_the_object_as_it_is_by_then),
		TREE_TEST(what_is_no_longer_an_object_is_not_read),
		TREE_TEST(opening_beneath_a_folder_follows_no_link_either_way),
		TREE_TEST(a_root_that_is_not_there_is_an_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
