# Graphviz as a library: lays graphs out. It is loaded when it is first used (src/base/late_library.h), so that only its
# headers are needed here. Defines Graphviz::headers.
find_package(PkgConfig QUIET)
pkg_check_modules(Graphviz QUIET libgvc libcgraph)

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(Graphviz REQUIRED_VARS Graphviz_INCLUDE_DIRS)

if(Graphviz_FOUND AND NOT TARGET Graphviz::headers)
  add_library(Graphviz::headers INTERFACE IMPORTED)
  set_target_properties(Graphviz::headers PROPERTIES INTERFACE_INCLUDE_DIRECTORIES "${Graphviz_INCLUDE_DIRS}")
endif()
