// Where text goes: results to standard output, everything else to standard error.
#pragma once

#include <set>
#include <span>
#include <string>
#include <string_view>

namespace interplay {
class Error;
}

namespace interplay::cli {

// Makes descriptors 0 to 2 valid, so that no data file ever becomes "standard output", and turns SIGPIPE into
// an error of write(2): a training run must survive the end of whoever reads its progress.
void prepare_standard_streams();

class Console {
 public:
  bool json = false;      // results as JSON
  bool log_json = false;  // events as JSON, one a line
  bool quiet = false;
  bool show_progress = false;
  bool all_epochs = false;  // in the table of training, which is thinned otherwise
  bool colour = false;      // of standard error
  int width = 80;

  // Results. Collected, and written when much has come together or by `flush`. Throws Error(io), for example
  // when the disk is full. A reader that has gone away ends the process as it ends any filter: by SIGPIPE.
  void result(std::string_view text);
  void flush();

  // To standard error, whole; failures are ignored, as there is nobody to tell.
  void message(std::string_view text);
  // "note: ..." / "warning: ..." for people; nothing when quiet or when events are JSON.
  void note(std::string_view text);
  // What was guessed about data; what was told before is not said again.
  void notes(std::span<const std::string> texts);
  // Those that an error carries, also as events.
  void notes_of(const Error& error);
  void warning(std::string_view text);
  // "next: ...", the command to try next, below the results; for people, who read text.
  void next(std::string_view command);
  // Replaces the line that shows progress; an empty text removes it.
  void status(std::string_view text);

 private:
  std::string pending_;
  std::set<std::string> told_;
  bool status_shown_ = false;
};

void report(const Error& error, bool as_json);
bool error_is_terminal();
bool output_is_terminal();
bool error_is_file();
bool wants_colour();  // of standard error: a terminal, and NO_COLOR is not set
int terminal_width();

// See outputs.h for all that a run writes. Throws Error(usage, io).
void check_writable(const std::string& path);

}  // namespace interplay::cli
