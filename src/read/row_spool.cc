#include "read/row_spool.h"

#include <algorithm>
#include <cassert>
#include <optional>
#include <string>
#include <utility>

#include "data/text/dictionary.h"
#include "read/id_runs.h"

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

  std::size_t bytes() const { return blocks_.size() * block_bytes; }

 private:
  static constexpr std::size_t block_bytes = std::size_t{1} << 20;
  std::vector<std::string> blocks_;  // their bytes stay in place: none is shorter than a string that lies in itself
};

// The ids of a vocabulary as texts, one after the other in a file.
class WrittenIds {
 public:
  WrittenIds(const Vocabulary& ids, const std::shared_ptr<Spool>& spool) {
    Spool::File bytes(spool);
    SpooledValues<std::uint64_t> ends(spool);
    for (std::uint32_t code = 1; code <= ids.size(); ++code) {
      bytes.append(ids.id(code));
      const std::uint64_t end = bytes.size();
      ends.append({&end, 1});
    }
    bytes_ = bytes.map();
    const SharedSpan<std::uint64_t> all = ends.take();
    texts_ = RowValues<std::string_view>(spool, all.size());
    for (std::size_t i = 0; i < all.size(); ++i) {
      const std::uint64_t first = i == 0 ? 0 : all[i - 1];
      texts_[i] = {reinterpret_cast<const char*>(bytes_.get()) + first, all[i] - first};
    }
  }
  std::span<const std::string_view> texts() const { return texts_; }

 private:
  std::shared_ptr<std::byte> bytes_;
  RowValues<std::string_view> texts_;
};

// Of a limit on memory, what the distinct texts of all columns may take.
constexpr std::uint64_t share_of_texts = 8;

}  // namespace

struct RowSpool::Column {
  Column(const std::shared_ptr<Spool>& spool) : codes(spool), numbers(spool), times(spool) {}

  Dictionary dictionary;
  Texts texts;
  std::vector<std::uint64_t> cells{0};
  SpooledValues<std::uint32_t> codes;  // in the dictionary, or in that of their run
  std::unique_ptr<IdRuns> runs;
  std::optional<IdRuns::Merged> merged;
  std::optional<WrittenIds> written;  // of the merged vocabulary
  SpooledValues<float> numbers;
  SpooledValues<double> times;

  // What grows with the distinct texts.
  std::size_t bytes() const { return dictionary.bytes() + texts.bytes() + cells.capacity() * sizeof(std::uint64_t); }
  void end_run(const std::shared_ptr<Spool>& spool) {
    if (runs == nullptr) runs = std::make_unique<IdRuns>(spool);
    runs->add(dictionary.distinct(), cells, codes.size());
    dictionary = Dictionary();
    texts = Texts();
    cells = {0};
  }
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
  make_room();
}

// The texts of the columns with the most of them become runs, as long as all together take too much.
void RowSpool::make_room() {
  const std::uint64_t most = spool_->limit() / share_of_texts;
  std::uint64_t all = 0;
  for (const auto& column : columns_) all += column->bytes();
  while (all > most) {
    Column& largest = **std::ranges::max_element(columns_, {}, [](const auto& column) { return column->bytes(); });
    all -= largest.bytes();
    largest.end_run(spool_);
    all += largest.bytes();
  }
}

void RowSpool::settle(Column& column) {
  if (column.runs == nullptr || column.merged) return;
  column.end_run(spool_);
  column.merged = column.runs->merge(column.codes.take());
  column.runs.reset();
}

const Vocabulary* RowSpool::merged(std::size_t column) {
  settle(*columns_[column]);
  return columns_[column]->merged ? &columns_[column]->merged->vocabulary : nullptr;
}

std::span<const std::string_view> RowSpool::distinct(std::size_t index) {
  Column& column = *columns_[index];
  settle(column);
  if (!column.merged) return column.dictionary.distinct();
  if (!column.written) column.written.emplace(column.merged->vocabulary, spool_);
  return column.written->texts();
}

std::span<const std::uint64_t> RowSpool::cells(std::size_t index) {
  Column& column = *columns_[index];
  settle(column);
  if (column.merged) return column.merged->cells;
  return column.cells;
}

SharedSpan<std::uint32_t> RowSpool::numbers_of_texts(std::size_t index) {
  Column& column = *columns_[index];
  settle(column);
  return column.merged ? column.merged->codes : column.codes.take();
}
SharedSpan<float> RowSpool::numbers(std::size_t column) { return columns_[column]->numbers.take(); }
SharedSpan<double> RowSpool::times(std::size_t column) { return columns_[column]->times.take(); }

}  // namespace interplay
