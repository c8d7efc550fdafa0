/* A record with all there is of it, as a JSON object. */
#include "base/utf8.h"
#include "query/print_json.h"
#include "query/show/show.h"

static void
add_member(struct json_writer *w, const char *name,
    const struct pl_record *record, enum pl_member member)
{
	json_key_text(w, name, show_member(record, member));
}

/* A member that is JSON but for control characters in its strings.  Characters
 * that could act on a terminal can only stand in strings, where an escape
 * means the same. */
static void
add_json(struct json_writer *w, const char *name,
    const struct pl_record *record, enum pl_member member)
{
	struct span kept = show_member(record, member);
	struct buf strict, safe;
	size_t length;

	json_key(w, name);
	if (kept.n == 0) {
		json_null(w);
		return;
	}
	buf_init(&strict, BUF_UNLIMITED);
	buf_init(&safe, BUF_UNLIMITED);
	pl_json_restore(&strict, kept);
	struct span json = buf_span(&strict);
	for (size_t i = 0; i < json.n; i += length) {
		uint32_t c;

		length = utf8_decode(json.p + i, json.n - i, &c);
		if (length == 0)
			length = 1;
		if (c >= 0x7F && utf8_hidden(c))
			json_escape(&safe, c);
		else
			buf_add(&safe, json.p + i, length);
	}
	json_raw(w, buf_span(&safe));
	buf_release(&strict);
	buf_release(&safe);
}

static void
add_strings(struct json_writer *w, const char *name,
    const struct pl_record *record, enum pl_member member)
{
	json_key(w, name);
	json_array(w);
	for (size_t i = 0; i < record->part_count; i++)
		if (record->parts[i].member == member)
			json_span(w, show_part(record, &record->parts[i]));
	json_array_end(w);
}

static const char *
link_member(enum pl_member member)
{
	switch (member) {
	case PL_MEMBER_LINK_TITLE:
		return "title";
	case PL_MEMBER_LINK_URI:
		return "uri";
	case PL_MEMBER_LINK_SNIPPET:
		return "snippet";
	default:
		return NULL;
	}
}

static void
add_links(struct json_writer *w, const struct pl_record *record)
{
	bool open = false;

	json_key(w, "links");
	json_array(w);
	for (size_t i = 0; i < record->part_count; i++) {
		const struct pl_part *part = &record->parts[i];
		const char *name = link_member(part->member);

		if (name == NULL)
			continue;
		if (open && part->member == PL_MEMBER_LINK_TITLE)
			json_object_end(w);
		if (!open || part->member == PL_MEMBER_LINK_TITLE)
			json_object(w);
		open = true;
		json_key_text(w, name, show_part(record, part));
	}
	if (open)
		json_object_end(w);
	json_array_end(w);
}

static void
add_copies(struct json_writer *w, const struct wanted *wanted)
{
	json_key(w, "copies");
	json_array(w);
	for (size_t i = 0; i < wanted->count; i++) {
		const struct copy *c = &wanted->copies[i];
		char sha256[SHA256_TEXT];

		show_sha256(c->sha256, sha256);
		json_object(w);
		json_key_int(w, "archive", c->archive_id);
		json_key_string(
		    w, "root", c->archive ? c->archive->root : NULL);
		json_key_string(w, "object", c->key);
		json_key_int(w, "ordinal", c->ordinal);
		json_key_int(w, "begin", (int64_t)c->begin);
		json_key_int(w, "end", (int64_t)c->end);
		json_key_string(w, "sha256", c->hashed ? sha256 : NULL);
		json_key_bool(w, "duplicate", c->duplicate);
		json_object_end(w);
	}
	json_array_end(w);
}

static void
add_prompt_as_sent(struct json_writer *w, const struct pl_record *record)
{
	struct buf sent;

	buf_init(&sent, BUF_UNLIMITED);
	show_join(&sent, record, PL_MEMBER_PROMPT);
	json_key_text(w, "prompt_as_sent", buf_span(&sent));
	buf_release(&sent);
}

void
show_json_members(struct json_writer *w, const struct pl_record *r)
{
	add_prompt_as_sent(w, r);
	add_member(w, "left_context", r, PL_MEMBER_LEFT_CONTEXT);
	add_member(w, "right_context", r, PL_MEMBER_RIGHT_CONTEXT);
	add_member(w, "answer", r, PL_MEMBER_ANSWER);
	add_member(w, "followup_prompts", r, PL_MEMBER_FOLLOWUP);
	add_links(w, r);
	add_json(w, "code_references", r, PL_MEMBER_CODE_REFERENCES);
	add_strings(w, "completions", r, PL_MEMBER_COMPLETION);
	add_member(w, "customization", r, PL_MEMBER_CUSTOMIZATION);
	add_member(w, "trigger", r, PL_MEMBER_TRIGGER);
	add_member(w, "utterance", r, PL_MEMBER_UTTERANCE);
	add_member(w, "time_as_logged", r, PL_MEMBER_TIME_TEXT);
	add_json(w, "unknown", r, PL_MEMBER_UNKNOWN);
}

void
show_json(struct json_writer *w, const struct shown *s)
{
	json_object(w);
	json_key_record(w, &s->row, NULL);
	json_key_columns(w, &s->text);
	show_json_members(w, &s->text);
	add_copies(w, s->wanted);
	json_object_end(w);
}
