#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "indexer/parse/prompt.h"

/* The split as one text: typed pieces in «», injected ones in ‹›. */
static char *
render(struct span prompt)
{
	struct prompt_pieces p = { 0 };
	struct buf b;
	size_t at = 0;

	buf_init(&b, BUF_UNLIMITED);
	prompt_split(prompt, &p);
	for (size_t i = 0; i < p.count; i++) {
		const struct prompt_piece *piece = &p.pieces[i];

		assert_int_equal(piece->begin, at);
		assert_true(piece->end > piece->begin);
		if (i > 0)
			assert_true(piece->typed != p.pieces[i - 1].typed);
		at = piece->end;
		buf_adds(&b, piece->typed ? "«" : "‹");
		buf_add(
		    &b, prompt.p + piece->begin, piece->end - piece->begin);
		buf_adds(&b, piece->typed ? "»" : "›");
	}
	assert_int_equal(at, prompt.n);
	prompt_pieces_release(&p);
	return buf_take(&b);
}

static void
check(const char *prompt, const char *expected)
{
	char *got = render(span_str(prompt));

	assert_string_equal(got, expected);
	free(got);
}

static void
a_plain_prompt_is_typed(void **state)
{
	(void)state;
	check("", "");
	check("fix the retry logic\n", "«fix the retry logic\n»");
	check(" \n ", "« \n »");
	check("a < b, [x] # y - z", "«a < b, [x] # y - z»");
}

static void
blocks_are_injected_tags_and_all(void **state)
{
	(void)state;
	check("why?\n\n<EnvironmentContext>\n<OPEN-EDITOR-FILES>\n"
	      "<file name=\"a.c\" />\n</OPEN-EDITOR-FILES>\n"
	      "</EnvironmentContext>",
	    "«why?»‹\n\n<EnvironmentContext>\n<OPEN-EDITOR-FILES>\n"
	    "<file name=\"a.c\" />\n</OPEN-EDITOR-FILES>\n"
	    "</EnvironmentContext>›");
	check("<session_context_files>\nx\n</session_context_files>\n\nwhy?",
	    "‹<session_context_files>\nx\n</"
	    "session_context_files>\n\n›«why?»");
	check("<current_context>Machine ID: x</current_context>\n"
	      "<session_start_snapshot captured=\"session-start\">\ntree\n"
	      "</session_start_snapshot>\n\ndo it\n",
	    "‹<current_context>Machine ID: x</current_context>\n"
	    "<session_start_snapshot captured=\"session-start\">\ntree\n"
	    "</session_start_snapshot>\n\n›«do it\n»");
	check("--- CONTEXT ENTRY BEGIN ---\nCurrent time: now\n"
	      "--- CONTEXT ENTRY END ---",
	    "‹--- CONTEXT ENTRY BEGIN ---\nCurrent time: now\n"
	    "--- CONTEXT ENTRY END ---›");
}

static void
white_space_between_blocks_is_not_typed(void **state)
{
	(void)state;
	check(" \n<current_context>a</current_context>\n \t\n"
	      "<current_context>b</current_context>\r\n",
	    "‹ \n<current_context>a</current_context>\n \t\n"
	    "<current_context>b</current_context>\r\n›");
	check("<current_context>a</current_context> x y \n"
	      "<current_context>b</current_context>",
	    "‹<current_context>a</current_context> ›«x y»‹ \n"
	    "<current_context>b</current_context>›");
}

static void
inside_a_user_message_all_is_typed(void **state)
{
	(void)state;
	check("--- CONTEXT ENTRY BEGIN ---\nt\n--- CONTEXT ENTRY END ---\n\n"
	      "--- USER MESSAGE BEGIN ---\nhello\n--- USER MESSAGE END ---\n",
	    "‹--- CONTEXT ENTRY BEGIN ---\nt\n--- CONTEXT ENTRY END ---\n\n"
	    "--- USER MESSAGE BEGIN ---\n›«hello»‹\n"
	    "--- USER MESSAGE END ---\n›");
	check("--- USER MESSAGE BEGIN ---\n"
	      "what is <current_context>x</current_context>?"
	      "--- USER MESSAGE END ---",
	    "‹--- USER MESSAGE BEGIN ---\n›"
	    "«what is <current_context>x</current_context>?»"
	    "‹--- USER MESSAGE END ---›");
	check("--- USER MESSAGE BEGIN ---\n\n--- USER MESSAGE END ---",
	    "‹--- USER MESSAGE BEGIN ---\n\n--- USER MESSAGE END ---›");
}

