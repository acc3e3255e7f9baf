# One static library per floor, and what follows from their order.

# interplay_floor_below(<variable> <floor>): the nearest floor below that exists, or empty.
function(interplay_floor_below variable floor)
  set(below "")
  foreach(candidate IN LISTS INTERPLAY_FLOORS)
    if(candidate STREQUAL floor)
      break()
    endif()
    if(TARGET interplay_${candidate})
      set(below ${candidate})
    endif()
  endforeach()
  set(${variable} "${below}" PARENT_SCOPE)
endfunction()

# interplay_add_floor(<floor>): the library interplay_<floor> of src/<floor>/*.cc and of its wings src/<floor>/*/*.cc,
# linked to the nearest floor below. A folder without sources is left out.
function(interplay_add_floor floor)
  file(GLOB sources CONFIGURE_DEPENDS
       "${PROJECT_SOURCE_DIR}/src/${floor}/*.cc" "${PROJECT_SOURCE_DIR}/src/${floor}/*/*.cc")
  if(NOT sources)
    return()
  endif()
  interplay_floor_below(below ${floor})

  set(target interplay_${floor})
  if(NOT floor STREQUAL kernels)  # Highway compiles each of its files anew for every instruction set
    interplay_by_folder(sources ${target})
  endif()
  add_library(${target} STATIC ${sources})
  add_library(interplay::${floor} ALIAS ${target})
  set_target_properties(${target} PROPERTIES EXPORT_NAME ${floor})
  target_compile_features(${target} PUBLIC cxx_std_20)
  interplay_compile_options(${target})
  # Hidden in both forms, so that they are the same objects; include/interplay/api.h says what a shared library offers.
  set_target_properties(${target} PROPERTIES CXX_VISIBILITY_PRESET hidden)
  # src/ is private to the floors (and their tests): users of the libraries see include/ only.
  target_include_directories(${target}
    PUBLIC "$<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include>"
           "$<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>"
    PRIVATE "${PROJECT_SOURCE_DIR}/src")
  target_link_libraries(${target} PUBLIC ${INTERPLAY_LIBRARIES_${floor}})
  foreach(headers IN LISTS INTERPLAY_HEADERS_${floor})
    target_link_libraries(${target} PUBLIC "$<BUILD_INTERFACE:${headers}>")
  endforeach()
  if(below)
    target_link_libraries(${target} PUBLIC interplay_${below})
  endif()

  if(floor STREQUAL cluster AND INTERPLAY_MPI)
    target_compile_definitions(${target} PRIVATE INTERPLAY_WITH_MPI)
    target_include_directories(${target} SYSTEM PRIVATE ${MPI_CXX_INCLUDE_DIRS})
  elseif(floor STREQUAL base)
    interplay_add_solver_names(${target})
    interplay_add_format_names(${target})
  elseif(floor STREQUAL read)
    interplay_add_format_table(${target})
  elseif(floor STREQUAL data)
    interplay_add_derivation_table(${target})
  elseif(floor STREQUAL models)
    interplay_add_model_table(${target})
  elseif(floor STREQUAL solvers)
    interplay_add_solver_table(${target})
  elseif(floor STREQUAL serve)
    interplay_add_route_table(${target})
    interplay_add_assets(${target} "${PROJECT_SOURCE_DIR}/web/dist")
  elseif(floor STREQUAL objective)
    interplay_add_objective_tables(${target})
  endif()
  if(INTERPLAY_BUILD_TESTS AND NOT INTERPLAY_SCORING_ONLY)
    interplay_add_floor_alone(${floor})
  endif()
endfunction()

# interplay_add_floor_alone(<floor>): links the whole floor with nothing but the floors below. A call of a
# function of a higher floor is an undefined symbol here, and the build stops.
function(interplay_add_floor_alone floor)
  set(empty "${PROJECT_BINARY_DIR}/generated/empty.cc")
  if(NOT EXISTS "${empty}")
    file(WRITE "${empty}" "")
  endif()
  set(target interplay_${floor}_alone)
  add_library(${target} MODULE "${empty}")
  target_link_libraries(${target} PRIVATE "$<LINK_LIBRARY:WHOLE_ARCHIVE,interplay_${floor}>")
  target_link_options(${target} PRIVATE "LINKER:--no-undefined")
  set_target_properties(${target} PROPERTIES LIBRARY_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/alone")
endfunction()
