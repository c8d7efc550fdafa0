#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "query/package/package.h"
#include "query/package/seal.h"

static char folder[] = "/tmp/test_package.XXXXXX";

static int
set_up(void **state)
{
	(void)state;
	memcpy(folder + sizeof folder - 7, "XXXXXX", 6);
	assert_non_null(mkdtemp(folder));
	assert_int_equal(chdir(folder), 0);
	return 0;
}

static int
tear_down(void **state)
{
	char *command = xasprintf("rm -r '%s'", folder);

	(void)state;
	assert_int_equal(chdir("/"), 0);
	assert_int_equal(system(command), 0);
	free(command);
	return 0;
}

static void
must(enum pl_status rc, const struct pl_error *err)
{
	if (rc != PL_OK)
		fail_msg("%s", err->text);
}

static void
assert_name(const char *text, bool folders, const char *expected)
{
	struct buf out;

	buf_init(&out, BUF_UNLIMITED);
	package_name(&out, span_str(text), folders);
	assert_string_equal(out.p ? out.p : "", expected);
	buf_release(&out);
}

static void
names_hold_nothing_that_could_escape(void **state)
{
	(void)state;
	assert_name(
	    "AWSLogs/1/a_b-c.json.gz", true, "AWSLogs/1/a_b-c.json.gz");
	assert_name("../x/./y", true, "%2E%2E/x/%2E/y");
	assert_name("..", false, "%2E%2E");
	assert_name("a/b", false, "a%2Fb");
	assert_name("a b:c\\d\n", true, "a%20b%3Ac%5Cd%0A");
	assert_name("caf\xC3\xA9%", true, "caf%C3%A9%25");
	assert_name("/etc", true, "/etc"); /* keys do not begin so */
	assert_name("", true, "");
}

static void
a_kind_is_told_by_suffix_and_by_first_bytes(void **state)
{
	(void)state;
	assert_string_equal(package_kind_for("a/b.zip")->name, "zip");
	assert_string_equal(package_kind_for("b.tar.gz")->name, "tar.gz");
	assert_string_equal(package_kind_for("b.tar.zst")->name, "tar.zst");
	assert_ptr_equal(package_kind_for("b.tar"), package_kind_folder());
	assert_ptr_equal(package_kind_for(""), package_kind_folder());
	assert_string_equal(
	    package_kind_of(span_of("PK\3\4", 4))->name, "zip");
	assert_null(package_kind_of(span_of("PK\3", 3)));
	assert_null(package_kind_of(span_of(NULL, 0)));
}

/* A package with two members, one of them written while the other is open. */
static void
make(const char *path, bool force)
{
	struct package p;
	struct stream s;
	struct pl_error err;

	must(
	    package_open(&p, package_kind_for(path), path, force, &err), &err);
	must(package_begin(&p, "long", &s, &err), &err);
	for (int i = 0; i < 100000; i++)
		buf_addf(&s.out, "%d\n", i);
	must(stream_flow(&s, &err), &err);
	must(package_add(&p, "in/short", span_str("few"), &err), &err);
	buf_adds(&s.out, "end");
	must(package_end(&p, "long", &s, &err), &err);
	assert_int_equal(p.count, 2);
	assert_string_equal(p.members[1].name, "long");
	assert_int_equal(p.members[1].size, 588893);
	must(package_commit(&p, &err), &err);
	package_close(&p);
}

static int
entries(void)
{
	FILE *f = popen("ls -A | wc -l", "r");
	int n = -1;

	assert_int_equal(fscanf(f, "%d", &n), 1);
	pclose(f);
	return n;
}

static void
the_same_members_make_the_same_bytes(void **state)
{
	static const char *const suffixes[] = { ".zip", ".tar.gz", ".tar.zst",
		"" };

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		char *one = xasprintf("one%s", suffixes[i]);
		char *two = xasprintf("two%s", suffixes[i]);
		char *command = xasprintf("diff -r %s %s", one, two);

		make(one, false);
		setenv("TZ", "Asia/Tokyo", 1);
		make(two, false);
		unsetenv("TZ");
		assert_int_equal(system(command), 0);
		free(command);
		free(one);
		free(two);
	}
	assert_int_equal(entries(), 8);
}

static void
what_is_there_is_replaced_only_by_force(void **state)
{
	struct package p;
	struct pl_error err;

	(void)state;
	make("a.zip", false);
	assert_int_equal(
	    package_open(&p, package_kind_for("a.zip"), "a.zip", false, &err),
	    PL_EGUARD);
	package_close(&p);
	make("a.zip", true);
	assert_int_equal(mkdir("mine", 0700), 0);
	assert_int_equal(mkdir("mine/own", 0700), 0);
	assert_int_equal(
	    package_open(&p, package_kind_folder(), "mine", true, &err),
	    PL_EGUARD);
	package_close(&p);
	assert_int_equal(access("mine/own", F_OK), 0);
	assert_int_equal(entries(), 2);
}

static void
what_is_not_committed_leaves_nothing(void **state)
{
	struct package p;
	struct stream s;
	struct pl_error err;

	(void)state;
	for (int i = 0; i < 2; i++) {
		const char *path = i == 0 ? "a.zip" : "a";

		must(package_open(
			 &p, package_kind_for(path), path, false, &err),
		    &err);
		must(package_begin(&p, "x", &s, &err), &err);
		must(package_add(&p, "in/y", span_str("y"), &err), &err);
		stream_close(&s);
		package_close(&p);
		assert_int_equal(entries(), 0);
	}
}

static void
any_changed_byte_breaks_the_seal(void **state)
{
	const struct package_kind *kind = package_kind_for("a.zip");
	enum seal_state seal;
	struct pl_error err;
	struct stat st;
	char good, bad;
	int fd;

	(void)state;
	make("a.zip", false);
	fd = open("a.zip", O_RDWR);
	assert_int_equal(fstat(fd, &st), 0);
	for (off_t at = 0; at < st.st_size; at += st.st_size / 200 + 1) {
		must(seal_check(kind, fd, "a.zip", &seal, &err), &err);
		assert_int_equal(seal, SEAL_WHOLE);
		assert_int_equal(pread(fd, &good, 1, at), 1);
		bad = (char)(good ^ 1);
		assert_int_equal(pwrite(fd, &bad, 1, at), 1);
		must(seal_check(kind, fd, "a.zip", &seal, &err), &err);
		assert_int_not_equal(seal, SEAL_WHOLE);
		assert_int_equal(pwrite(fd, &good, 1, at), 1);
	}
	assert_int_equal(ftruncate(fd, 10), 0);
	must(seal_check(kind, fd, "a.zip", &seal, &err), &err);
	assert_int_equal(seal, SEAL_MISSING);
	close(fd);
}

#define test(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_hold_nothing_that_could_escape),
		cmocka_unit_test(a_kind_is_told_by_suffix_and_by_first_bytes),
		test(the_same_members_make_the_same_bytes),
		test(what_is_there_is_replaced_only_by_force),
		test(what_is_not_committed_leaves_nothing),
		test(any_changed_byte_breaks_the_seal),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