static void
a_marker_that_is_never_closed_is_typed(void **state)
{
	(void)state;
	check("what does <EnvironmentContext> mean?",
	    "«what does <EnvironmentContext> mean?»");
	check("</EnvironmentContext> <EnvironmentContext>",
	    "«</EnvironmentContext> <EnvironmentContext>»");
	check("--- USER MESSAGE BEGIN ---\nhello",
	    "«--- USER MESSAGE BEGIN ---\nhello»");
	check("## Included Rules (a.md) [Global]\n\n<user-rule id=a.md>\nx",
	    "«## Included Rules (a.md) [Global]\n\n<user-rule id=a.md>\nx»");
	check("<EnvironmentContext", "«<EnvironmentContext»");
	check("<EnvironmentContexts>x</EnvironmentContext>",
	    "«<EnvironmentContexts>x</EnvironmentContext>»");
}

static void
of_two_openings_and_one_closing_the_latter_counts(void **state)
{
	(void)state;
	check("why is <current_context> here\n"
	      "<current_context>x</current_context>",
	    "«why is <current_context> here»"
	    "‹\n<current_context>x</current_context>›");
	check("<current_context>a<current_context>b</current_context>c"
	      "</current_context>d",
	    "‹<current_context>a<current_context>b</current_context>c"
	    "</current_context>›«d»");
}

static void
what_is_nested_in_a_block_stays_injected(void **state)
{
	(void)state;
	check("<session_context_files>--- USER MESSAGE BEGIN ---\nx\n"
	      "--- USER MESSAGE END ---\n<current_context>"
	      "</session_context_files>y",
	    "‹<session_context_files>--- USER MESSAGE BEGIN ---\nx\n"
	    "--- USER MESSAGE END ---\n<current_context>"
	    "</session_context_files>›«y»");
}

static void
rules_are_injected_with_their_heading(void **state)
{
	(void)state;
	check("## Included Rules (a.md) [Global]\n\n"
	      "  [System-injected rules — apply these.]\n\n"
	      "<user-rule id=a.md>\n```\n# A\n```sh\n<current_context>\n"
	      "```\n```\n</user-rule>\n"
	      "<user-rule id=b>\nb\n</user-rule>\n\n"
	      "## Included Rules (AGENTS.md) [Workspace]\n"
	      "<user-rule id=AGENTS.md>x</user-rule>\n\ndo it",
	    "‹## Included Rules (a.md) [Global]\n\n"
	    "  [System-injected rules — apply these.]\n\n"
	    "<user-rule id=a.md>\n```\n# A\n```sh\n<current_context>\n"
	    "```\n```\n</user-rule>\n"
	    "<user-rule id=b>\nb\n</user-rule>\n\n"
	    "## Included Rules (AGENTS.md) [Workspace]\n"
	    "<user-rule id=AGENTS.md>x</user-rule>\n\n›«do it»");
}

static void
a_heading_without_rules_is_typed(void **state)
{
	(void)state;
	check("## Included Rules (a.md) [Global]\nplease review",
	    "«## Included Rules (a.md) [Global]\nplease review»");
	check("see ## Included Rules (a) <user-rule id=a>x</user-rule>",
	    "«see ## Included Rules (a) <user-rule id=a>x</user-rule>»");
	check("<user-rule id=a>x</user-rule>",
	    "«<user-rule id=a>x</user-rule>»");
}

static void
a_heading_far_from_its_rule_is_typed(void **state)
{
	char *text = xasprintf("## Included Rules (a)%*s"
			       "<user-rule id=a>x</user-rule>",
	    PROMPT_PREAMBLE_MAX + 1, "");
	char *got = render(span_str(text));

	(void)state;
	assert_memory_equal(got, "«", 2);
	assert_null(strstr(got, "‹"));
	free(got);
	free(text);
}

