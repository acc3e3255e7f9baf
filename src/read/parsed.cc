#include "read/parsed.h"

#include <algorithm>
#include <utility>

#include "read/row_spool.h"

namespace interplay {
namespace {

// Chunks that are in memory at once where rows are spooled: up to 32 MB of text, which take some times as much parsed.
std::size_t chunks_at_once(const Spool& spool) {
  constexpr std::size_t most = 64, least = 8;
  constexpr std::uint64_t part_of_limit = 32;
  return std::clamp(static_cast<std::size_t>(spool.limit() / part_of_limit / chunk_bytes), least, most);
}

}  // namespace

void add_chunks(ParsedTable& table, std::shared_ptr<const Text> text, const std::vector<Range>& ranges,
                const TaskPool& pool, const std::function<Chunk(Range)>& parse) {
  const std::size_t base = table.chunks.size();
  table.chunks.resize(base + ranges.size());
  const std::size_t at_once = table.row_spool ? chunks_at_once(*table.row_spool->spool()) : ranges.size();
  for (std::size_t first = 0; first < ranges.size(); first += at_once) {
    const std::size_t count = std::min(at_once, ranges.size() - first);
    const std::span<Chunk> chunks = std::span(table.chunks).subspan(base + first, count);
    pool.run(count, [&](std::size_t i) { chunks[i] = parse(ranges[first + i]); });
    if (!table.row_spool) continue;
    table.row_spool->take(chunks, pool);
    const std::size_t begin = ranges[first].begin;
    passed_over(text->bytes.substr(begin, ranges[first + count - 1].end - begin));
  }
  table.text_of.resize(table.chunks.size(), table.texts.size());
  table.texts.push_back(std::move(text));
}

std::vector<std::span<const std::string_view>> distinct_texts(const ParsedTable& table, std::size_t column) {
  if (table.row_spool) return {table.row_spool->distinct(column)};
  std::vector<std::span<const std::string_view>> texts;
  for (const Chunk& chunk : table.chunks) texts.emplace_back(chunk.columns[column].distinct);
  return texts;
}

void finish(ParsedTable& table, BadLines policy) {
  for (const Chunk& chunk : table.chunks) table.rows += chunk.rows;
  count_bad_lines(table, policy);
}

}  // namespace interplay
