# The program `interplay`, at the top of the build folder.
file(GLOB interplay_program_sources CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/apps/*.cc")
if(interplay_program_sources)
  find_package(CLI11 REQUIRED)
  interplay_by_folder(interplay_program_sources interplay_program)
  add_executable(interplay_program ${interplay_program_sources})
  interplay_compile_options(interplay_program)
  interplay_compile_quickly(interplay_program)
  set_target_properties(interplay_program PROPERTIES
    OUTPUT_NAME interplay
    RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}")
  target_link_libraries(interplay_program PRIVATE
    interplay::interplay
    CLI11::CLI11 fmt::fmt nlohmann_json::nlohmann_json tomlplusplus::tomlplusplus)
  if(INTERPLAY_INSTALL)
    # A component: the program alone (Dockerfile) without libraries, headers and what find_package needs.
    install(TARGETS interplay_program COMPONENT program)
    configure_file("${PROJECT_SOURCE_DIR}/packaging/interplay.service.in" "${PROJECT_BINARY_DIR}/interplay.service" @ONLY)
    install(FILES "${PROJECT_BINARY_DIR}/interplay.service" DESTINATION lib/systemd/system COMPONENT program)
  endif()
endif()
