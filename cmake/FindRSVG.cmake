# librsvg: draws SVG into images, with cairo. It is loaded when it is first used (src/base/late_library.h), so that only
# its headers are needed here. Defines RSVG::headers.
find_package(PkgConfig QUIET)
pkg_check_modules(RSVG QUIET librsvg-2.0 cairo)

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(RSVG REQUIRED_VARS RSVG_INCLUDE_DIRS)

if(RSVG_FOUND AND NOT TARGET RSVG::headers)
  add_library(RSVG::headers INTERFACE IMPORTED)
  set_target_properties(RSVG::headers PROPERTIES INTERFACE_INCLUDE_DIRECTORIES "${RSVG_INCLUDE_DIRS}")
endif()
