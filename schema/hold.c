/* Holds, for people and for programs. */
#include "base/term.h"
#include "schema/reader.h"

void
pl_hold_json(struct json_writer *j, const struct pl_hold *h)
{
	struct buf days;

	buf_init(&days, BUF_UNLIMITED);
	days_format(&h->days, &days);
	json_key_string(j, "name", h->name);
	json_key_string(j, "days", days.n > 0 ? days.p : NULL);
	json_key_string(j, "user", h->user[0] ? h->user : NULL);
	json_key_string(j, "reason", h->reason);
	json_key_instant(j, "created", h->created);
	buf_release(&days);
}

void
pl_holds_json(struct json_writer *j, const struct pl_hold *holds, size_t count)
{
	json_key(j, "holds");
	json_array(j);
	for (size_t i = 0; i < count; i++) {
		json_object(j);
		pl_hold_json(j, &holds[i]);
		json_object_end(j);
	}
	json_array_end(j);
}

void
pl_holds_text(struct buf *out, const struct pl_hold *holds, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct pl_hold *h = &holds[i];
		char created[INSTANT_TEXT];
		struct buf days;

		buf_init(&days, BUF_UNLIMITED);
		days_format(&h->days, &days);
		instant_format_day(h->created, created);
		term_escape(out, span_str(h->name), false);
		buf_addf(out, ": %s, ", days.n > 0 ? days.p : "every day");
		if (h->user[0] != '\0') {
			buf_adds(out, "user ");
			term_escape(out, span_str(h->user), false);
		} else {
			buf_adds(out, "everyone");
		}
		buf_addf(out, ", since %s: ", created);
		term_escape(out, span_str(h->reason), false);
		buf_addc(out, '\n');
		buf_release(&days);
	}
}
