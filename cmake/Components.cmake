# What other projects link: interplay::scoring (load a model, score, list, explain) and interplay::interplay (all).
#
# A component is the floors up to one of them. Static, the default, it is an interface over the archives of its floors.
# Shared (BUILD_SHARED_LIBS), it is one library made of the objects of its floors, which offers the names of
# include/ and hides all others; interplay::interplay then has the floors of scoring within it, so that a program links
# one of the two.

# interplay_add_shared(<target> <output name> <floor>...)
function(interplay_add_shared target output)
  list(TRANSFORM ARGN REPLACE "(.+)" "$<TARGET_OBJECTS:interplay_\\1>" OUTPUT_VARIABLE objects)
  add_library(${target} SHARED ${objects})
  set_target_properties(${target} PROPERTIES
    OUTPUT_NAME ${output}
    LINKER_LANGUAGE CXX
    VERSION ${PROJECT_VERSION}
    SOVERSION ${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR})  # before 1.0 a minor version may change the interface
  foreach(floor IN LISTS ARGN)
    target_link_libraries(${target} PRIVATE ${INTERPLAY_LIBRARIES_${floor}})
  endforeach()
  target_link_options(${target} PRIVATE "LINKER:--no-undefined")
  target_include_directories(${target} INTERFACE
    "$<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include>"
    "$<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>")
endfunction()

# interplay_add_static(<target> <floor>...)
function(interplay_add_static target)
  add_library(${target} INTERFACE)
  list(REVERSE ARGN)  # highest floor first, as static libraries are to be linked
  list(TRANSFORM ARGN PREPEND interplay_)
  target_link_libraries(${target} INTERFACE ${ARGN})
endfunction()

# interplay_add_component(<name> <target> <output name> <floor>...)
function(interplay_add_component name target output)
  if(BUILD_SHARED_LIBS)
    interplay_add_shared(${target} ${output} ${ARGN})
  else()
    interplay_add_static(${target} ${ARGN})
  endif()
  add_library(interplay::${name} ALIAS ${target})
  set_target_properties(${target} PROPERTIES EXPORT_NAME ${name})
  target_compile_features(${target} INTERFACE cxx_std_20)
endfunction()

# Every floor, for what looks behind the public interface: tests, benchmarks, fuzzers.
interplay_add_static(interplay_floors ${INTERPLAY_FLOORS})

interplay_add_component(scoring interplay_scoring interplay_scoring ${INTERPLAY_SCORING_FLOORS})
if(NOT INTERPLAY_SCORING_ONLY)
  interplay_add_component(interplay interplay_whole interplay ${INTERPLAY_FLOORS})
endif()
