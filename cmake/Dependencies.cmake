# The libraries taken from others, and which floor brings each of them in. A floor passes its libraries on
# to the floors above, so each is named once, at the lowest floor that uses it.
# Packages for which Debian ships no usable CMake configuration have a find module in this folder.

find_package(Threads REQUIRED)
find_package(TBB REQUIRED)
find_package(fmt REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(FastFloat REQUIRED)
find_package(Random123 REQUIRED)
find_package(xxHash REQUIRED)
find_package(hwy REQUIRED)
if(NOT INTERPLAY_SCORING_ONLY)
  find_package(ZLIB REQUIRED)
  find_package(zstd REQUIRED)
  find_package(BZip2 REQUIRED)
  find_package(LibLZMA REQUIRED)
  find_package(simdjson REQUIRED)
  find_package(LibZip REQUIRED)
  find_package(CURL REQUIRED)
  find_package(OpenSSL REQUIRED)
  find_package(tomlplusplus REQUIRED)
  find_package(RSVG REQUIRED)
  find_package(Graphviz REQUIRED)
  find_package(Boost 1.74 REQUIRED)
  find_package(SQLite3 REQUIRED)
  find_package(LibPQ REQUIRED)
  if(INTERPLAY_MPI)
    find_package(MPI REQUIRED COMPONENTS CXX)
  endif()
endif()

# Compiled libraries: whoever links a floor links them too (interplayConfig.cmake.in finds them again).
set(INTERPLAY_LIBRARIES_base
    Threads::Threads TBB::tbb fmt::fmt xxHash::xxHash ${CMAKE_DL_LIBS})
set(INTERPLAY_LIBRARIES_kernels hwy::hwy)
if(INTERPLAY_MPI)
  set(INTERPLAY_LIBRARIES_cluster "$<LINK_ONLY:MPI::MPI_CXX>")  # one file includes it
endif()
set(INTERPLAY_LIBRARIES_read
    ZLIB::ZLIB zstd::libzstd_shared BZip2::BZip2 LibLZMA::LibLZMA simdjson::simdjson LibZip::LibZip CURL::libcurl OpenSSL::Crypto
    SQLite::SQLite3)
set(INTERPLAY_LIBRARIES_workflow tomlplusplus::tomlplusplus)

# Headers only: needed to build the floors, never by a program that links the installed libraries.
set(INTERPLAY_HEADERS_base
    Random123::Random123 FastFloat::fast_float nlohmann_json::nlohmann_json)
set(INTERPLAY_HEADERS_read LibPQ::headers)
set(INTERPLAY_HEADERS_report RSVG::headers Graphviz::headers)
set(INTERPLAY_HEADERS_serve Boost::headers)
