# Configures, builds and runs the consumer of the folder WAY. The compiler and its flags are those of the
# build under test, so that a compiler cache spares add_subdirectory a second compilation of the library.
set(work "${BUILD}/consumer/${WAY}")
file(REMOVE_RECURSE "${work}")

function(run)
  execute_process(COMMAND ${ARGV} COMMAND_ECHO STDOUT COMMAND_ERROR_IS_FATAL ANY)
endfunction()

if(WAY STREQUAL "find_package")
  run("${CMAKE_COMMAND}" --install "${BUILD}" --prefix "${work}/prefix")
  set(where "-DCMAKE_PREFIX_PATH=${work}/prefix")
else()
  set(where "-DINTERPLAY_SOURCE=${SOURCE}")
endif()
run("${CMAKE_COMMAND}" -S "${SOURCE}/tests/consumer/${WAY}" -B "${work}/build" -G "${GENERATOR}" "${where}"
    "-DCMAKE_CXX_COMPILER=${COMPILER}" "-DCMAKE_CXX_COMPILER_LAUNCHER=${LAUNCHER}"
    "-DCMAKE_BUILD_TYPE=${BUILD_TYPE}" "-DCMAKE_CXX_FLAGS=${FLAGS}" "-DCMAKE_CXX_FLAGS_DEBUG=${FLAGS_DEBUG}"
    "-DINTERPLAY_WERROR=${WERROR}" --no-warn-unused-cli)
run("${CMAKE_COMMAND}" --build "${work}/build")
run("${work}/build/consumer")
