// Lines of delimited text, cut into cells.
#pragma once

#include <cstddef>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace interplay {

struct TextFormat {
  std::string delimiter = ",";
  // Cells may be quoted (RFC 4180): a quoted cell holds delimiters, newlines, and "" for a quote. A quote elsewhere
  // than at the start of a cell is an ordinary character.
  bool quotes = false;
};

struct Record {
  std::size_t offset = 0;  // of its first byte in the text
  std::vector<std::string_view> cells;
  // When the record cannot be cut into cells: what was found and expected, and in which cell (from 1).
  const char* problem = nullptr;
  std::size_t problem_cell = 0;
};

class RecordReader {
 public:
  // Reads the lines that start in [begin, end). `text` outlives the cells; `unescaped` keeps cells whose quotes had to
  // be undone.
  RecordReader(std::string_view text, std::size_t begin, std::size_t end, const TextFormat& format,
               std::deque<std::string>& unescaped);

  // The next line that is not blank; false at the end. Cells come without surrounding blanks.
  bool next(Record& record);

 private:
  std::string_view text_;
  std::size_t position_, end_;
  const TextFormat& format_;
  std::deque<std::string>& unescaped_;

  void cut(std::string_view line, Record& record) const;
  void cut_at_spaces(std::string_view line, Record& record) const;
  std::size_t read_quoted_record(Record& record);
  std::size_t read_quoted_cell(std::size_t position, Record& record);
};

// Without blanks (spaces and tabs) at both ends.
inline std::string_view trimmed(std::string_view text) {
  const auto blank = [](char c) { return c == ' ' || c == '\t'; };
  while (!text.empty() && blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && blank(text.back())) text.remove_suffix(1);
  return text;
}

}  // namespace interplay
