#!/bin/sh
# The sqlite3 shell loads the tokenizer and runs MATCH with it.
# usage: extension.sh promptlog_tokenizer.so
set -eu

if ! command -v sqlite3 >/dev/null; then
	echo "skipped: the sqlite3 shell is not installed"
	exit 77
fi
if ! echo 'create virtual table t using fts5(a)' | sqlite3 2>/dev/null; then
	echo "skipped: the sqlite3 shell was built without FTS5"
	exit 77
fi

# The name is given as a person would, without the suffix.
got=$(sqlite3 -batch :memory: <<SQL
.bail on
.load ${1%.so}
create virtual table t using fts5(
    prompt, filter, content='', columnsize=0, tokenize='promptlog');
insert into t(rowid, prompt, filter) values
    (1, 'Fix the retry logic', cast(x'ff' as text) || 'tchat'),
    (2, '東京のバグ, CAFÉ', cast(x'ff' as text) || 'tchat'),
    (3, 'retry the logic', cast(x'ff' as text) || 'tdev');
select 'phrase', group_concat(rowid) from t where t match '"retry logic"';
select 'width', group_concat(rowid) from t where t match 'ﾊﾞｸﾞ';
select 'marks', group_concat(rowid) from t where t match 'cafe';
select 'raw', group_concat(rowid) from t
    where t match '"' || cast(x'fe' as text) || 'retr"*';
select 'filter', group_concat(rowid) from t
    where t match '"' || cast(x'ff' as text) || 'tchat" AND the';
SQL
)
want='phrase|1
width|2
marks|2
raw|1,3
filter|1'
if [ "$got" != "$want" ]; then
	printf 'got:\n%s\nwanted:\n%s\n' "$got" "$want"
	exit 1
fi
