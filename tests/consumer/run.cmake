# Configures, builds and runs the programs of a consumer. The compiler and its flags are those of the build under test,
# so that a compiler cache spares a second compilation of the library.
#
# WAY find_package: of COMPONENT, which is installed from the build under test.
# WAY add_subdirectory: of the component `scoring` alone, static and then, in the same folder, shared: both forms are
# made of the same objects, which are compiled once.
set(work "${BUILD}/consumer/${WAY}/${COMPONENT}")
file(REMOVE_RECURSE "${work}")

function(run)
  execute_process(COMMAND ${ARGV} COMMAND_ECHO STDOUT COMMAND_ERROR_IS_FATAL ANY)
endfunction()

function(build_and_run)
  run("${CMAKE_COMMAND}" -S "${SOURCE}/tests/consumer/${WAY}" -B "${work}/build" -G "${GENERATOR}"
      "-DCOMPONENT=${COMPONENT}" ${ARGN}
      "-DCMAKE_CXX_COMPILER=${COMPILER}" "-DCMAKE_CXX_COMPILER_LAUNCHER=${LAUNCHER}"
      "-DCMAKE_BUILD_TYPE=${BUILD_TYPE}" "-DCMAKE_CXX_FLAGS=${FLAGS}" "-DCMAKE_CXX_FLAGS_DEBUG=${FLAGS_DEBUG}"
      "-DCMAKE_C_FLAGS_DEBUG=${FLAGS_DEBUG}" "-DINTERPLAY_WERROR=${WERROR}" "-DINTERPLAY_UNITY=${UNITY}"
      --no-warn-unused-cli)
  run("${CMAKE_COMMAND}" --build "${work}/build")
  if(COMPONENT STREQUAL "scoring")
    set(golden "${SOURCE}/tests/model/golden/model-1")
    run("${work}/build/score" "${golden}.safetensors" "${golden}.predictions.txt")
    run("${work}/build/score_c" "${golden}.safetensors" "${golden}.predictions.txt")
  else()
    run("${work}/build/whole")
  endif()
endfunction()

if(WAY STREQUAL "find_package")
  run("${CMAKE_COMMAND}" --install "${BUILD}" --prefix "${work}/prefix")
  build_and_run("-DCMAKE_PREFIX_PATH=${work}/prefix")
else()
  build_and_run("-DINTERPLAY_SOURCE=${SOURCE}" -DBUILD_SHARED_LIBS=OFF)
  build_and_run("-DINTERPLAY_SOURCE=${SOURCE}" -DBUILD_SHARED_LIBS=ON)
endif()
