#include "console.h"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "interplay/error.h"
#include "interplay/files.h"
#include "interplay/text.h"

namespace interplay::cli {
namespace {

constexpr std::size_t pending_limit = 1 << 16;

// 0, or the reason of the failure.
int write_all(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(descriptor, text.data(), text.size());
    if (written >= 0) {
      text.remove_prefix(static_cast<std::size_t>(written));
    } else if (errno != EINTR) {
      return errno;
    }
  }
  return 0;
}

void end_by_broken_pipe() {
  abandon_unfinished();
  std::signal(SIGPIPE, SIG_DFL);
  std::raise(SIGPIPE);
}

std::string in_colour(bool on, std::string_view code, std::string_view text) {
  return on ? fmt::format("\033[{}m{}\033[0m", code, text) : std::string(text);
}

}  // namespace

bool wants_colour() {
  const char* no_colour = std::getenv("NO_COLOR");
  return error_is_terminal() && (no_colour == nullptr || *no_colour == '\0');
}

void prepare_standard_streams() {
  // A closed standard output becomes one that cannot be written, so that results are not lost in silence.
  constexpr int modes[] = {O_RDONLY, O_RDONLY, O_WRONLY};
  for (int descriptor = 0; descriptor < 3; ++descriptor)
    if (::fcntl(descriptor, F_GETFD) == -1 && ::open("/dev/null", modes[descriptor]) == -1) std::_Exit(1);
  std::signal(SIGPIPE, SIG_IGN);
}

bool output_is_terminal() { return ::isatty(STDOUT_FILENO) == 1; }

bool error_is_file() {
  struct stat info {};
  return ::fstat(STDERR_FILENO, &info) == 0 && S_ISREG(info.st_mode);
}

bool error_is_terminal() { return ::isatty(STDERR_FILENO) == 1; }

int terminal_width() {
  winsize size{};
  if (::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return 80;
  return std::clamp<int>(size.ws_col, 40, 100);
}

void Console::result(std::string_view text) {
  pending_ += text;
  if (pending_.size() >= pending_limit) flush();
}

void Console::flush() {
  if (pending_.empty()) return;
  status("");
  const int reason = write_all(STDOUT_FILENO, pending_);
  pending_.clear();
  if (reason == EPIPE) end_by_broken_pipe();
  if (reason != 0)
    throw Error(Code::io, fmt::format("cannot write to standard output: {}", std::strerror(reason)),
                "check where it goes: a full disk, or a closed descriptor");
}

void Console::message(std::string_view text) {
  status("");
  write_all(STDERR_FILENO, text);
}

void Console::note(std::string_view text) {
  if (quiet || log_json) return;
  message(fmt::format("{} {}\n", in_colour(colour, "2", "note:"), printable(text)));
}

void Console::notes(std::span<const std::string> texts) {
  if (quiet || log_json) return;
  for (const std::string& text : texts)
    if (told_.insert(text).second) note(text);
}

void Console::notes_of(const Error& error) {
  notes(error.notes());
  if (!log_json || quiet) return;
  for (const std::string& text : error.notes()) {
    const nlohmann::ordered_json event = {{"event", "message"}, {"level", "note"}, {"text", text}};
    message(event.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n");
  }
}

void Console::warning(std::string_view text) {
  if (quiet || log_json) return;
  message(fmt::format("{} {}\n", in_colour(colour, "33", "warning:"), printable(text)));
}

void Console::next(std::string_view command) {
  if (quiet || json || log_json) return;
  flush();
  message(fmt::format("{} {}\n", in_colour(colour, "1", "next:"), printable(command)));
}

void Console::status(std::string_view text) {
  if (text.empty() && !status_shown_) return;
  // Back to the line's start, and clear what stood there.
  write_all(STDERR_FILENO, fmt::format("\r\033[K{}", text));
  status_shown_ = !text.empty();
}

void report(const Error& error, bool as_json) {
  if (as_json) {
    nlohmann::ordered_json fault;
    fault["code"] = name(error.code());
    const Location& location = error.location();
    fault["path"] = location.path.empty() ? nlohmann::ordered_json() : nlohmann::ordered_json(location.path);
    fault["line"] = location.line == 0 ? nlohmann::ordered_json() : nlohmann::ordered_json(location.line);
    fault["column"] = location.column == 0 ? nlohmann::ordered_json() : nlohmann::ordered_json(location.column);
    fault["message"] = error.message();
    fault["remedy"] = error.remedy();
    nlohmann::ordered_json whole;
    whole["error"] = std::move(fault);
    // Paths and cells may hold any bytes; JSON holds UTF-8.
    const auto text = whole.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    write_all(STDERR_FILENO, text + "\n");
    return;
  }
  std::string place = to_string(error.location());
  if (!place.empty()) place += ": ";
  std::string text = fmt::format("interplay: {} {}{}\n", in_colour(wants_colour(), "1;31", "error:"), printable(place),
                                 printable(error.message()));
  if (!error.remedy().empty()) text += fmt::format("  hint: {}\n", printable(error.remedy()));
  write_all(STDERR_FILENO, text);
}

void check_writable(const std::string& path) {
  if (path.empty()) throw Error(Code::usage, "the file to write has no name", "name a file");
  struct stat info {};
  const bool exists = ::stat(path.c_str(), &info) == 0;
  if (exists && S_ISDIR(info.st_mode))
    throw Error(Code::io, at(path), "is a folder, expected the path of a file to write", "name a file in it");
  if (exists && !S_ISREG(info.st_mode)) return;
  const std::string place = behind_links(path).string();
  const auto slash = place.rfind('/');
  const std::string folder = slash == std::string::npos ? "." : place.substr(0, slash + 1);
  if (::access(folder.c_str(), W_OK) != 0)
    throw Error(Code::io, at(path), fmt::format("cannot write into its folder: {}", std::strerror(errno)),
                "create the folder, or name another file");
}

}  // namespace interplay::cli
