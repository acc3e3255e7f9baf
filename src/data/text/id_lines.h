// Files of ids: some on each line.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace interplay {

// The cells of each line that is not blank. Between cells stands what the first line has: a tab, '::', a comma, a
// semicolon or else blanks. A cell may stand between double quotes, in which a double quote is written twice.
class IdLines {
 public:
  // The bytes of the file, which `owner` keeps alive; `path` is for messages.
  IdLines(const std::string& path, std::string_view bytes, std::shared_ptr<const void> owner);

  struct Line {
    std::size_t number;  // in the file, from 1
    std::vector<std::string> cells;
  };
  // The next line, if there is one. Throws Error(bad_data) for a line with an empty cell or fewer than `least` cells;
  // `expected` says what should stand there.
  bool next(Line& line, std::size_t least, std::string_view expected);

  const std::string& path() const { return path_; }

 private:
  std::string path_;
  std::shared_ptr<const void> owner_;
  std::string_view rest_;
  std::size_t lines_ = 0;
  std::string_view delimiter_;  // empty: blanks
};

}  // namespace interplay
