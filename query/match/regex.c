#define PCRE2_CODE_UNIT_WIDTH 8
#include "query/match/regex.h"

#include <pcre2.h>
#include <stdlib.h>
#include <time.h>

#include "base/instant.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "query/language/tree.h"

/* A text is searched in stretches, and the clock is looked at between them:
 * PCRE2's own limits begin anew at each place where a match could begin.  A
 * stretch that was quick makes the next one twice as long. */
#define STRETCH_LEAST 256 /* bytes */
#define STRETCH_QUICK (10 * NS_PER_SECOND / 1000)

#define JIT_STACK_FIRST ((size_t)32 << 10) /* bytes */

struct regex {
	pcre2_code *code;
	/* The same for ASCII texts, where Unicode makes no difference but to
	 * the time it takes, or NULL. */
	pcre2_code *ascii;
	pcre2_match_data *data;
	pcre2_match_context *context;
	pcre2_jit_stack *stack;
	bool whole;   /* search in one stretch */
	int64_t slow; /* nanoseconds spent on slow searches */
};

static uint32_t
compile_options(unsigned flags)
{
	/* \C would match half a character. */
	uint32_t options = PCRE2_NEVER_BACKSLASH_C | PCRE2_USE_OFFSET_LIMIT;

	if (flags & REGEX_CASELESS)
		options |= PCRE2_CASELESS;
	if (flags & REGEX_MULTILINE)
		options |= PCRE2_MULTILINE;
	if (flags & REGEX_DOTALL)
		options |= PCRE2_DOTALL;
	return options;
}

static pcre2_code *
compile(struct span pattern, uint32_t options, int *code, size_t *at)
{
	pcre2_compile_context *context = pcre2_compile_context_create(NULL);

	if (context == NULL)
		abort();
	pcre2_set_newline(context, PCRE2_NEWLINE_LF);
	pcre2_set_bsr(context, PCRE2_BSR_UNICODE);
	pcre2_code *re =
	    pcre2_compile((PCRE2_SPTR)(pattern.n ? pattern.p : ""), pattern.n,
		options, code, at, context);
	pcre2_compile_context_free(context);
	return re;
}

static bool
holds(struct span pattern, const char *text)
{
	return memmem(pattern.p, pattern.n, text, strlen(text)) != NULL;
}

/* Whether the pattern says the same of an ASCII text without Unicode.  One
 * that names a character beyond a byte will not compile, and only in Unicode
 * do these two classes tell cases apart where nothing else does. */
static bool
is_plain(struct span pattern)
{
	return utf8_is_ascii(pattern.p, pattern.n) &&
	    !holds(pattern, "lower:]") && !holds(pattern, "upper:]");
}

static enum pl_status
compile_code(struct regex *re, struct span pattern, unsigned flags,
    struct pl_error *err)
{
	uint32_t options = compile_options(flags);
	PCRE2_UCHAR reason[160];
	size_t at = 0;
	int code = 0;

	re->code =
	    compile(pattern, options | PCRE2_UTF | PCRE2_UCP, &code, &at);
	if (re->code == NULL) {
		pcre2_get_error_message(code, reason, sizeof reason);
		return pl_fail(err, PL_EQUERY,
		    "regex '%.*s': %s, after %zu bytes",
		    (int)(pattern.n < 200 ? pattern.n : 200),
		    pattern.n ? pattern.p : "", (const char *)reason, at);
	}
	if (is_plain(pattern))
		re->ascii = compile(pattern, options, &code, &at);
	return PL_OK;
}

static void
set_limits(struct regex *re)
{
	re->data = pcre2_match_data_create_from_pattern(re->code, NULL);
	re->context = pcre2_match_context_create(NULL);
	if (re->data == NULL || re->context == NULL)
		abort();
	pcre2_set_match_limit(re->context, REGEX_MATCH_MAX);
	pcre2_set_depth_limit(re->context, REGEX_DEPTH_MAX);
	pcre2_set_heap_limit(re->context, REGEX_HEAP_MAX_KIB);
	/* Where the system allows no JIT, the pattern is interpreted. */
	if (re->ascii != NULL)
		pcre2_jit_compile(re->ascii, PCRE2_JIT_COMPLETE);
	if (pcre2_jit_compile(re->code, PCRE2_JIT_COMPLETE) != 0)
		return;
	re->stack =
	    pcre2_jit_stack_create(JIT_STACK_FIRST, REGEX_STACK_MAX, NULL);
	if (re->stack != NULL)
		pcre2_jit_stack_assign(re->context, NULL, re->stack);
}

