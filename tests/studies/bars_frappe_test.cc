#include "studies/bars_frappe.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <set>
#include <string>

#include "interplay/error.h"
#include "workflow/toy.h"

namespace interplay::report {
namespace {

namespace fs = std::filesystem;

const fs::path recipes = fs::path(INTERPLAY_TEST_DATA) / "../../recipes/bars/frappe_x1";

// Keys and values of a recipe: name = value, lists in one line.
Settings recipe(const fs::path& path) {
  Settings settings;
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    const std::size_t equals = line.find(" = ");
    if (line.starts_with("#") || equals == std::string::npos) continue;
    std::string name = line.substr(0, equals), value;
    std::ranges::replace(name, '-', '_');
    bool quoted = false;
    for (const char letter : line.substr(equals + 3)) {
      if (letter == '"') quoted = !quoted;
      if (letter != '"' && letter != '[' && letter != ']' && (quoted || letter != ' ')) value += letter;
    }
    if (name != "metrics" && name != "model") settings.emplace_back(name, value);
  }
  return settings;
}

TEST(BoardModels, AreTrainedByTheRecipes) {
  std::set<std::string> names;
  for (const BoardModel& model : board_models()) {
    if (model.recipe.empty()) continue;
    const std::string name = std::string(model.recipe) + ".toml";
    names.insert(name);
    const Settings written = recipe(recipes / name);
    ASSERT_GT(written.size(), 10u) << name;
    const Protocol ours = protocol("", model.model, settings_of(model)), theirs = protocol("", model.model, written);
    for (const auto& option : options<TrainOptions>())
      EXPECT_EQ(get_option(ours.train, option.name), get_option(theirs.train, option.name)) << name << option.name;
    for (const auto& option : options<DataOptions>())
      EXPECT_EQ(get_option(ours.data, option.name), get_option(theirs.data, option.name)) << name << option.name;
  }
  std::set<std::string> found;
  for (const fs::directory_entry& entry : fs::directory_iterator(recipes)) found.insert(entry.path().filename());
  EXPECT_EQ(names, found) << "every recipe is on the board";
}

TEST(BoardFiles, AreFoundInBothLayouts) {
  const testing::TemporaryFolder folder;
  const fs::path root = folder / ".";
  EXPECT_THROW(board_files(root), Error);
  testing::write_bytes(root / "train-2.csv", "");
  testing::write_bytes(root / "valid.csv.gz", "");
  EXPECT_THROW(board_files(root), Error) << "draws are counted from 1";
  testing::write_bytes(root / "train-1.csv.gz", "");
  EXPECT_EQ(board_files(root).train.size(), 2u);
  EXPECT_FALSE(board_files(root).test);
  testing::write_bytes(root / "train.csv", "");
  testing::write_bytes(root / "test.csv.zst", "");
  const BoardFiles files = board_files(root);
  ASSERT_EQ(files.train.size(), 1u) << "the board's own file stands for itself";
  EXPECT_EQ(files.train[0].filename(), "train.csv");
  EXPECT_EQ(files.test->filename(), "test.csv.zst");
}

}  // namespace
}  // namespace interplay::report
