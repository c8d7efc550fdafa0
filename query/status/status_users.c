/* promptlog status --users. */
#include "base/human.h"
#include "base/term.h"
#include "query/status/status.h"

void
status_users_text(struct buf *out, const struct status *s)
{
	for (size_t i = 0; i < s->user_count; i++) {
		term_escape(out, span_str(s->users[i].name), false);
		buf_adds(out, ", ");
		human_counted(out, s->users[i].records, "record");
		buf_addc(out, '\n');
	}
	if (s->user_count == 0)
		buf_adds(out, "no record names a user\n");
}

void
status_users_json(struct json_writer *w, const struct status *s)
{
	json_key(w, "all_users");
	json_array(w);
	for (size_t i = 0; i < s->user_count; i++) {
		json_object(w);
		json_key_string(w, "user", s->users[i].name);
		json_key_int(w, "records", (int64_t)s->users[i].records);
		json_object_end(w);
	}
	json_array_end(w);
}
