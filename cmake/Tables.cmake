# Tables of what is found by name: models, links, losses, metrics. A file NAME.cc of the folder defines
# `const TYPE& NAME_SUFFIX()`; the table is generated from the names of the files, so that one new file adds one of them.

# interplay_names_of(<variable> FOLDERS <folder>... [EXCLUDE <regex>]): the names of the files, sorted.
function(interplay_names_of variable)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "EXCLUDE" "FOLDERS")
  set(names "")
  foreach(folder IN LISTS arg_FOLDERS)
    file(GLOB files CONFIGURE_DEPENDS RELATIVE "${folder}" "${folder}/*.cc")
    if(arg_EXCLUDE)
      list(FILTER files EXCLUDE REGEX "${arg_EXCLUDE}")
    endif()
    list(APPEND names ${files})
  endforeach()
  list(TRANSFORM names REPLACE "\\.cc$" "")
  list(SORT names)
  set(${variable} ${names} PARENT_SCOPE)
endfunction()

# interplay_add_table(<target> TYPE <type> NAMESPACE <namespace> HEADER <header> FUNCTION <function> [SUFFIX <suffix>]
#                     NAMES <name>...)
# Adds to the target `std::span<const TYPE* const> FUNCTION()`, which HEADER declares: NAME_SUFFIX() of every name (by default
# NAME_definition).
#
# A program that has such a table of its own replaces that of a floor: its linker knows the function before it looks into
# the floor's library. So tests add entries (tests/exercise).
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
  static const std::array<const @arg_TYPE@*, @count@> table = {
@entries@  };
  return table;
}

}  // namespace @arg_NAMESPACE@
]])
  target_sources(${target} PRIVATE "${table}")
endfunction()

# registry.cc and *_common.cc of src/models are no models.
function(interplay_add_model_table target)
  interplay_names_of(names FOLDERS "${PROJECT_SOURCE_DIR}/src/models" EXCLUDE "^registry\\.cc$|_common\\.cc$")
  interplay_add_table(${target} TYPE ModelDefinition NAMESPACE interplay::models HEADER models/table.h FUNCTION table
                      NAMES ${names})
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
