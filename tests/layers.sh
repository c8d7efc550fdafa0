#!/bin/sh
# The arrows between the folders: base <- schema <- indexer, query.  Whoever
# includes against an arrow, or reaches for SQLite outside schema, fails here.
set -eu
fail=0

# deny FOLDER PATTERN WHY [EXCEPT]
deny() {
	if grep -rnE --include='*.[ch]' --exclude="${4-}" \
	    "^[[:space:]]*#[[:space:]]*include[[:space:]]*[\"<]$2" "$1"; then
		echo "layers: $1/ $3" >&2
		fail=1
	fi
}

deny base '(schema|indexer|query)/' 'may include nothing above it'
deny base '(sqlite3|zlib|pcre2|archive|json|zstd|utf8proc|openssl)' \
    'uses the C library alone'
deny schema '(indexer|query)/' 'may include base only'
deny indexer 'query/' 'and query/ never meet'
deny query 'indexer/' 'and indexer/ never meet'
deny fixtures/mkarchive '(schema|indexer|query)/' \
    'shares no code with what it is to test'
for folder in indexer query fixtures/mkarchive; do
	deny "$folder" 'sqlite3' 'may not include SQLite: schema owns the files'
done
deny query '(zlib|json)' 'reads no archive'
deny query 'archive' 'has libarchive loaded late, by libarchive.h' \
    libarchive.h
exit $fail
