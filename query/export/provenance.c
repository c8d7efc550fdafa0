#include "query/export/provenance.h"

const char *
provenance_root(const struct selected *item)
{
	return item->archive != NULL ? item->archive->root : "";
}

void
provenance_hash(const struct selected *item, char out[PL_SHA256_TEXT])
{
	out[0] = '\0';
	if (item->object.hashed)
		pl_sha256_text(item->object.sha256, out);
}

void
provenance_json(struct json_writer *w, const struct selected *item)
{
	char hash[PL_SHA256_TEXT];

	provenance_hash(item, hash);
	json_key_string(w, "root", provenance_root(item));
	json_key_int(w, "begin", (int64_t)item->row.begin);
	json_key_int(w, "end", (int64_t)item->row.end);
	json_key_string(w, "object_sha256", hash);
}
