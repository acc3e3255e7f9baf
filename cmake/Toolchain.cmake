# What every file of the project is compiled with.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)  # the static libraries also go into shared modules

if(PROJECT_IS_TOP_LEVEL)
  set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

  if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
    set(CMAKE_BUILD_TYPE Release CACHE STRING "Build type" FORCE)
  endif()

  find_program(INTERPLAY_CCACHE ccache)
  mark_as_advanced(INTERPLAY_CCACHE)
  if(INTERPLAY_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
    set(CMAKE_CXX_COMPILER_LAUNCHER "${INTERPLAY_CCACHE}")
  endif()

  include(CheckLinkerFlag)
  foreach(linker IN ITEMS mold lld)
    check_linker_flag(CXX "-fuse-ld=${linker}" INTERPLAY_HAS_${linker})
    if(INTERPLAY_HAS_${linker})
      add_link_options("-fuse-ld=${linker}")
      break()
    endif()
  endforeach()
  add_link_options("LINKER:--as-needed")
endif()

# GCC 12 warns of overlapping copies inside std::string operator+ (GCC bug 105651). The other three depend on
# what the optimiser inlines and are often wrong as well: they stay visible, but stop no build.
set(INTERPLAY_GCC_FALSE_ALARMS
    -Wno-restrict -Wno-error=array-bounds -Wno-error=stringop-overflow -Wno-error=maybe-uninitialized)

# interplay_compile_options(<target>): warnings and floating-point rules for our own code.
#
# -ffp-contract=off: x86-64 baseline code has no fused multiply-add, so contraction could only happen in
# the kernels that Highway compiles for newer targets. There GCC would fuse `Add(Mul(a, b), c)` or not as
# inlining goes, and the last bit of a result would depend on it. With contraction off a product is fused
# exactly where the source says MulAdd.
function(interplay_compile_options target)
  target_compile_options(${target} PRIVATE
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion
    $<$<BOOL:${INTERPLAY_WERROR}>:-Werror>
    $<$<CXX_COMPILER_ID:GNU>:${INTERPLAY_GCC_FALSE_ALARMS}>
    -ffp-contract=off)
endfunction()

# interplay_compile_quickly(<target>): for code whose own speed does not matter (tests, the thin program):
# in a release build -O1 instead of -O3 saves a third of the compile time.
function(interplay_compile_quickly target)
  target_compile_options(${target} PRIVATE $<$<CONFIG:Release>:-O1>)
endfunction()
