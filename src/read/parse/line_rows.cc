#include "read/parse/line_rows.h"

#include <algorithm>
#include <utility>

namespace interplay {

std::string_view next_line(std::string_view text, std::size_t& position) {
  const std::size_t begin = position, end = std::min(text.find('\n', begin), text.size());
  position = std::min(end + 1, text.size());
  std::string_view line = text.substr(begin, end - begin);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

RowParser line_rows(std::shared_ptr<const Text> text, std::size_t first,
                    std::function<LineReader(Range range, const ParsedTable& table)> reader) {
  return
      [text = std::move(text), first, reader = std::move(reader)](
          ParsedTable& table, const std::vector<ColumnSpec>& specs, const RowOptions& options, const TaskPool& pool) {
        std::vector<Range> ranges = line_ranges(text->bytes, first, chunk_bytes);
        std::vector<LineReader> readers;
        for (const Range range : ranges) readers.push_back(reader(range, table));
        add_chunks(table, text, ranges, pool, [&](Range range) {
          const auto which = std::ranges::find(ranges, range.begin, &Range::begin) - ranges.begin();
          RowSink sink(specs, options);
          for (std::size_t position = range.begin; position < range.end;) {
            const std::size_t offset = position;
            const std::string_view line = next_line(text->bytes, position);
            if (line.find_first_not_of(" \t") == std::string_view::npos) continue;
            if (text->has_nul && line.find('\0') != std::string_view::npos)
              sink.bad(offset, "the line contains a NUL byte, expected text");
            else
              readers[static_cast<std::size_t>(which)](line, offset, sink);
          }
          return std::move(sink).take();
        });
      };
}

ColumnSpec known_column(std::string name, std::size_t position, Role role) {
  ColumnSpec spec;
  spec.name = std::move(name);
  spec.position = position;
  spec.role = role;
  return spec;
}

}  // namespace interplay
