# librsvg: draws SVG into images, with cairo. Defines RSVG::RSVG.
find_package(PkgConfig QUIET)
pkg_check_modules(RSVG QUIET IMPORTED_TARGET GLOBAL librsvg-2.0 cairo)

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(RSVG REQUIRED_VARS RSVG_LINK_LIBRARIES)

if(RSVG_FOUND AND NOT TARGET RSVG::RSVG)
  add_library(RSVG::RSVG ALIAS PkgConfig::RSVG)
endif()
