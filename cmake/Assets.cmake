# Files put into the program.

# interplay_add_assets(<target> <folder>)
# Adds to the target `explorer_files()` of src/serve/assets.h: every file of the folder, empty where there is none. A file
# NAME.gz or NAME.br is another form of NAME.
function(interplay_add_assets target folder)
  file(GLOB_RECURSE files CONFIGURE_DEPENDS RELATIVE "${folder}" "${folder}/*")
  list(SORT files)
  set(arrays "")
  set(entries "")
  set(number 0)
  foreach(name IN LISTS files)
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${folder}/${name}")
    file(READ "${folder}/${name}" bytes HEX)
    string(LENGTH "${bytes}" digits)
    math(EXPR size "${digits} / 2")
    string(REGEX REPLACE "(..)" "0x\\1," bytes "${bytes}")
    set(path "/${name}")
    set(encoding "")
    if(name MATCHES "\\.gz$")
      string(REGEX REPLACE "\\.gz$" "" path "${path}")
      set(encoding "gzip")
    elseif(name MATCHES "\\.br$")
      string(REGEX REPLACE "\\.br$" "" path "${path}")
      set(encoding "br")
    endif()
    string(APPEND arrays "constexpr unsigned char bytes_${number}[] = {${bytes}0};\n")
    string(APPEND entries
           "      {\"${path}\", \"${encoding}\", {reinterpret_cast<const char*>(bytes_${number}), ${size}}},\n")
    math(EXPR number "${number} + 1")
  endforeach()
  set(table "${PROJECT_BINARY_DIR}/generated/${target}/assets_table.cc")
  file(CONFIGURE OUTPUT "${table}" @ONLY CONTENT [[
// Generated from web/dist: cmake/Assets.cmake.
#include "serve/assets.h"

#include <array>

namespace interplay::serve {
namespace {

@arrays@
}  // namespace

std::span<const Asset> explorer_files() {
  static const std::array<Asset, @number@> files = {{
@entries@  }};
  return files;
}

}  // namespace interplay::serve
]])
  target_sources(${target} PRIVATE "${table}")
endfunction()
