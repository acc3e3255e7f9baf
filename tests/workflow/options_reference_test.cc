#include <gtest/gtest.h>

#include <cstdlib>

#include "interplay/options.h"
#include "workflow/toy.h"

namespace interplay::testing {
namespace {

// INTERPLAY_REGENERATE=1 writes the page instead of comparing it.
TEST(OptionsReference, IsThePageInTheDocs) {
  const std::filesystem::path page = std::filesystem::path(INTERPLAY_TEST_DATA) / "../../docs/options.md";
  if (std::getenv("INTERPLAY_REGENERATE") != nullptr) write_bytes(page, options_reference());
  EXPECT_EQ(read_bytes(page), options_reference())
      << "docs/options.md is made from the option tables: run this test with INTERPLAY_REGENERATE=1";
}

}  // namespace
}  // namespace interplay::testing
