# What is installed beside the programs, which the folders install themselves.

file(GLOB manuals CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/man/*.[0-9])
foreach(manual ${manuals})
	string(REGEX MATCH "[0-9]$" section ${manual})
	install(FILES ${manual} DESTINATION ${CMAKE_INSTALL_MANDIR}/man${section})
endforeach()

# bash and fish load a completion by the name of the program completed.  The
# second program's says no more than to read the first's.
set(completions ${PROJECT_SOURCE_DIR}/completions)
set(bash_completions ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
set(fish_completions ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
file(WRITE ${PROJECT_BINARY_DIR}/completions/promptlog-index
    "source \"\${BASH_SOURCE[0]%/*}/promptlog\"\n")
file(WRITE ${PROJECT_BINARY_DIR}/completions/promptlog-index.fish
    "source (status dirname)/promptlog.fish\n")
install(FILES ${completions}/promptlog.bash RENAME promptlog
    DESTINATION ${bash_completions})
install(FILES ${PROJECT_BINARY_DIR}/completions/promptlog-index
    DESTINATION ${bash_completions})
install(FILES ${completions}/promptlog.fish
    ${PROJECT_BINARY_DIR}/completions/promptlog-index.fish
    DESTINATION ${fish_completions})
install(FILES ${completions}/_promptlog
    DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/site-functions)

# Laid there for an operator to enable; nothing enables them by itself.
file(GLOB units CONFIGURE_DEPENDS
    ${PROJECT_SOURCE_DIR}/systemd/*.service ${PROJECT_SOURCE_DIR}/systemd/*.timer)
install(FILES ${units} DESTINATION lib/systemd/system)

install(FILES README.md CHANGELOG.md DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR} RENAME copyright)
