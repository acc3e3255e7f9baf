# bench/NAME.cc -> build/<preset>/benchmarks/NAME, a Google Benchmark program. Target `bench` builds them all.
file(GLOB interplay_benchmarks CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/bench/*.cc")
add_custom_target(bench)
if(interplay_benchmarks)
  find_package(benchmark REQUIRED)
  foreach(source IN LISTS interplay_benchmarks)
    get_filename_component(name "${source}" NAME_WE)
    add_executable(bench_${name} EXCLUDE_FROM_ALL "${source}")
    interplay_compile_options(bench_${name})
    set_target_properties(bench_${name} PROPERTIES
      OUTPUT_NAME ${name}
      RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/benchmarks")
    target_include_directories(bench_${name} PRIVATE "${PROJECT_SOURCE_DIR}/src")
    # benchmark_main is used only by a program that has no main of its own.
    target_link_libraries(bench_${name} PRIVATE
      interplay_floors benchmark::benchmark_main benchmark::benchmark)
    add_dependencies(bench bench_${name})
  endforeach()
endif()
