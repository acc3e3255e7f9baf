// Errors: one exception type. It is thrown once and says where, what was found, what was expected and what to do.
#pragma once

#include <cstdint>
#include <exception>
#include <string>
#include <string_view>
#include <vector>

#include "interplay/api.h"

namespace INTERPLAY_API interplay {

// What kind of failure this is. The command line maps every code but `usage` to exit status 1 and `usage` to 2.
enum class Code {
  usage,        // an option, or a combination of options, that is not possible
  bad_data,     // the content of a file is wrong
  bad_model,    // a model file is corrupt, foreign or of a version that cannot be read
  not_found,    // a file, column, model or data set of that name does not exist
  io,           // the operating system refused: permission, full disk, ...
  unsupported,  // the request is meaningful but this model, solver or format cannot do it
  diverged,     // training met a NaN or an infinity at every learning rate that it tried
  interrupted,  // the user asked to stop
};

// The code's name as it appears in JSON output, for example "bad_data".
std::string_view name(Code code);

// A place in a file. `line` and `column` count from 1; 0 means that they do not apply. In delimited text, a column is
// the number of the cell within its line.
struct Location {
  std::string path;
  std::uint64_t line = 0;
  std::uint64_t column = 0;
};

Location at(std::string_view path, std::uint64_t line = 0, std::uint64_t column = 0);

// "path:line:column", without the parts that are 0.
std::string to_string(const Location& location);

class Error : public std::exception {
 public:
  // `message`: what was found and what was expected. `remedy`: what to do, as an imperative; may be empty.
  Error(Code code, Location location, std::string message, std::string remedy = "");
  Error(Code code, std::string message, std::string remedy = "");

  Code code() const { return code_; }
  const Location& location() const { return location_; }
  const std::string& message() const { return message_; }
  const std::string& remedy() const { return remedy_; }

  // What was guessed until then about the files that were being read, for people to see before the message.
  const std::vector<std::string>& notes() const { return notes_; }
  // Puts notes before those that are there.
  void add_notes(const std::vector<std::string>& before) {
    notes_.insert(notes_.begin(), before.begin(), before.end());
  }

  // "path:line:column: message; remedy"
  const char* what() const noexcept override { return text_.c_str(); }

 private:
  Code code_;
  Location location_;
  std::string message_;
  std::string remedy_;
  std::string text_;
  std::vector<std::string> notes_;
};

}  // namespace interplay
