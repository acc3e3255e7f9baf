#include "read/row_spool.h"

#include <algorithm>
#include <cassert>
#include <string>
#include <utility>

#include "data/text/dictionary.h"

namespace interplay {
namespace {

// Texts that stay where they are until the end.
class Texts {
 public:
  std::string_view keep(std::string_view text) {
    if (blocks_.empty() || blocks_.back().size() + text.size() > blocks_.back().capacity())
      blocks_.emplace_back().reserve(std::max(block_bytes, text.size()));
    std::string& block = blocks_.back();
    const std::size_t first = block.size();
    block += text;
    return std::string_view(block).substr(first);
  }

 private:
  static constexpr std::size_t block_bytes = std::size_t{1} << 20;
  std::vector<std::string> blocks_;  // their bytes stay in place: none is shorter than a string that lies in itself
};

}  // namespace

struct RowSpool::Column {
  Column(const std::shared_ptr<Spool>& spool) : codes(spool), numbers(spool), times(spool) {}

  Dictionary dictionary;
  Texts texts;
  std::vector<std::uint64_t> cells{0};
  SpooledValues<std::uint32_t> codes;
  SpooledValues<float> numbers;
  SpooledValues<double> times;
};

RowSpool::RowSpool(std::shared_ptr<Spool> spool, const std::vector<ColumnSpec>& specs) : spool_(std::move(spool)) {
  for (std::size_t i = 0; i < specs.size(); ++i) columns_.push_back(std::make_unique<Column>(spool_));
}

RowSpool::~RowSpool() = default;

void RowSpool::take(Column& column, std::span<Chunk> chunks, std::size_t index) {
  std::vector<std::uint32_t> number_of;
  for (Chunk& chunk : chunks) {
    LocalColumn& local = chunk.columns[index];
    assert(local.offsets.empty());  // bags with weights come from formats that parse files whole
    number_of.assign(1, 0);
    for (const std::string_view text : local.distinct) {
      const std::uint32_t number = column.dictionary.add(text);
      if (number == column.cells.size()) {
        column.dictionary.move_text(number, column.texts.keep(text));
        column.cells.push_back(0);
      }
      number_of.push_back(number);
    }
    for (std::uint32_t& code : local.codes) {
      code = number_of[code];
      ++column.cells[code];
    }
    column.codes.append(local.codes);
    column.numbers.append(local.numbers);
    column.times.append(local.times);
    local = LocalColumn();
  }
}

void RowSpool::take(std::span<Chunk> chunks, const TaskPool& pool) {
  pool.run(columns_.size(), [&](std::size_t i) { take(*columns_[i], chunks, i); });
  for (Chunk& chunk : chunks) chunk.strings = {};
}

const std::vector<std::string_view>& RowSpool::distinct(std::size_t column) const {
  return columns_[column]->dictionary.distinct();
}
std::span<const std::uint64_t> RowSpool::cells(std::size_t column) const { return columns_[column]->cells; }
SharedSpan<std::uint32_t> RowSpool::numbers_of_texts(std::size_t column) { return columns_[column]->codes.take(); }
SharedSpan<float> RowSpool::numbers(std::size_t column) { return columns_[column]->numbers.take(); }
SharedSpan<double> RowSpool::times(std::size_t column) { return columns_[column]->times.take(); }

}  // namespace interplay
