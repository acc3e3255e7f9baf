# Tables made of the files of a folder: models, solvers, derived columns, links, losses, metrics, formats. A file NAME.cc of
# the folder defines `const TYPE& NAME_SUFFIX()`, and is one entry.
#
# A program that has such a table of its own replaces that of a floor: its linker knows the function before it looks into
# the floor's library. So tests add entries (tests/exercise).

# interplay_names_of(<variable> <folder>... [FIRST <name>...] [EXCLUDE <regex>])
# The names that the files of the folders define: those of FIRST in this order, then all others by name.
function(interplay_names_of variable)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "EXCLUDE" "FOLDERS;FIRST")
  set(names "")
  foreach(folder IN LISTS arg_FOLDERS)
    file(GLOB files CONFIGURE_DEPENDS RELATIVE "${folder}" "${folder}/*.cc")
    if(arg_EXCLUDE)
      list(FILTER files EXCLUDE REGEX "${arg_EXCLUDE}")
    endif()
    list(TRANSFORM files REPLACE "\\.cc$" "")
    list(APPEND names ${files})
  endforeach()
  list(SORT names)
  list(REMOVE_ITEM names ${arg_FIRST})
  set(${variable} ${arg_FIRST} ${names} PARENT_SCOPE)
endfunction()

# interplay_add_table(<target> TYPE <type> NAMESPACE <namespace> HEADER <header> FUNCTION <function> [SUFFIX <suffix>]
#                     NAMES <name>...)
# Adds to the target `std::span<const TYPE* const> FUNCTION()`: NAME_SUFFIX() of every name in turn (by default
# NAME_definition).
function(interplay_add_table target)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "TYPE;NAMESPACE;HEADER;FUNCTION;SUFFIX" "NAMES")
  if(NOT arg_SUFFIX)
    set(arg_SUFFIX definition)
  endif()
  list(LENGTH arg_NAMES count)
  set(declarations "")
  set(entries "")
  foreach(name IN LISTS arg_NAMES)
    string(APPEND declarations "const ${arg_TYPE}& ${name}_${arg_SUFFIX}();\n")
    string(APPEND entries "      &${name}_${arg_SUFFIX}(),\n")
  endforeach()

  set(table "${PROJECT_BINARY_DIR}/generated/${target}/${arg_TYPE}_table.cc")
  # Rewritten only when it changes, so that configuring again compiles nothing.
  file(CONFIGURE OUTPUT "${table}" @ONLY CONTENT [[
// Generated from the names of files: cmake/Tables.cmake.
#include "@arg_HEADER@"

#include <array>
#include <span>

namespace @arg_NAMESPACE@ {

@declarations@
std::span<const @arg_TYPE@* const> @arg_FUNCTION@() {
  static const std::array<const @arg_TYPE@*, @count@> definitions = {
@entries@  };
  return definitions;
}

}  // namespace @arg_NAMESPACE@
]])
  target_sources(${target} PRIVATE "${table}")
endfunction()

# interplay_add_model_table(<target> [<folder>...])
# registry.cc and *_common.cc of src/models are no models.
function(interplay_add_model_table target)
  interplay_names_of(names FOLDERS "${PROJECT_SOURCE_DIR}/src/models" ${ARGN} EXCLUDE "^registry\\.cc$|_common\\.cc$")
  interplay_add_table(${target} TYPE ModelDefinition NAMESPACE interplay::models HEADER models/table.h FUNCTION table
                      NAMES ${names})
endfunction()

# interplay_add_derivation_table(<target> [<folder>...])
# In the order in which their fields are added: a cross may be one of sessions.
function(interplay_add_derivation_table target)
  interplay_names_of(names FOLDERS "${PROJECT_SOURCE_DIR}/src/data/derive" ${ARGN}
                     FIRST counts powers session cross history)
  interplay_add_table(${target} TYPE Derivation NAMESPACE interplay HEADER data/derivation.h FUNCTION derivation_table
                      NAMES ${names})
endfunction()

# The names of solvers in the order in which help and messages list them, further folders' last.
function(interplay_solver_names variable)
  interplay_names_of(names FOLDERS "${PROJECT_SOURCE_DIR}/src/solvers/definitions" ${ARGN}
                     FIRST gradient sgda als mcmc ials)
  set(${variable} ${names} PARENT_SCOPE)
