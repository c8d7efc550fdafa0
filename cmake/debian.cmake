# Where Debian wants a file elsewhere, or compressed.  CPack runs this over
# what it has installed, before it packs that.
set(share ${CPACK_TEMPORARY_INSTALL_DIRECTORY}/usr/share)

file(MAKE_DIRECTORY ${share}/zsh/vendor-completions)
file(RENAME ${share}/zsh/site-functions/_promptlog
    ${share}/zsh/vendor-completions/_promptlog)
file(REMOVE_RECURSE ${share}/zsh/site-functions)

file(RENAME ${share}/doc/promptlog/CHANGELOG.md ${share}/doc/promptlog/changelog)
file(GLOB texts ${share}/man/man*/*.[0-9])
execute_process(
    COMMAND gzip -9n ${share}/doc/promptlog/changelog ${texts}
    COMMAND_ERROR_IS_FATAL ANY)
