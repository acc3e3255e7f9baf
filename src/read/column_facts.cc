#include "read/column_facts.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>
#include <unordered_set>

#include "data/text/numbers.h"
#include "data/text/times.h"
#include "interplay/schema.h"
#include "read/guess/reading_guess.h"

namespace interplay {
void ColumnFacts::add(std::string_view value) {
  ++distinct;
  if (canonical_integer(value)) ++integers;
  if (const auto number = parse_number(value)) {
    low = numbers == 0 ? *number : std::min(low, *number);
    high = numbers == 0 ? *number : std::max(high, *number);
    ++numbers;
    if (std::trunc(*number) != *number) ++fractions;
  } else if (parse_time(value)) {
    ++dates;
  } else if (std::ranges::count(value, ' ') > 1) {
    ++sentences;
  }
}

bool ColumnFacts::all_epochs() const {
  constexpr double first = 631152000, last = 2208988800;  // 1990, 2040
  if (!all_numbers()) return false;
  for (const double unit : {1.0, 1e3, 1e6, 1e9})
    if (low >= first * unit && high < last * unit) return true;
  return false;
}

ColumnFacts facts_of(const Sample& sample, std::size_t cell) {
  ColumnFacts facts;
  facts.rows = sample.size();
  facts.ascending = facts.counting = sample.size() > 1;
  std::unordered_set<std::string_view> seen;
  std::optional<std::int64_t> before;
  for (std::size_t row = 0; row < sample.size(); ++row) {
    const std::string_view value = cell < sample[row].size() ? std::string_view(sample[row][cell]) : std::string_view();
    const auto integer = canonical_integer(value);
    facts.ascending = facts.ascending && integer && (row == 0 || *integer > *before);
    facts.counting = facts.counting && facts.ascending && (row == 0 || *integer == *before + 1);
    before = integer;
    if (is_missing(value)) continue;
    ++facts.present;
    if (seen.insert(value).second) facts.add(value);
  }
  if (facts.numbers > 0 || facts.dates > 0 || facts.distinct == 0) return facts;
  const auto reads_all = [&](const ReadingGuess& guess) {
    return guess.reading && !guess.other && guess.read == facts.distinct;
  };
  if (reads_all(guess_times({seen.begin(), seen.end()}))) {
    facts.dates = facts.distinct;
    facts.sentences = 0;
  } else if (const ReadingGuess numbers = guess_numbers({seen.begin(), seen.end()}, "auto", true);
             reads_all(numbers) && std::holds_alternative<NumberReading>(*numbers.reading)) {
    facts.numbers = facts.fractions = facts.distinct;  // with decimal commas, say
  }
  return facts;
}

}  // namespace interplay