enum pl_status
regex_compile(struct span pattern, unsigned flags, struct regex **out,
    struct pl_error *err)
{
	struct regex *re = xcalloc(1, sizeof *re);
	enum pl_status rc;

	*out = NULL;
	rc = compile_code(re, pattern, flags, err);
	if (rc != PL_OK)
		goto done;
	set_limits(re);
	/* \G is where the search began: stretches would change it. */
	re->whole = holds(pattern, "\\G");
	*out = re;
	re = NULL; /* handed over */
done:
	regex_free(re);
	return rc;
}

void
regex_free(struct regex *re)
{
	if (re == NULL)
		return;
	pcre2_code_free(re->code);
	pcre2_code_free(re->ascii);
	pcre2_match_data_free(re->data);
	pcre2_match_context_free(re->context);
	pcre2_jit_stack_free(re->stack);
	free(re);
}

static int64_t
clock_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * NS_PER_SECOND + t.tv_nsec;
}

/* Look for a match that begins from `from` to `last`. */
static enum regex_result
search_stretch(struct regex *re, const pcre2_code *code, struct span text,
    size_t from, size_t last)
{
	PCRE2_SPTR p = (PCRE2_SPTR)(text.n ? text.p : "");
	int rc;

	pcre2_set_offset_limit(re->context, last);
	rc = pcre2_match(
	    code, p, text.n, from, PCRE2_NO_UTF_CHECK, re->data, re->context);
	if (rc == PCRE2_ERROR_JIT_STACKLIMIT)
		rc = pcre2_match(code, p, text.n, from,
		    PCRE2_NO_UTF_CHECK | PCRE2_NO_JIT, re->data, re->context);
	if (rc == PCRE2_ERROR_NOMATCH)
		return REGEX_NONE;
	return rc < 0 ? REGEX_LIMIT : REGEX_FOUND;
}

/* The last place of a stretch of about that many bytes; what follows it begins
 * with a character, or is the end. */
static size_t
stretch_end(struct span text, size_t from, size_t length)
{
	if (length >= text.n - from)
		return text.n;
	size_t next = from + length;
	while (next < text.n && ((unsigned char)text.p[next] & 0xC0) == 0x80)
		next++;
	return next - 1;
}

/* How long one search of this text may take. */
static int64_t
time_limit(const struct regex *re, struct span text)
{
	int64_t brief = REGEX_BRIEF + (int64_t)text.n * REGEX_BRIEF_BYTE;

	return re->slow < REGEX_SLOW_MAX || brief > REGEX_TIME_MAX
	    ? REGEX_TIME_MAX
	    : brief;
}

/* Stretch after stretch, up to a match, the end or a limit. */
static enum regex_result
search(struct regex *re, struct span text, size_t from, int64_t began)
{
	/* Looking at the text again for each match in it would take longer
	 * than it saves. */
	const pcre2_code *code =
	    re->ascii != NULL && from == 0 && utf8_is_ascii(text.p, text.n)
	    ? re->ascii
	    : re->code;
	int64_t before = began, now, limit = time_limit(re, text);
	size_t length = re->whole ? text.n : STRETCH_LEAST;

	for (;;) {
		size_t last = stretch_end(text, from, length);
		enum regex_result result =
		    search_stretch(re, code, text, from, last);

		if (result != REGEX_NONE || last >= text.n)
			return result;
		now = clock_now();
		if (now - began > limit)
			return REGEX_LIMIT;
		if (now - before < STRETCH_QUICK)
			length = length < text.n ? length * 2 : length;
		else
			length = STRETCH_LEAST;
		before = now;
		from = last + 1;
	}
}

/* Remember what a search took, if that was long. */
static void
note_time(struct regex *re, int64_t taken)
{
	if (taken <= REGEX_SLOW || re->slow >= REGEX_SLOW_MAX)
		return;
	re->slow += taken;
	if (re->slow >= REGEX_SLOW_MAX)
		pcre2_set_match_limit(re->context, REGEX_BRIEF_MATCH_MAX);
}

enum regex_result
regex_find(struct regex *re, struct span text, size_t from, size_t *begin,
    size_t *end)
{
	int64_t began = clock_now();
	enum regex_result result = search(re, text, from, began);

	note_time(re, clock_now() - began);
	if (result != REGEX_FOUND)
		return result;
	const PCRE2_SIZE *place = pcre2_get_ovector_pointer(re->data);
	/* \K can put a match's beginning after its end. */
	*begin = place[0] < place[1] ? place[0] : place[1];
	*end = place[0] < place[1] ? place[1] : place[0];
	return REGEX_FOUND;
}
