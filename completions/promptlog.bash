# Completion of promptlog and promptlog-index for bash.  The programs
# themselves tell their commands and options, so this never falls behind.

# The words of a line with what promptlog calls by another name resolved:
# "promptlog index update" is "promptlog-index update".
_promptlog_words()
{
	_pl_program=${COMP_WORDS[0]}
	_pl_command=
	local i=1
	if [[ ${_pl_program##*/} == promptlog && ${COMP_WORDS[1]-} == index &&
	    $COMP_CWORD -gt 1 ]]; then
		_pl_program=${_pl_program}-index
		i=2
	fi
	if ((COMP_CWORD > i)); then
		_pl_command=${COMP_WORDS[i]}
	fi
}

# The line of the option table for "--name" or "-n".
_promptlog_option()
{
	local letter name value choices help table
	table=$("$_pl_program" --help-options "$_pl_command" 2>/dev/null)
	# A tab is white space to read, which would join empty columns.
	while IFS=$'\x1f' read -r letter name value choices help; do
		if [[ $1 == "--$name" || (-n $letter && $1 == "-$letter") ]]; then
			_pl_value=$value
			_pl_choices=$choices
			return 0
		fi
	done <<<"${table//$'\t'/$'\x1f'}"
	return 1
}

_promptlog()
{
	local current=${COMP_WORDS[COMP_CWORD]}
	local previous=${COMP_WORDS[COMP_CWORD - 1]}
	local _pl_program _pl_command _pl_value= _pl_choices=

	COMPREPLY=()
	_promptlog_words
	if [[ -z $_pl_command ]]; then
		COMPREPLY=($(compgen -W "$("$_pl_program" --help-commands \
		    2>/dev/null | cut -f 1) --help --version" -- "$current"))
		return
	fi
	# "--sort=new" comes as three words, since "=" separates words.
	if [[ $current == "=" ]]; then
		current=
	elif [[ $previous == "=" ]]; then
		previous=${COMP_WORDS[COMP_CWORD - 2]}
	fi
	if [[ $previous == -* ]] && _promptlog_option "$previous" &&
	    [[ -n $_pl_value ]]; then
		if [[ -n $_pl_choices ]]; then
			COMPREPLY=($(compgen -W "${_pl_choices//|/ }" \
			    -- "$current"))
		else
			compopt -o filenames
			mapfile -t COMPREPLY < <(compgen -f -- "$current")
		fi
	elif [[ $current == -* ]]; then
		COMPREPLY=($(compgen -W "$("$_pl_program" --help-options \
		    "$_pl_command" 2>/dev/null | cut -f 2 | sed 's/^/--/')" \
		    -- "$current"))
	else
		compopt -o filenames
		mapfile -t COMPREPLY < <(compgen -f -- "$current")
	fi
}

complete -F _promptlog promptlog promptlog-index
