#include "read/guess/sample.h"

#include <deque>
#include <map>

#include "data/text/numbers.h"
#include "read/guess/reading_guess.h"

namespace interplay {

SampledLines sample_of(const Text& text, std::size_t first, const TextFormat& format) {
  constexpr std::size_t sample_lines = 200;
  SampledLines sample;
  std::deque<std::string> unescaped;
  RecordReader reader(text.bytes, first, text.bytes.size(), format, unescaped);
  Record record;
  while (sample.lines.size() + sample.left_out < sample_lines && reader.next(record)) {
    if (record.problem != nullptr)
      ++sample.left_out;
    else
      sample.lines.emplace_back(record.cells.begin(), record.cells.end());
  }
  return sample;
}

CellCount usual_cells(const Sample& sample) {
  std::map<std::size_t, std::size_t> lines_of;
  for (const auto& row : sample) ++lines_of[row.size()];
  CellCount usual;
  for (const auto& [cells, lines] : lines_of)
    if (lines > usual.lines) usual = {cells, lines};
  return usual;
}

double numeric_share(const Sample& sample, std::size_t cell, bool time) {
  Cells cells;
  std::size_t present = 0;
  for (const auto& row : sample) {
    if (cell >= row.size() || is_missing(row[cell])) continue;
    ++present;
    cells.push_back(row[cell]);
  }
  if (present == 0) return 0;
  const ReadingGuess guess = time ? guess_times(cells) : guess_numbers(cells, "auto", false);
  return static_cast<double>(guess.read) / static_cast<double>(present);
}

}  // namespace interplay
