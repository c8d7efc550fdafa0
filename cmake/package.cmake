# cmake --build --preset release --target package makes a .deb for the system
# it is built on: what it needs is read off the programs, so it fits that
# release of Debian and no other.

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_CONTACT "promptlog maintainers <promptlog@localhost>"
    CACHE STRING "who answers for the package: Name <address>")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
    OWNER_READ OWNER_WRITE OWNER_EXECUTE
    GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
set(CPACK_STRIP_FILES ON)
set(CPACK_PRE_BUILD_SCRIPTS ${PROJECT_SOURCE_DIR}/cmake/debian.cmake)

set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION utils)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "less, sqlite3")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY ${PROJECT_DESCRIPTION})
set(CPACK_PACKAGE_DESCRIPTION
"promptlog finds what was asked of a coding assistant and what it answered,
by whom and when, in a copy of the bucket that its prompt logs are delivered
to.
.
promptlog-index reads the archive as it lies and keeps an index of one SQLite
file a day.  promptlog searches it by words, exact bytes and regular
expressions, shows records with the proof of where they came from, and says of
every answer whether it is complete.
")

include(CPack)
