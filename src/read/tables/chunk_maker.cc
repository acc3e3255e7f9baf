#include "read/tables/chunk_maker.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <string>
#include <utility>

#include "read/parse/cell_check.h"

namespace interplay {
namespace {

constexpr double largest = 3e38;

// Texts are kept in blocks of so many bytes.
constexpr std::size_t block_bytes = std::size_t{1} << 16;

// A copy of the text that stays in place as long as the chunk's strings do.
std::string_view kept(std::deque<std::string>& blocks, std::string_view text) {
  if (blocks.empty() || blocks.back().size() + text.size() > blocks.back().capacity())
    blocks.emplace_back().reserve(std::max(block_bytes, text.size()));
  std::string& block = blocks.back();
  const std::size_t first = block.size();
  block += text;
  return std::string_view(block).substr(first);
}

}  // namespace

void IntegerIds::grow() {
  const std::vector<Slot> old = std::exchange(slots_, {});
  slots_.resize(old.empty() ? 64 : old.size() * 2);
  shift_ = old.empty() ? 58 : shift_ - 1;
  for (const Slot& slot : old) {
    if (!slot.used) continue;
    std::size_t place = home(slot.value);
    while (slots_[place].used) place = (place + 1) & (slots_.size() - 1);
    slots_[place] = slot;
  }
}

std::string_view IntegerIds::written(std::int64_t value, std::array<char, 24>& digits) {
  const char* end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
  return {digits.data(), static_cast<std::size_t>(end - digits.data())};
}

ChunkMaker::ChunkMaker(const std::vector<ColumnSpec>& specs, const std::vector<WantedColumn>& wanted,
                       const RowOptions& options, std::size_t rows_of_chunk, std::size_t expected,
                       std::function<void(Chunk)> done)
    : specs_(specs),
      wanted_(wanted),
      options_(options),
      rows_of_chunk_(rows_of_chunk),
      expected_(rows_of_chunk == 0 ? expected : 0),
      done_(std::move(done)),
      numbers_(specs.size()) {
  begin();
}

void ChunkMaker::begin() {
  chunk_ = Chunk();
  chunk_.columns.resize(specs_.size());
  for (std::size_t i = 0; i < specs_.size(); ++i) {
    if (!is_number(specs_[i])) {
      chunk_.columns[i].codes.reserve(expected_);
    } else if (specs_[i].role == Role::time) {
      chunk_.columns[i].times.reserve(expected_);
    } else {
      chunk_.columns[i].numbers.reserve(expected_);
    }
  }
  dictionaries_.assign(specs_.size(), Dictionary());
  integers_.assign(specs_.size(), IntegerIds());
}

void ChunkMaker::end() {
  for (std::size_t i = 0; i < specs_.size(); ++i) chunk_.columns[i].distinct = std::move(dictionaries_[i]).take();
  done_(std::move(chunk_));
  begin();
}

void ChunkMaker::finish() {
  if (chunk_.rows > 0 || chunk_.bad.lines > 0) end();
}

void ChunkMaker::add(const TableRows& rows) {
  bool all_fit = true;
  for (std::size_t i = 0; i < specs_.size() && all_fit; ++i) all_fit = fits(rows, i);
  if (all_fit) {
    for (std::size_t i = 0; i < specs_.size(); ++i) add_column(rows, i);
    if (options_.keep_offsets) chunk_.row_offsets.resize(chunk_.rows + rows.size(), 0);
    chunk_.rows += rows.size();
    read_ += rows.size();
  } else {
    for (std::size_t row = 0; row < rows.size(); ++row, ++read_) add_row(rows, row);
  }
  if (rows_of_chunk_ > 0 && chunk_.rows >= rows_of_chunk_) end();
}

bool ChunkMaker::fits(const TableRows& rows, std::size_t i) const {
  const ColumnSpec& spec = specs_[i];
  if (wanted_[i].as == As::number) {
    const double* numbers = rows.numbers(i);
    for (std::size_t row = 0; row < rows.size(); ++row) {
      const bool missing = rows.missing(i, row) || std::isnan(numbers[row]);
      if (missing ? spec.needed : std::abs(numbers[row]) > largest) return false;
    }
    return true;
  }
  if (wanted_[i].as == As::text) return !spec.needed && !is_number(spec);
  for (std::size_t row = 0; spec.needed && row < rows.size(); ++row)
    if (rows.missing(i, row)) return false;
  return true;
}

void ChunkMaker::add_column(const TableRows& rows, std::size_t i) {
  LocalColumn& column = chunk_.columns[i];
  if (wanted_[i].as == As::number) {
    const double* numbers = rows.numbers(i);
    for (std::size_t row = 0; row < rows.size(); ++row)
      keep_number(i, rows.missing(i, row) ? std::nan("") : numbers[row]);
  } else if (wanted_[i].as == As::integer) {
    const std::int64_t* integers = rows.integers(i);
    for (std::size_t row = 0; row < rows.size(); ++row)
      column.codes.push_back(rows.missing(i, row) ? 0 : code_of_integer(i, integers[row]));
  } else {
    for (std::size_t row = 0; row < rows.size(); ++row)
      column.codes.push_back(rows.missing(i, row) ? 0 : code_of_text(i, rows.text(i, row)));
  }
}

// What the cell would be in a file of text; numbers that are read as such have none.
std::string_view ChunkMaker::cell(const TableRows& rows, std::size_t i, std::size_t row) {
  if (rows.missing(i, row)) return {};
  if (wanted_[i].as == As::text) return rows.text(i, row);
  const char* end = std::to_chars(digits_.data(), digits_.data() + digits_.size(), rows.integers(i)[row]).ptr;
  return {digits_.data(), static_cast<std::size_t>(end - digits_.data())};
}

bool ChunkMaker::check(const TableRows& rows, std::size_t i, std::size_t row, BadLine& bad) {
  if (wanted_[i].as == As::integer && !rows.missing(i, row)) return true;
  if (wanted_[i].as != As::number) return check_cell(specs_[i], cell(rows, i, row), numbers_[i], bad);
  const double number = rows.missing(i, row) ? std::nan("") : rows.numbers(i)[row];
  numbers_[i] = number;
  const bool fits = std::isnan(number) ? !specs_[i].needed : std::abs(number) <= largest;
  if (fits) return true;
  const std::string written = std::isnan(number) ? "" : std::to_string(number);
  return check_any_cell(specs_[i], written, numbers_[i], bad);
}

void ChunkMaker::add_row(const TableRows& rows, std::size_t row) {
  for (std::size_t i = 0; i < specs_.size(); ++i) {
    BadLine bad{0, i + 1, {}};
    if (check(rows, i, row, bad)) continue;
    bad.message = "row " + std::to_string(read_ + 1) + ": " + bad.message;
    reject(chunk_, std::move(bad));
    return;
  }
  for (std::size_t i = 0; i < specs_.size(); ++i) keep(rows, i, row);
  if (options_.keep_offsets) chunk_.row_offsets.push_back(0);
  ++chunk_.rows;
}

void ChunkMaker::keep(const TableRows& rows, std::size_t i, std::size_t row) {
  if (is_number(specs_[i])) return keep_number(i, numbers_[i]);
  std::uint32_t code = 0;
  if (!rows.missing(i, row))
    code =
        wanted_[i].as == As::integer ? code_of_integer(i, rows.integers(i)[row]) : code_of_text(i, rows.text(i, row));
  chunk_.columns[i].codes.push_back(code);
}

void ChunkMaker::keep_number(std::size_t i, double number) {
  if (specs_[i].role == Role::time) {
    chunk_.columns[i].times.push_back(number);
  } else {
    chunk_.columns[i].numbers.push_back(static_cast<float>(number));
  }
}

std::uint32_t ChunkMaker::code_of_text(std::size_t i, std::string_view text) {
  if (is_missing(specs_[i], text)) return 0;
  const std::size_t known = dictionaries_[i].distinct().size();
  const std::uint32_t code = dictionaries_[i].add(text);
  if (code > known) dictionaries_[i].move_text(code, kept(chunk_.strings, text));
  return code;
}

std::uint32_t ChunkMaker::code_of_integer(std::size_t i, std::int64_t value) {
  return integers_[i].code(value, [&](std::string_view text) -> std::uint32_t {
    if (is_missing(specs_[i], text)) return 0;
    return dictionaries_[i].append(kept(chunk_.strings, text));
  });
}

}  // namespace interplay
