# Completion of promptlog and promptlog-index for fish.  The programs
# themselves tell their commands and options, so this never falls behind.

# The program and the command on the line, one a line; the command is missing
# while it is being typed.
function __promptlog_line
    set -l words (commandline --tokenize --cut-at-cursor --current-process)
    set -l program $words[1]
    set -e words[1]
    if test (path basename -- $program) = promptlog; and test "$words[1]" = index
        set program $program-index
        set -e words[1]
    end
    printf '%s\n' $program $words[1]
end

function __promptlog_commands
    set -l line (__promptlog_line)
    test (count $line) -eq 1; and $line[1] --help-commands 2>/dev/null
end

# The options of the command, each with what it does.
function __promptlog_options
    set -l line (__promptlog_line)
    for option in ($line[1] --help-options $line[2] 2>/dev/null)
        set -l f (string split \t -- $option)
        printf '%s\t%s\n' "--$f[2]" $f[5]
    end
end

# The values there are for the option before the cursor, if they are few.
function __promptlog_choices
    set -l line (__promptlog_line)
    test (count $line) -eq 2; or return
    set -l words (commandline --tokenize --cut-at-cursor --current-process)
    set -l current (commandline --current-token)
    for option in ($line[1] --help-options $line[2] 2>/dev/null)
        set -l f (string split \t -- $option)
        test -n "$f[4]"; or continue
        if test "$words[-1]" = "--$f[2]"
            string split '|' -- $f[4]
        else if string match -q -- "--$f[2]=*" $current
            printf '%s\n' "--$f[2]="(string split '|' -- $f[4])
        end
    end
end

function __promptlog_has_command
    test (count (__promptlog_line)) -eq 2
end

function __promptlog_is_option
    __promptlog_has_command
    and string match -q -- '-*' (commandline --current-token)
end

function __promptlog_has_choices
    set -l choices (__promptlog_choices)
    test (count $choices) -gt 0
end

for program in promptlog promptlog-index
    complete --command $program --condition 'not __promptlog_has_command' \
        --no-files --arguments '(__promptlog_commands)'
    complete --command $program --condition __promptlog_is_option \
        --arguments '(__promptlog_options)'
    complete --command $program --condition __promptlog_has_choices \
        --no-files --arguments '(__promptlog_choices)'
end
