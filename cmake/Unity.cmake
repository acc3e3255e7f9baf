# A folder as one compilation: with INTERPLAY_UNITY, for each folder of a target a file that includes all of its sources is
# compiled in their place. What they include is then read once, which is most of the cost of a fresh build. A change of one
# file compiles its folder again, so it is off by default. INTERPLAY_UNITY_TESTS does the same with the test programs.
#
# Names in unnamed namespaces are then a folder's and no longer a file's: two files of a folder may not define the same one
# (tests/structure/check_unnamed.py).
#
# CMake's own UNITY_BUILD writes absolute paths, with which ccache would share nothing between two checkouts. These files
# include by the path below the root.

# interplay_by_folder(<variable> <target>): replaces the sources in the list by one file for each of their folders. A
# folder with one source is left as it is.
function(interplay_by_folder variable target)
  if(NOT INTERPLAY_UNITY)
    return()
  endif()
  set(folders "")
  foreach(source IN LISTS ${variable})
    cmake_path(RELATIVE_PATH source BASE_DIRECTORY "${PROJECT_SOURCE_DIR}" OUTPUT_VARIABLE path)
    cmake_path(GET path PARENT_PATH folder)
    list(APPEND folders "${folder}")
    list(APPEND "sources of ${folder}" "${source}")
    string(APPEND "includes of ${folder}" "#include \"${path}\"\n")
  endforeach()
  list(REMOVE_DUPLICATES folders)

  set(result "")
  foreach(folder IN LISTS folders)
    list(LENGTH "sources of ${folder}" count)
    if(count EQUAL 1)
      list(APPEND result ${sources\ of\ ${folder}})
      continue()
    endif()
    string(MAKE_C_IDENTIFIER "${folder}" name)
    set(batch "${PROJECT_BINARY_DIR}/generated/${target}/${name}.cc")
    file(CONFIGURE OUTPUT "${batch}" @ONLY CONTENT "// Generated: cmake/Unity.cmake.\n${includes\ of\ ${folder}}")
    # A name of one file is no outer name of another, whatever these warnings say of a local name, and of a field whose
    # type is in an unnamed namespace.
    set_source_files_properties("${batch}" PROPERTIES
      INCLUDE_DIRECTORIES "${PROJECT_SOURCE_DIR}"
      COMPILE_OPTIONS "-Wno-shadow;$<$<CXX_COMPILER_ID:GNU>:-Wno-subobject-linkage>")
    list(APPEND result "${batch}")
  endforeach()
  set(${variable} ${result} PARENT_SCOPE)
endfunction()
