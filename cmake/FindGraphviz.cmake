# Graphviz as a library: lays graphs out. Defines Graphviz::Graphviz.
find_package(PkgConfig QUIET)
pkg_check_modules(Graphviz QUIET IMPORTED_TARGET GLOBAL libgvc libcgraph)

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(Graphviz REQUIRED_VARS Graphviz_LINK_LIBRARIES)

if(Graphviz_FOUND AND NOT TARGET Graphviz::Graphviz)
  add_library(Graphviz::Graphviz ALIAS PkgConfig::Graphviz)
endif()
