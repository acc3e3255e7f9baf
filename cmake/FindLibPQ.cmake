# libpq: speaks to PostgreSQL. It is loaded when it is first used (src/base/late_library.h), so that only its headers are needed
# here. Defines LibPQ::headers.
find_package(PkgConfig QUIET)
pkg_check_modules(LibPQ QUIET libpq)

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(LibPQ REQUIRED_VARS LibPQ_INCLUDE_DIRS)

if(LibPQ_FOUND AND NOT TARGET LibPQ::headers)
  add_library(LibPQ::headers INTERFACE IMPORTED)
  set_target_properties(LibPQ::headers PROPERTIES INTERFACE_INCLUDE_DIRECTORIES "${LibPQ_INCLUDE_DIRS}")
endif()
