// Rows that leave memory while they are read: the values of each chunk go to temporary files, a file for a column. What
// stays is every distinct text, once; columns of very many leave memory as well (id_runs.h).
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "base/spool.h"
#include "base/task_pool.h"
#include "read/parsed.h"

namespace interplay {

class RowSpool {
 public:
  RowSpool(std::shared_ptr<Spool> spool, const std::vector<ColumnSpec>& specs);
  ~RowSpool();

  // Takes the values of chunks, in the order of the text, out of memory.
  void take(std::span<Chunk> chunks, const TaskPool& pool);

  const std::shared_ptr<Spool>& spool() const { return spool_; }
  // By number, from 1: in the order of their first cells or, of a column that was merged, in that of its vocabulary.
  std::span<const std::string_view> distinct(std::size_t column);
  // How many cells hold each number; element 0: hold nothing.
  std::span<const std::uint64_t> cells(std::size_t column);
  // The vocabulary of a column whose texts have left memory; its numbers are codes. Null for others.
  const Vocabulary* merged(std::size_t column);
  // What all chunks hold of a column that is no number (one that is), once.
  SharedSpan<std::uint32_t> numbers_of_texts(std::size_t column);
  SharedSpan<float> numbers(std::size_t column);
  SharedSpan<double> times(std::size_t column);

 private:
  struct Column;
  static void take(Column& column, std::span<Chunk> chunks, std::size_t index);
  void make_room();
  void settle(Column& column);

  std::shared_ptr<Spool> spool_;
  std::vector<std::unique_ptr<Column>> columns_;
};

}  // namespace interplay
