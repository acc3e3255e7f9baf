#include "read/id_runs.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/random.h"
#include "interplay/store.h"

namespace interplay {
namespace {

// Rows of ids, "" for a missing one, cut into runs as a reader cuts them: numbers of texts by run.
class Rows {
 public:
  Rows(std::vector<std::string> ids, std::size_t rows_of_run) : ids_(std::move(ids)) {
    for (std::size_t first = 0; first < ids_.size(); first += rows_of_run) {
      std::unordered_map<std::string, std::uint32_t> number_of;
      std::vector<std::string_view> texts;
      std::vector<std::uint64_t> cells{0};
      const std::size_t end = std::min(ids_.size(), first + rows_of_run);
      for (std::size_t row = first; row < end; ++row) {
        std::uint32_t number = 0;
        if (!ids_[row].empty()) {
          const auto [found, added] =
              number_of.try_emplace(ids_[row], static_cast<std::uint32_t>(number_of.size() + 1));
          number = found->second;
          if (added) {
            texts.emplace_back(ids_[row]);
            cells.push_back(0);
          }
        }
        ++cells[number];
        numbers_.push_back(number);
      }
      runs_.add(texts, cells, end);
    }
  }

  // Against the vocabulary of all ids together.
  void check() {
    const IdRuns::Merged merged = runs_.merge(numbers_);
    std::vector<std::string> known;
    for (const std::string& id : ids_)
      if (!id.empty()) known.push_back(id);
    std::vector<std::uint64_t> cells(merged.vocabulary.size() + 1, 0);
    for (std::size_t row = 0; row < ids_.size(); ++row) {
      ASSERT_EQ(merged.codes[row], ids_[row].empty() ? 0 : merged.vocabulary.code(ids_[row])) << ids_[row];
      ASSERT_EQ(merged.codes[row] == 0, ids_[row].empty());
      ++cells[merged.codes[row]];
    }
    ASSERT_EQ(std::vector<std::uint64_t>(merged.cells.begin(), merged.cells.end()), cells);
    for (std::uint32_t code = 1; code <= merged.vocabulary.size(); ++code) ASSERT_GT(cells[code], 0u);
    EXPECT_TRUE(merged.vocabulary.integers() || merged.vocabulary == Vocabulary::of_strings(known));
    size = merged.vocabulary.size();
    integers = merged.vocabulary.integers();
  }

  std::uint32_t size = 0;
  bool integers = false;

 private:
  std::vector<std::string> ids_;
  std::vector<std::uint32_t> numbers_;
  IdRuns runs_{make_spool(64'000'000)};
};

std::vector<std::string> drawn(std::size_t count, std::uint32_t most, const std::string& prefix) {
  RandomStream random(3, Purpose::synthesize);
  std::vector<std::string> ids;
  for (std::size_t i = 0; i < count; ++i) {
    const auto id = static_cast<std::uint32_t>(random.uniform_double() * most);
    ids.push_back(id % 97 == 0 ? "" : prefix + std::to_string(id));
  }
  return ids;
}

TEST(IdRuns, TextsAreSortedByTheirBytes) {
  for (const std::size_t rows_of_run : {7u, 1000u, 100'000u}) {
    Rows rows(drawn(20'000, 5000, "user "), rows_of_run);
    rows.check();
    EXPECT_FALSE(rows.integers);
  }
}

TEST(IdRuns, IntegersAreSortedByTheirValues) {
  Rows rows(drawn(20'000, 5000, ""), 1500);
  rows.check();
  EXPECT_TRUE(rows.integers);
}

TEST(IdRuns, AFractionOfZeroIsTheSameInteger) {
  Rows rows({"3", "12", "3.0", "-1", "12.00", "7"}, 2);
  rows.check();
  EXPECT_TRUE(rows.integers);
  EXPECT_EQ(rows.size, 4u);
}

TEST(IdRuns, OneTextMakesAllOfThemTexts) {
  std::vector<std::string> ids = drawn(3000, 500, "");
  ids.back() = "x";
  Rows rows(ids, 100);
  rows.check();
  EXPECT_FALSE(rows.integers);
}

TEST(IdRuns, RowsMayHoldNothing) {
  Rows rows({"", "", ""}, 2);
  rows.check();
  EXPECT_EQ(rows.size, 0u);
}

}  // namespace
}  // namespace interplay
