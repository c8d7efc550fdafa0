# Turns statements.sql into statements.h (an enum) and statements.c (a table).
# A statement stands under "-- name: x"; other comment lines are its contract.
# Set out= to the folder to write to.

function flush_statement() {
	if (name == "")
		return
	sub(/[ \t\n;]+$/, "", body)
	if (body == "") {
		print "statements.sql: '" name "' is empty" > "/dev/stderr"
		failed = 1
		exit 1
	}
	gsub(/\\/, "\\\\", body)
	gsub(/"/, "\\\"", body)
	gsub(/\n/, "\\n\"\n\t    \"", body)
	members = members "\tSTMT_" toupper(name) ",\n"
	table = table "\t[STMT_" toupper(name) "] = { \"" name "\",\n\t    \"" \
	    body "\" },\n"
	body = ""
}

/^-- name: / {
	flush_statement()
	name = $3
	if (seen[name]++) {
		print "statements.sql: '" name "' twice" > "/dev/stderr"
		failed = 1
		exit 1
	}
	next
}
/^[ \t]*--/ { next }
/^[ \t]*$/ { next }
{ body = body (body == "" ? "" : "\n") $0 }

END {
	if (failed)
		exit 1
	flush_statement()
	h = out "/statements.h"
	c = out "/statements.c"
	print "/* Made from statements.sql by statements.awk. */" > h
	print "#ifndef SCHEMA_STATEMENTS_H\n#define SCHEMA_STATEMENTS_H\n" > h
	print "enum statement {\n" members "\tSTATEMENTS\n};\n" > h
	print "struct statement_def {" > h
	print "\tconst char *name;\n\tconst char *sql;\n};" > h
	print "extern const struct statement_def statement_defs[STATEMENTS];\n" > h
	print "#endif" > h
	print "/* Made from statements.sql by statements.awk. */" > c
	print "#include \"statements.h\"\n" > c
	print "const struct statement_def statement_defs[STATEMENTS] = {" > c
	printf "%s};\n", table > c
}
