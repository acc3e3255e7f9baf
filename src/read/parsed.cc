#include "read/parsed.h"

#include <utility>

namespace interplay {

void add_chunks(ParsedTable& table, std::shared_ptr<const Text> text, const std::vector<Range>& ranges,
                const TaskPool& pool, const std::function<Chunk(Range)>& parse) {
  const std::size_t base = table.chunks.size();
  table.chunks.resize(base + ranges.size());
  pool.run(ranges.size(), [&](std::size_t i) { table.chunks[base + i] = parse(ranges[i]); });
  table.text_of.resize(table.chunks.size(), table.texts.size());
  table.texts.push_back(std::move(text));
}

void finish(ParsedTable& table, BadLines policy) {
  for (const Chunk& chunk : table.chunks) table.rows += chunk.rows;
  count_bad_lines(table, policy);
}

}  // namespace interplay
