# consumer_programs(<prefix> <component> <library>): the programs that use a component: <prefix>score and
# <prefix>score_c, or <prefix>whole.
function(consumer_programs prefix component library)
  set(folder "${CMAKE_CURRENT_FUNCTION_LIST_DIR}")
  if(component STREQUAL "scoring")
    add_executable(${prefix}score "${folder}/score.cc")
    add_executable(${prefix}score_c "${folder}/score.c")
    set_target_properties(${prefix}score_c PROPERTIES C_STANDARD 99 C_STANDARD_REQUIRED ON C_EXTENSIONS OFF)
    target_compile_options(${prefix}score_c PRIVATE -Wall -Wextra -Wpedantic -Werror)
    target_link_libraries(${prefix}score PRIVATE ${library})
    target_link_libraries(${prefix}score_c PRIVATE ${library} m)
  else()
    add_executable(${prefix}whole "${folder}/whole.cc")
    target_link_libraries(${prefix}whole PRIVATE ${library})
  endif()
endfunction()

# What the component `scoring` is to do without, as if it were not installed.
if(COMPONENT STREQUAL "scoring")
  foreach(package IN ITEMS ZLIB zstd BZip2 LibLZMA simdjson LibZip CURL OpenSSL tomlplusplus RSVG Graphviz)
    set(CMAKE_DISABLE_FIND_PACKAGE_${package} TRUE)
  endforeach()
endif()
