// Lines of delimited text, cut into cells.
#pragma once

#include <algorithm>
#include <cstddef>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace interplay {

inline constexpr std::string_view blanks_delimiter = " ";

struct TextFormat {
  std::string delimiter = ",";  // blanks_delimiter: any run of blanks and tabs
  // Cells may be quoted (RFC 4180): a quoted cell holds delimiters, newlines, and "" for a quote. A quote elsewhere
  // than at the start of a cell is an ordinary character.
  bool quotes = false;
  // A backslash before a quote, a delimiter or a backslash makes that an ordinary character, inside of quotes and
  // outside. Elsewhere it is one itself.
  bool backslash = false;
  std::string comment = {};  // lines that begin so are left out; empty: none
};

struct Record {
  std::size_t offset = 0;  // position of its first byte in the text
  std::vector<std::string_view> cells;
  // If the record cannot be cut into cells: what was found and expected, and in which cell (from 1).
  const char* problem = nullptr;
  std::size_t problem_cell = 0;
};

class RecordReader {
 public:
  // Reads the lines that start in [begin, end). `text` outlives the cells; `unescaped` keeps cells whose quotes were
  // removed.
  RecordReader(std::string_view text, std::size_t begin, std::size_t end, const TextFormat& format,
               std::deque<std::string>& unescaped);

  // Reads the next line that is neither blank nor a comment; false at the end. A line whose cells are all empty is
  // blank, too. Cells have no surrounding blanks.
  bool next(Record& record);

  // Where the line after the last one begins.
  std::size_t position() const { return position_; }

 private:
  std::string_view text_;
  std::size_t position_, end_;
  const TextFormat& format_;
  bool blanks_;  // the delimiter is any run of blanks and tabs
  std::deque<std::string>& unescaped_;

  void cut(std::string_view line, Record& record) const;
  bool is_plain(std::string_view line) const;
  std::size_t delimiter_at(std::size_t position) const;
  bool escapes_at(std::size_t position) const;
  std::string_view without_escapes(std::string_view cell, bool quoted);
  std::size_t end_of_plain_cell(std::size_t position, bool& escaped) const;
  std::size_t read_escaped_record(Record& record);
  std::size_t read_plain_cell(std::size_t position, Record& record);
  std::size_t read_quoted_cell(std::size_t position, Record& record);
};

}  // namespace interplay
