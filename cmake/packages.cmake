# SPDX-License-Identifier: Apache-2.0

# Debian packages: deploy/package builds them, docs/operate/packages.md says what is
# in which. A component is a package.
include(GNUInstallDirs)
set(KITH_PACKAGE_VERSION ${PROJECT_VERSION} CACHE STRING "version of the packages")
set(packages ${PROJECT_SOURCE_DIR}/deploy/packages)
set(made ${PROJECT_BINARY_DIR}/packages-made)

file(WRITE ${made}/changelog
  "kith (${KITH_PACKAGE_VERSION}) stable; urgency=medium\n\n  * See CHANGELOG.md in /usr/share/doc/kith.\n\n -- The Kith authors <kith@kith.example>  Sat, 28 Nov 2026 12:00:00 +0000\n")

# What every package has: who owns it, what changed.
function(kith_package_docs component package)
  install(FILES ${packages}/copyright DESTINATION share/doc/${package} COMPONENT ${component})
  add_custom_command(OUTPUT ${made}/${package}/changelog.gz
    COMMAND ${CMAKE_COMMAND} -E make_directory ${made}/${package}
    COMMAND gzip -9 -n -c ${made}/changelog > ${made}/${package}/changelog.gz
    DEPENDS ${made}/changelog)
  install(FILES ${made}/${package}/changelog.gz DESTINATION share/doc/${package} COMPONENT ${component})
  set_property(GLOBAL APPEND PROPERTY KITH_PACKAGE_FILES ${made}/${package}/changelog.gz)
endfunction()

# A page of the manual, packed as Debian wants it.
function(kith_man_page component source section)
  get_filename_component(name ${source} NAME)
  add_custom_command(OUTPUT ${made}/${name}.gz
    COMMAND gzip -9 -n -c ${source} > ${made}/${name}.gz DEPENDS ${source})
  install(FILES ${made}/${name}.gz DESTINATION share/man/man${section} COMPONENT ${component})
  set_property(GLOBAL APPEND PROPERTY KITH_PACKAGE_FILES ${made}/${name}.gz)
endfunction()