endfunction()

# interplay_add_solver_table(<target> [<folder>...])
function(interplay_add_solver_table target)
  interplay_solver_names(names ${ARGN})
  interplay_add_table(${target} TYPE SolverDefinition NAMESPACE interplay HEADER solvers/definition.h
                      FUNCTION solver_table NAMES ${names})
endfunction()

# The names of formats in the order in which help lists them, further folders' last.
function(interplay_format_names variable)
  interplay_names_of(names FOLDERS "${PROJECT_SOURCE_DIR}/src/read/formats" ${ARGN}
                     FIRST delimited movielens libsvm libfm libffm json_objects)
  set(${variable} ${names} PARENT_SCOPE)
endfunction()

# interplay_add_format_table(<target> [<folder>...])
function(interplay_add_format_table target)
  interplay_format_names(names ${ARGN})
  interplay_add_table(${target} TYPE Format NAMESPACE interplay HEADER read/format.h FUNCTION format_table SUFFIX format
                      NAMES ${names})
endfunction()

# interplay_add_route_table(<target> [<folder>...])
# The routes of the server in the order of the reference page, further folders' last.
function(interplay_add_route_table target)
  interplay_names_of(names FOLDERS "${PROJECT_SOURCE_DIR}/src/serve/routes" ${ARGN}
                     FIRST score recommend similar explain fold_in events models reload healthz readyz metrics openapi)
  interplay_add_table(${target} TYPE Route NAMESPACE interplay::serve HEADER serve/route.h FUNCTION route_table
                      SUFFIX route NAMES ${names})
endfunction()

# interplay_add_list_of_names(<target> FUNCTION <function> NAMES <name>...)
# The names alone as `std::vector<std::string_view> FUNCTION()` of base/FUNCTION.h: what an option offers floors below
# the definitions.
function(interplay_add_list_of_names target)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "FUNCTION" "NAMES")
  list(TRANSFORM arg_NAMES REPLACE "(.+)" "\"\\1\"")
  list(JOIN arg_NAMES ", " names)
  set(file "${PROJECT_BINARY_DIR}/generated/${target}/${arg_FUNCTION}.cc")
  file(CONFIGURE OUTPUT "${file}" @ONLY CONTENT [[
// Generated from the names of files: cmake/Tables.cmake.
#include "base/@arg_FUNCTION@.h"

namespace interplay {

std::vector<std::string_view> @arg_FUNCTION@() { return {@names@}; }

}  // namespace interplay
]])
  target_sources(${target} PRIVATE "${file}")
endfunction()

# interplay_add_solver_names(<target> [<folder>...])
function(interplay_add_solver_names target)
  interplay_solver_names(names ${ARGN})
  interplay_add_list_of_names(${target} FUNCTION solver_names NAMES ${names})
endfunction()

# interplay_add_format_names(<target> [<folder>...])
function(interplay_add_format_names target)
  interplay_format_names(names ${ARGN})
  interplay_add_list_of_names(${target} FUNCTION format_names NAMES ${names})
endfunction()

# interplay_add_objective_tables(<target> [<folder>...]): the floor's links, losses and families of metrics, and those of
# <folder>/links, <folder>/losses and <folder>/metrics.
function(interplay_add_objective_tables target)
  set(folders "${PROJECT_SOURCE_DIR}/src/objective" ${ARGN})
  foreach(kind IN ITEMS links losses metrics)
    list(TRANSFORM folders APPEND "/${kind}" OUTPUT_VARIABLE wings)
    interplay_names_of(${kind} FOLDERS ${wings})
  endforeach()
  interplay_add_table(${target} TYPE LinkDefinition NAMESPACE interplay HEADER objective/link.h FUNCTION link_table
                      SUFFIX link NAMES ${links})
  interplay_add_table(${target} TYPE Loss NAMESPACE interplay HEADER objective/loss.h FUNCTION loss_table
                      SUFFIX loss NAMES ${losses})
  interplay_add_table(${target} TYPE MetricFamily NAMESPACE interplay HEADER objective/metric_family.h
                      FUNCTION metric_family_table SUFFIX metrics NAMES ${metrics})
endfunction()
