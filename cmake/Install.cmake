# Installs the libraries, the public headers and what find_package(interplay) needs.
include(CMakePackageConfigHelpers)

set(interplay_package_dir "${CMAKE_INSTALL_LIBDIR}/cmake/interplay")
# The static components go with the archives of their floors, the shared ones have these within them.
set(interplay_scoring_targets interplay_scoring)
set(interplay_whole_targets interplay_whole)
if(NOT BUILD_SHARED_LIBS)
  list(TRANSFORM INTERPLAY_SCORING_FLOORS PREPEND interplay_ OUTPUT_VARIABLE floors)
  list(APPEND interplay_scoring_targets ${floors})
  set(floors ${INTERPLAY_FLOORS})
  list(REMOVE_ITEM floors ${INTERPLAY_SCORING_FLOORS})
  list(TRANSFORM floors PREPEND interplay_)
  list(APPEND interplay_whole_targets ${floors})
endif()
install(TARGETS ${interplay_scoring_targets} EXPORT interplayScoringTargets)
install(EXPORT interplayScoringTargets NAMESPACE interplay:: DESTINATION "${interplay_package_dir}")
if(NOT INTERPLAY_SCORING_ONLY)
  install(TARGETS ${interplay_whole_targets} EXPORT interplayTargets)
  install(EXPORT interplayTargets NAMESPACE interplay:: DESTINATION "${interplay_package_dir}")
endif()
install(DIRECTORY "${PROJECT_SOURCE_DIR}/include/" DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}"
        FILES_MATCHING PATTERN "*.h")

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
  DESTINATION "${interplay_package_dir}")
