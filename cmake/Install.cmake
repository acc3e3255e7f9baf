# Installs the libraries, the public headers, the program and what find_package(interplay) needs.
include(CMakePackageConfigHelpers)

set(interplay_package_dir "${CMAKE_INSTALL_LIBDIR}/cmake/interplay")
set(interplay_targets interplay_whole)
foreach(floor IN LISTS INTERPLAY_FLOORS)
  if(TARGET interplay_${floor})
    list(APPEND interplay_targets interplay_${floor})
  endif()
endforeach()
install(TARGETS ${interplay_targets} EXPORT interplayTargets)
install(EXPORT interplayTargets NAMESPACE interplay:: DESTINATION "${interplay_package_dir}")
if(TARGET interplay_program)
  install(TARGETS interplay_program)
endif()
if(EXISTS "${PROJECT_SOURCE_DIR}/include/interplay")
  install(DIRECTORY "${PROJECT_SOURCE_DIR}/include/interplay" DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}"
          FILES_MATCHING PATTERN "*.h")
endif()

configure_package_config_file(
  "${PROJECT_SOURCE_DIR}/cmake/interplayConfig.cmake.in" "${PROJECT_BINARY_DIR}/interplayConfig.cmake"
  INSTALL_DESTINATION "${interplay_package_dir}")
# Before 1.0 a minor version may change the interface.
write_basic_package_version_file("${PROJECT_BINARY_DIR}/interplayConfigVersion.cmake"
                                 COMPATIBILITY SameMinorVersion)
install(FILES
  "${PROJECT_BINARY_DIR}/interplayConfig.cmake"
  "${PROJECT_BINARY_DIR}/interplayConfigVersion.cmake"
  "${PROJECT_SOURCE_DIR}/cmake/FindxxHash.cmake"
  "${PROJECT_SOURCE_DIR}/cmake/FindLibZip.cmake"
  "${PROJECT_SOURCE_DIR}/cmake/FindRSVG.cmake"
  "${PROJECT_SOURCE_DIR}/cmake/FindGraphviz.cmake"
  DESTINATION "${interplay_package_dir}")