# A daemon: its program, its units, its account, its configuration.
function(kith_daemon_package short about)
  set(PROGRAM kith-${short})
  set(SHORT ${short})
  string(TOUPPER ${short} upper)
  install(TARGETS ${PROGRAM} RUNTIME DESTINATION bin COMPONENT ${short})
  file(GLOB units ${packages}/units/${PROGRAM}.service ${packages}/units/${PROGRAM}-backup.*)
  install(FILES ${units} DESTINATION /lib/systemd/system COMPONENT ${short})
  install(FILES ${packages}/sysusers/${PROGRAM}.conf DESTINATION lib/sysusers.d COMPONENT ${short})
  install(FILES ${packages}/tmpfiles/${PROGRAM}.conf DESTINATION lib/tmpfiles.d COMPONENT ${short})
  install(FILES ${packages}/etc/${short}.textproto DESTINATION /etc/kith COMPONENT ${short})
  if(short STREQUAL "agent")
    install(FILES ${packages}/examples/kith-watch.service
      DESTINATION share/doc/${PROGRAM}/examples COMPONENT ${short})
  endif()
  if(EXISTS ${packages}/examples/${short}-credentials.conf)
    install(FILES ${packages}/examples/${short}-credentials.conf
      DESTINATION share/doc/${PROGRAM}/examples RENAME credentials.conf COMPONENT ${short})
  endif()
  kith_man_page(${short} ${packages}/man/${PROGRAM}.8 8)
  kith_package_docs(${short} ${PROGRAM})
  set(MAKE_BACKUPS ":")
  set(ENABLE_BACKUPS ":")
  set(STOP_BACKUPS ":")
  if(NOT short STREQUAL console)
    set(MAKE_BACKUPS "install -d -m 0700 -o ${PROGRAM} -g ${PROGRAM} /var/backups/${PROGRAM}")
    set(ENABLE_BACKUPS "deb-systemd-helper enable ${PROGRAM}-backup.timer && deb-systemd-invoke start ${PROGRAM}-backup.timer || true")
    set(STOP_BACKUPS "deb-systemd-invoke stop ${PROGRAM}-backup.timer || true")
  endif()
  foreach(script postinst prerm postrm)
    configure_file(${packages}/${script}.in ${made}/${PROGRAM}/${script} @ONLY
      FILE_PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
  endforeach()
  file(WRITE ${made}/${PROGRAM}/conffiles "/etc/kith/${short}.textproto\n")
  set(CPACK_DEBIAN_${upper}_PACKAGE_NAME ${PROGRAM} PARENT_SCOPE)
  set(CPACK_DEBIAN_${upper}_DESCRIPTION "${about}" PARENT_SCOPE)
  set(CPACK_DEBIAN_${upper}_PACKAGE_DEPENDS "adduser, kith (>= ${KITH_PACKAGE_VERSION})" PARENT_SCOPE)
  set(CPACK_DEBIAN_${upper}_PACKAGE_CONTROL_EXTRA
    "${made}/${PROGRAM}/postinst;${made}/${PROGRAM}/prerm;${made}/${PROGRAM}/postrm;${made}/${PROGRAM}/conffiles"
    PARENT_SCOPE)
  set(KITH_COMPONENTS ${KITH_COMPONENTS} ${short} PARENT_SCOPE)
endfunction()

kith_daemon_package(broker "centre of a Kith partnership: index, ground states, log\nThe broker holds a pseudonymous index of who is supported by whom, routes\nquestions to agencies' agents and keeps a signed log of what was asked.")
kith_daemon_package(keyholder "key holder of a Kith partnership\nEvaluates blinded match keys with a share of the partnership's key, and sees\nno data.")
kith_daemon_package(agent "agent of an agency in a Kith partnership\nHolds an agency's register, asks the partnership's broker and answers it under\nrecorded agreement.")
kith_daemon_package(console "web pages of an agency's Kith agent\nServes an agency's staff with the pages of its agent's desk.")

# The command, the verifier, the samples; what all of them consist of.
install(TARGETS kith RUNTIME DESTINATION bin COMPONENT kith)
install(PROGRAMS ${PROJECT_SOURCE_DIR}/deploy/verify/verify_kith.py
  DESTINATION bin RENAME kith-verify COMPONENT kith)
install(DIRECTORY ${PROJECT_SOURCE_DIR}/deploy/networks/ DESTINATION share/kith/networks COMPONENT kith)
install(DIRECTORY ${PROJECT_SOURCE_DIR}/deploy/documents/ DESTINATION share/kith/documents COMPONENT kith)
add_custom_command(OUTPUT ${made}/kith.1 ${made}/kith.bash
  COMMAND kith describe man > ${made}/kith.1
  COMMAND kith describe completion > ${made}/kith.bash
  DEPENDS kith)
kith_man_page(kith ${made}/kith.1 1)
kith_man_page(kith ${packages}/man/kith-verify.1 1)
install(FILES ${made}/kith.bash DESTINATION share/bash-completion/completions RENAME kith COMPONENT kith)
add_custom_command(OUTPUT ${made}/sbom.spdx.json
  COMMAND ${packages}/make_sbom --version ${KITH_PACKAGE_VERSION} --source ${PROJECT_SOURCE_DIR}
    --out ${made}/sbom.spdx.json $<TARGET_FILE:kith> $<TARGET_FILE:kith-agent>
    $<TARGET_FILE:kith-broker> $<TARGET_FILE:kith-console> $<TARGET_FILE:kith-keyholder>
  DEPENDS kith kith-agent kith-broker kith-console kith-keyholder ${packages}/make_sbom)
install(FILES ${made}/sbom.spdx.json ${PROJECT_SOURCE_DIR}/CHANGELOG.md DESTINATION share/doc/kith COMPONENT kith)
kith_package_docs(kith kith)
get_property(files GLOBAL PROPERTY KITH_PACKAGE_FILES)
add_custom_target(package-files
  DEPENDS programs ${files} ${made}/kith.bash ${made}/sbom.spdx.json)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_SET_DESTDIR OFF)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_COMPONENTS_ALL ${KITH_COMPONENTS} kith)
set(CPACK_PACKAGE_NAME kith)
set(CPACK_PACKAGE_VERSION ${KITH_PACKAGE_VERSION})
set(CPACK_PACKAGE_VENDOR "Kith")
set(CPACK_PACKAGE_CONTACT "The Kith authors <kith@kith.example>")
set(CPACK_PACKAGE_DIRECTORY ${PROJECT_BINARY_DIR}/packages)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_SECTION net)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_KITH_PACKAGE_NAME kith)
set(CPACK_DEBIAN_KITH_DESCRIPTION "command and verifier of a Kith partnership\nMakes and changes a partnership's network file, looks at what is wrong, backs\nup and restores, and verifies evidence.")
set(CPACK_DEBIAN_KITH_PACKAGE_RECOMMENDS "python3, bash-completion")
include(CPack)
