/* A thread for programs: nothing is folded. */
#include "query/conversation/thread.h"
#include "query/print_json.h"

void
thread_json_turn(struct json_writer *w, const struct conversation *v,
    const struct thread_turn *turn)
{
	int64_t gap = thread_gap(v, turn);

	json_object(w);
	json_key_int(w, "turn", (int64_t)turn->place + 1);
	json_key(w, "gap_seconds");
	if (gap >= 0)
		json_int(w, gap);
	else
		json_null(w);
	json_key_bool(w, "router",
	    (v->turns[turn->place].flags & PL_RECORD_ROUTER) != 0);
	if (turn->readable) {
		json_key_record(w, &turn->row, v);
		json_key_columns(w, &turn->text);
	}
	json_object_end(w);
}
