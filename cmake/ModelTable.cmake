# The table of models: one entry per file of src/models. A file NAME.cc defines
# `const ModelDefinition& NAME_definition()`; registry.cc and *_common.cc are not models.

function(interplay_add_model_table target)
  file(GLOB files CONFIGURE_DEPENDS RELATIVE "${PROJECT_SOURCE_DIR}/src/models"
       "${PROJECT_SOURCE_DIR}/src/models/*.cc")
  list(FILTER files EXCLUDE REGEX "^registry\\.cc$|_common\\.cc$")
  list(SORT files)
  list(LENGTH files count)

  set(declarations "")
  set(entries "")
  foreach(file IN LISTS files)
    get_filename_component(stem "${file}" NAME_WE)
    string(APPEND declarations "const ModelDefinition& ${stem}_definition();\n")
    string(APPEND entries "      &${stem}_definition(),\n")
  endforeach()

  set(table "${PROJECT_BINARY_DIR}/generated/models/table.cc")
  # Rewritten only when it changes, so that configuring again compiles nothing.
  file(CONFIGURE OUTPUT "${table}" @ONLY CONTENT [[
// Generated from the files of src/models.
#include "models/table.h"

#include <array>
#include <span>

namespace interplay::models {

@declarations@
std::span<const ModelDefinition* const> table() {
  static const std::array<const ModelDefinition*, @count@> definitions = {
@entries@  };
  return definitions;
}

}  // namespace interplay::models
]])
  target_sources(${target} PRIVATE "${table}")
endfunction()
