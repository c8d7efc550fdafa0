#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/term.h"

#define FAMILY "\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x91\xA7" /* 👩 ZWJ 👧 */
#define HEART  "\xE2\x9D\xA4\xEF\xB8\x8F"                     /* ❤ U+FE0F */

static void
check(struct span text, bool lines, const char *expected)
{
	struct buf out;

	buf_init(&out, BUF_UNLIMITED);
	term_escape(&out, text, lines);
	assert_string_equal(out.n ? out.p : "", expected);
	buf_release(&out);
}

static void
check_both(const char *text, const char *expected)
{
	check(span_str(text), true, expected);
	check(span_str(text), false, expected);
}

static void
what_acts_on_a_terminal_is_escaped(void **state)
{
	(void)state;
	check_both("", "");
	check_both("\x1b[31mred\x1b[0m", "\\x1b[31mred\\x1b[0m");
	check_both("\x1b]0;title\x07", "\\x1b]0;title\\x07");
	check_both("a\x7f\b", "a\\x7f\\x08");
	check_both("\xC2\x9B"
		   "31m\xC2\x85",
	    "\\u{9b}31m\\u{85}");
	check(span_of("a\0b", 3), true, "a\\x00b");
	check_both("50%\rdone", "50%\\x0ddone");
}

static void
what_misleads_a_reader_is_escaped(void **state)
{
	(void)state;
	check_both("user\xE2\x80\xAE"
		   "txt.exe",
	    "user\\u{202e}txt.exe");
	check_both("\xD8\x9C\xE2\x80\x8F", "\\u{61c}\\u{200f}");
	check_both("\xE2\x81\xA6x\xE2\x81\xA9", "\\u{2066}x\\u{2069}");
	check_both("pass\xE2\x80\x8Bword", "pass\\u{200b}word");
	check_both("so\xC2\xAD"
		   "ft",
	    "so\\u{ad}ft");
	check_both("\xEF\xBB\xBFx", "\\u{feff}x");
	check_both("\xE2\x80\xA8", "\\u{2028}");
	check_both("\xF3\xA0\x81\x81", "\\u{e0041}");
	check_both("\xE3\x85\xA4", "\\u{3164}");
}

static void
bytes_that_are_no_utf8_are_shown_one_by_one(void **state)
{
	(void)state;
	check_both("a\xFF\xC3(", "a\\xff\\xc3(");
	check_both("\xED\xA0\x80", "\\xed\\xa0\\x80");
	check_both("\xE2\x82", "\\xe2\\x82");
}

static void
line_breaks_pass_where_lines_are_shown(void **state)
{
	(void)state;
	check(span_str("a\tb\nc\r\nd\r"), true, "a\tb\nc\r\nd\\x0d");
	check(span_str("a\tb\nc\r\nd\r"), false, "a\\tb\\nc\\x0d\\nd\\x0d");
}

static void
letters_of_every_script_and_backslashes_pass(void **state)
{
	(void)state;
	check_both("C:\\new\\x1b", "C:\\new\\x1b");
	check_both("\xC3\xA9\xE6\xBC\xA2\xD7\xA9\xD8\xA7", /* é漢שا */
	    "\xC3\xA9\xE6\xBC\xA2\xD7\xA9\xD8\xA7");
}

static void
emoji_keep_joiners_and_selectors_and_nothing_else_does(void **state)
{
	(void)state;
	check_both(FAMILY " " HEART, FAMILY " " HEART);
	check_both(HEART "\xE2\x80\x8D\xF0\x9F\x94\xA5",
	    HEART "\xE2\x80\x8D\xF0\x9F\x94\xA5");
	check_both("a\xE2\x80\x8D"
		   "b",
	    "a\\u{200d}b");
	check_both(
	    "\xF0\x9F\x91\xA9\xE2\x80\x8D", "\xF0\x9F\x91\xA9\\u{200d}");
	check_both(
	    "\xE2\x80\x8D\xF0\x9F\x91\xA9", "\\u{200d}\xF0\x9F\x91\xA9");
	check_both("\xE6\xBC\xA2\xE2\x80\x8D\xE6\xBC\xA2",
	    "\xE6\xBC\xA2\\u{200d}\xE6\xBC\xA2");
	/* A second selector in a row carries something, but no emoji. */
	check_both(HEART "\xEF\xB8\x80", HEART "\\u{fe00}");
	check_both("\xEF\xB8\x8F", "\\u{fe0f}");
}

static void
colour_is_asked_of_the_terminal_only_when_auto(void **state)
{
	FILE *f = tmpfile();

	(void)state;
	assert_non_null(f);
	assert_true(term_colour("always", f));
	assert_false(term_colour("never", f));
	assert_false(term_colour("auto", f));
	assert_false(term_colour(NULL, f));
	fclose(f);
}

/* A terminal of our own, or NULL where the system gives none. */
static FILE *
open_terminal(int *master)
{
	char name[128];

	*master = posix_openpt(O_RDWR | O_NOCTTY);
	if (*master < 0)
		return NULL;
	if (grantpt(*master) != 0 || unlockpt(*master) != 0 ||
	    ptsname_r(*master, name, sizeof name) != 0)
		return NULL;
	int fd = open(name, O_RDWR | O_NOCTTY);
	return fd < 0 ? NULL : fdopen(fd, "r+");
}