static void
a_steering_message_is_typed_within_its_envelope(void **state)
{
	(void)state;
	check("[LIVE STEERING - New message from user]\n\nThe user sent a new "
	      "message.\n\n<user_message id=\"steer-1\">\nuse <b>\n"
	      "</user_message>\n\nIMPORTANT: After completing your work, "
	      "include a note.\n\n[STEERING steer-1: <describe>]\nmore",
	    "‹[LIVE STEERING - New message from user]\n\nThe user sent a new "
	    "message.\n\n<user_message id=\"steer-1\">\n›«use <b>»‹\n"
	    "</user_message>\n\nIMPORTANT: After completing your work, "
	    "include a note.\n\n[STEERING steer-1: <describe>]\n›«more»");
	check("[LIVE STEERING - New message from user]\n"
	      "<user_message id=\"s\">a</user_message>\nIMPORTANT: no",
	    "‹[LIVE STEERING - New message from user]\n"
	    "<user_message id=\"s\">›«a»‹</user_message>\n›«IMPORTANT: no»");
	check("[LIVE STEERING - New message from user]\n"
	      "<user_message id=\"s\">a",
	    "«[LIVE STEERING - New message from user]\n"
	    "<user_message id=\"s\">a»");
	check("<user_message id=\"s\">a</user_message>",
	    "«<user_message id=\"s\">a</user_message>»");
}

/* Fails by taking minutes. */
static void
hostile_prompts_take_linear_time(void **state)
{
	static const char *const units[] = {
		"<EnvironmentContext>",
		"<EnvironmentContext ",
		"</EnvironmentContext>",
		"--- USER MESSAGE BEGIN ---",
		"\n## Included Rules (",
		"\n## Included Rules (x)<user-rule id=x>",
		"[LIVE STEERING - New message from user]<user_message>",
		"[LIVE STEERING - New message from user]<user_message>"
		"</user_message>IMPORTANT: After completing your work",
		"<<<<----####[[[[",
	};

	(void)state;
	for (size_t u = 0; u < sizeof units / sizeof units[0]; u++) {
		struct buf b;

		buf_init(&b, BUF_UNLIMITED);
		while (b.n < 500000)
			buf_adds(&b, units[u]);
		free(render(buf_span(&b)));
		buf_adds(&b,
		    "</user-rule></EnvironmentContext>"
		    "--- USER MESSAGE END ---</user_message>");
		free(render(buf_span(&b)));
		buf_release(&b);
	}
}

static void
a_router_answer_is_three_numbers(void **state)
{
	(void)state;
	assert_true(prompt_router_answer(
	    span_str("{\"chat\":0.1,\"do\":0.9,\"spec\":0}")));
	assert_true(prompt_router_answer(span_str(
	    "```json\n{\"chat\": 1.0, \"do\": 0, \"spec\": 1e-3}\n```\n")));
	assert_true(prompt_router_answer(
	    span_str(" {\"spec\":1,\"do\":2,\"chat\":3} ")));
	assert_false(prompt_router_answer(span_str("")));
	assert_false(prompt_router_answer(span_str("{}")));
	assert_false(
	    prompt_router_answer(span_str("{\"chat\":0.1,\"do\":0.9}")));
	assert_false(prompt_router_answer(
	    span_str("{\"chat\":1,\"do\":1,\"spec\":\"x\"}")));
	assert_false(prompt_router_answer(
	    span_str("{\"chat\":1,\"do\":1,\"do\":1,\"spec\":1}")));
	assert_false(prompt_router_answer(
	    span_str("{\"chat\":1,\"do\":1,\"spec\":1} then")));
	assert_false(prompt_router_answer(
	    span_str("```json\n{\"chat\":1,\"do\":1,\"spec\":1}")));
	assert_false(prompt_router_answer(span_str(
	    "{\"chat\":1,\"do\":1,\"spec\":1}                            "
	    "                                                     ")));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_plain_prompt_is_typed),
		cmocka_unit_test(blocks_are_injected_tags_and_all),
		cmocka_unit_test(white_space_between_blocks_is_not_typed),
		cmocka_unit_test(inside_a_user_message_all_is_typed),
		cmocka_unit_test(a_marker_that_is_never_closed_is_typed),
		cmocka_unit_test(
		    of_two_openings_and_one_closing_the_latter_counts),
		cmocka_unit_test(what_is_nested_in_a_block_stays_injected),
		cmocka_unit_test(rules_are_injected_with_their_heading),
		cmocka_unit_test(a_heading_without_rules_is_typed),
		cmocka_unit_test(a_heading_far_from_its_rule_is_typed),
		cmocka_unit_test(
		    a_steering_message_is_typed_within_its_envelope),
		cmocka_unit_test(hostile_prompts_take_linear_time),
		cmocka_unit_test(a_router_answer_is_three_numbers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
