// Synthetic clicks: their bytes, their shape, and whether what is said of them is so.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "base/files.h"
#include "data/synthetic/clicks.h"
#include "interplay/error.h"
#include "interplay/files.h"

namespace interplay {
namespace {

namespace fs = std::filesystem;

SyntheticOptions clicks(std::int64_t rows) {
  SyntheticOptions options;
  options.like = "criteo";
  options.rows = rows;
  return options;
}

std::string bytes_written(const fs::path& path) { return std::string(MappedFile::open(path)->bytes()); }

std::vector<std::string> split(const std::string& text, char separator) {
  std::vector<std::string> parts;
  std::istringstream stream(text);
  for (std::string part; std::getline(stream, part, separator);) parts.push_back(part);
  if (text.ends_with(separator)) parts.emplace_back();
  return parts;
}

TEST(SynthesizeClicks, SameBytesForAnyNumberOfThreads) {
  const TemporaryFolder folder;
  for (const char* name : {"a.csv", "a.ffm"}) {
    PlantedTruth first;
    synth::write_clicks(folder.path() / name, clicks(20'000), 1, &first);
    const std::string bytes = bytes_written(folder.path() / name);
    for (const int threads : {2, 3, 8}) {
      PlantedTruth truth;
      synth::write_clicks(folder.path() / ("b" + std::string(name)), clicks(20'000), threads, &truth);
      EXPECT_TRUE(bytes_written(folder.path() / ("b" + std::string(name))) == bytes) << name << " by " << threads;
      EXPECT_EQ(truth.logloss, first.logloss);
    }
  }
}

TEST(SynthesizeClicks, RowsDependOnTheirNumberAndTheSeedAlone) {
  const TemporaryFolder folder;
  synthesize(folder.path() / "many.csv", clicks(3000));
  synthesize(folder.path() / "few.csv", clicks(1000));
  const std::string many = bytes_written(folder.path() / "many.csv"), few = bytes_written(folder.path() / "few.csv");
  EXPECT_TRUE(many.starts_with(few));
  SyntheticOptions other = clicks(1000);
  other.seed = 8;
  synthesize(folder.path() / "other.csv", other);
  EXPECT_NE(bytes_written(folder.path() / "other.csv"), few);
}

TEST(SynthesizeClicks, TableOfCountsAndCategories) {
  const TemporaryFolder folder;
  const auto paths = synthesize(folder.path() / "new", clicks(5000));
  ASSERT_EQ(paths, std::vector<fs::path>{folder.path() / "new" / "criteo.csv"});
  std::ifstream file(paths.front());
  std::string line;
  std::getline(file, line);
  EXPECT_TRUE(line.starts_with("label,I1,I2,") && line.ends_with(",C25,C26"));
  std::vector<std::size_t> missing(40, 0);
  std::vector<std::set<std::string>> values(40);
  std::size_t rows = 0, ones = 0;
  for (; std::getline(file, line); ++rows) {
    const auto cells = split(line, ',');
    ASSERT_EQ(cells.size(), 40u) << line;
    ones += cells[0] == "1";
    for (std::size_t c = 1; c < 40; ++c) {
      missing[c] += cells[c].empty();
      if (cells[c].empty()) continue;
      values[c].insert(cells[c]);
      if (c <= 13) continue;
      EXPECT_TRUE(cells[c].size() == 8 && cells[c].find_first_not_of("0123456789abcdef") == cells[c].npos);
    }
  }
  EXPECT_EQ(rows, 5000u);
  EXPECT_NEAR(static_cast<double>(ones) / 5000, 0.25, 0.03);
  EXPECT_NEAR(static_cast<double>(missing[12]) / 5000, 0.76, 0.03);  // I12
  EXPECT_EQ(missing[2], 0u);                                         // I2
  EXPECT_EQ(values[13 + 9].size(), 3u);                              // C9
  EXPECT_GT(values[13 + 3].size(), 1500u);                           // C3
}

// field:index:1, the indices of a field in a range of its own; the same labels as in the table.
TEST(SynthesizeClicks, TextOfFeatures) {
  const TemporaryFolder folder;
  synthesize(folder.path() / "a.ffm", clicks(500));
  synthesize(folder.path() / "a.csv", clicks(500));
  std::ifstream features(folder.path() / "a.ffm"), table(folder.path() / "a.csv");
  std::string line, row;
  std::getline(table, row);
  std::vector<std::size_t> least(39, SIZE_MAX), most(39, 0);
  while (std::getline(features, line) && std::getline(table, row)) {
    EXPECT_EQ(line[0], row[0]);
    const auto words = split(line, ' ');
    ASSERT_EQ(words.size(), 40u);
    for (std::size_t f = 0; f < 39; ++f) {
      const auto parts = split(words[f + 1], ':');
      ASSERT_EQ(parts.size(), 3u);
      EXPECT_EQ(parts[0], std::to_string(f));
      EXPECT_EQ(parts[2], "1");
      least[f] = std::min(least[f], std::stoul(parts[1]));
      most[f] = std::max(most[f], std::stoul(parts[1]));
    }
  }
  for (std::size_t f = 1; f < 39; ++f) EXPECT_LT(most[f - 1], least[f]);
}

// That labels follow the probabilities: their mean, and their logloss beside its expectation.
TEST(SynthesizeClicks, LabelsAreDrawnByTheProbabilities) {
  const synth::ClickWorld world(7, 8);
  double expected = 0, ones = 0, entropy = 0, logloss = 0;
  constexpr std::uint64_t rows = 20'000;
  for (std::uint64_t r = 0; r < rows; ++r) {
    const synth::ClickRow row = world.row(r);
    const double p = row.probability;
    ASSERT_TRUE(p > 0 && p < 1);
    expected += p;
    ones += row.label;
    entropy -= p * std::log(p) + (1 - p) * std::log1p(-p);
    logloss -= std::log(row.label ? p : 1 - p);
  }
  EXPECT_NEAR(expected / rows, 0.25, 1e-6);  // the rows by which the bias was set
  EXPECT_NEAR(ones / rows, 0.25, 0.01);
  EXPECT_NEAR(logloss / rows, entropy / rows, 0.01);
  // There is something to learn: the base rate alone has 0.5623.
  EXPECT_LT(entropy / rows, 0.5);
  EXPECT_GT(entropy / rows, 0.35);
}

TEST(SynthesizeClicks, RefusesWhatIsOfRatings) {
  const TemporaryFolder folder;
  for (const char* name : {"users", "items", "noise"}) {
    SyntheticOptions options = clicks(100);
    set_option(options, name, "3");
    try {
      synthesize(folder.path() / "a.csv", options);
      FAIL() << name;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), Code::usage);
    }
  }
  EXPECT_FALSE(fs::exists(folder.path() / "a.csv"));
}

}  // namespace
}  // namespace interplay
