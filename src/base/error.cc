#include "interplay/error.h"

#include <utility>

namespace interplay {
namespace {

std::string join(const Location& location, const std::string& message, const std::string& remedy) {
  std::string text = to_string(location);
  if (!text.empty()) text += ": ";
  text += message;
  if (!remedy.empty()) text += "; " + remedy;
  return text;
}

}  // namespace

std::string_view name(Code code) {
  switch (code) {
    case Code::usage:
      return "usage";
    case Code::bad_data:
      return "bad_data";
    case Code::bad_model:
      return "bad_model";
    case Code::not_found:
      return "not_found";
    case Code::io:
      return "io";
    case Code::unsupported:
      return "unsupported";
    case Code::diverged:
      return "diverged";
    case Code::interrupted:
      return "interrupted";
  }
  return "unknown";
}

Location at(std::string_view path, std::uint64_t line, std::uint64_t column) {
  return {std::string(path), line, column};
}

std::string to_string(const Location& location) {
  std::string text = location.path;
  if (location.line > 0) text += ":" + std::to_string(location.line);
  if (location.line > 0 && location.column > 0) text += ":" + std::to_string(location.column);
  return text;
}

Error::Error(Code code, Location location, std::string message, std::string remedy)
    : code_(code),
      location_(std::move(location)),
      message_(std::move(message)),
      remedy_(std::move(remedy)),
      text_(join(location_, message_, remedy_)) {}

Error::Error(Code code, std::string message, std::string remedy)
    : Error(code, Location{}, std::move(message), std::move(remedy)) {}

}  // namespace interplay