static void
a_terminal_gets_colour_unless_it_is_unwanted(void **state)
{
	int master;
	FILE *f = open_terminal(&master);

	(void)state;
	if (f == NULL)
		skip();
	setenv("TERM", "xterm", 1);
	unsetenv("NO_COLOR");
	assert_true(term_colour("auto", f));
	setenv("NO_COLOR", "", 1);
	assert_true(term_colour("auto", f));
	setenv("NO_COLOR", "1", 1);
	assert_false(term_colour("auto", f));
	assert_true(term_colour("always", f));
	unsetenv("NO_COLOR");
	setenv("TERM", "dumb", 1);
	assert_false(term_colour("auto", f));
	setenv("TERM", "", 1);
	assert_false(term_colour("auto", f));
	unsetenv("TERM");
	assert_false(term_colour("auto", f));
	fclose(f);
	close(master);
}

static void
the_width_is_the_terminals_then_columns_then_80(void **state)
{
	struct winsize size = { .ws_row = 24, .ws_col = 133 };
	int master;
	FILE *plain = tmpfile();
	FILE *f = open_terminal(&master);

	(void)state;
	assert_non_null(plain);
	setenv("COLUMNS", "101", 1);
	assert_int_equal(term_width(plain), 101);
	if (f != NULL) {
		assert_int_equal(ioctl(master, TIOCSWINSZ, &size), 0);
		assert_int_equal(term_width(f), 133);
		fclose(f);
		close(master);
	}
	static const char *const bad[] = { "", "0", "-5", "x", "80x",
		"99999999999999999999" };
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		setenv("COLUMNS", bad[i], 1);
		assert_int_equal(term_width(plain), 80);
	}
	unsetenv("COLUMNS");
	assert_int_equal(term_width(plain), 80);
	fclose(plain);
}

/* Write "answer" through the pager with standard output on a terminal, and
 * return what the pager left in the file `path`. */
static size_t
page(const char *command, const char *path, char *out, size_t size)
{
	int master;
	FILE *f = open_terminal(&master);

	if (f == NULL)
		skip();
	fflush(stdout);
	int saved = dup(STDOUT_FILENO);
	dup2(fileno(f), STDOUT_FILENO);
	setenv("PROMPTLOG_PAGER", command, 1);
	term_pager_begin(true);
	bool paged = term_pager_fd() >= 0;
	bool colour = term_colour("auto", stdout);
	printf("answer");
	term_pager_end();
	bool back = term_pager_fd() < 0 && isatty(STDOUT_FILENO);
	fflush(stdout);
	dup2(saved, STDOUT_FILENO);
	close(saved);
	fclose(f);
	close(master);
	assert_true(back);
	assert_true(colour);
	FILE *left = fopen(path, "r");
	size_t n = left ? fread(out, 1, size, left) : 0;
	if (left != NULL)
		fclose(left);
	unlink(path);
	return paged ? n : SIZE_MAX;
}

static void
the_pager_gets_everything_before_it_is_waited_for(void **state)
{
	char path[] = "/tmp/test_term.XXXXXX";
	char command[100], text[100];
	int fd = mkstemp(path);

	(void)state;
	assert_true(fd >= 0);
	close(fd);
	setenv("TERM", "xterm", 1);
	/* Without a shell, and with one. */
	snprintf(command, sizeof command, "tee %s", path);
	assert_int_equal(page(command, path, text, sizeof text), 6);
	assert_memory_equal(text, "answer", 6);
	snprintf(command, sizeof command, "cat > '%s'", path);
	assert_int_equal(page(command, path, text, sizeof text), 6);
	assert_memory_equal(text, "answer", 6);
}

static void
a_pager_that_is_not_there_is_done_without(void **state)
{
	char text[100];

	(void)state;
	setenv("TERM", "xterm", 1);
	assert_true(page("no-such-pager -R", "/nonexistent", text,
			sizeof text) == SIZE_MAX);
	assert_true(
	    page("cat", "/nonexistent", text, sizeof text) == SIZE_MAX);
	assert_true(page("", "/nonexistent", text, sizeof text) == SIZE_MAX);
	assert_true(page(" ", "/nonexistent", text, sizeof text) == SIZE_MAX);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_acts_on_a_terminal_is_escaped),
		cmocka_unit_test(what_misleads_a_reader_is_escaped),
		cmocka_unit_test(bytes_that_are_no_utf8_are_shown_one_by_one),
		cmocka_unit_test(line_breaks_pass_where_lines_are_shown),
		cmocka_unit_test(letters_of_every_script_and_backslashes_pass),
		cmocka_unit_test(
		    emoji_keep_joiners_and_selectors_and_nothing_else_does),
		cmocka_unit_test(
		    colour_is_asked_of_the_terminal_only_when_auto),
		cmocka_unit_test(a_terminal_gets_colour_unless_it_is_unwanted),
		cmocka_unit_test(
		    the_width_is_the_terminals_then_columns_then_80),
		cmocka_unit_test(
		    the_pager_gets_everything_before_it_is_waited_for),
		cmocka_unit_test(a_pager_that_is_not_there_is_done_without),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
