// docs/routes.md is what the table of routes prints.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "interplay/serve.h"

namespace interplay {
namespace {

TEST(RoutesReference, IsThePageInTheDocumentation) {
  const std::filesystem::path page = std::filesystem::path(INTERPLAY_TEST_DATA) / "../../docs/routes.md";
  if (std::getenv("INTERPLAY_REGENERATE") != nullptr) std::ofstream(page) << routes_reference();
  std::ostringstream text;
  text << std::ifstream(page).rdbuf();
  EXPECT_EQ(text.str(), routes_reference())
      << "docs/routes.md is made from the table of routes: run this test with INTERPLAY_REGENERATE=1";
}

}  // namespace
}  // namespace interplay
