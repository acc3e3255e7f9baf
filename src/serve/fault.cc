#include "serve/fault.h"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "serve/json/json_text.h"

namespace interplay::serve {
namespace {

int status_of(Code code) {
  switch (code) {
    case Code::usage:
    case Code::bad_data:
      return 400;
    case Code::not_found:
      return 404;
    case Code::unsupported:
      return 422;
    default:
      return 500;
  }
}

constexpr std::array<std::pair<int, std::string_view>, 23> phrases = {{
    {200, "OK"},
    {201, "Created"},
    {202, "Accepted"},
    {204, "No Content"},
    {304, "Not Modified"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {408, "Request Timeout"},
    {409, "Conflict"},
    {411, "Length Required"},
    {413, "Content Too Large"},
    {415, "Unsupported Media Type"},
    {421, "Misdirected Request"},
    {422, "Unprocessable Content"},
    {429, "Too Many Requests"},
    {431, "Request Header Fields Too Large"},
    {500, "Internal Server Error"},
    {501, "Not Implemented"},
    {503, "Service Unavailable"},
    {505, "HTTP Version Not Supported"},
}};

}  // namespace

std::string_view reason_phrase(int status) {
  const auto found = std::ranges::find(phrases, status, &std::pair<int, std::string_view>::first);
  return found == phrases.end() ? "" : found->second;
}

Fault fault_of(const Error& error, std::string_view field) {
  const int status = status_of(error.code());
  return {status, std::string(name(error.code())), std::string(field), error.message(), error.remedy()};
}

void append_fault(std::string& text, const Fault& fault) {
  JsonText json(text);
  json.begin_object();
  json.key("code").text(fault.code);
  json.key("field");
  fault.field.empty() ? json.null() : json.text(fault.field);
  json.key("message").text(fault.message);
  json.key("remedy").text(fault.remedy);
  json.end_object();
}

void answer_fault(Response& response, const Fault& fault) {
  response.clear();
  response.status = fault.status;
  response.body += "{\"error\":";
  append_fault(response.body, fault);
  response.body += '}';
  if (fault.status == 429 || fault.status == 503)
    response.headers += fmt::format("Retry-After: {}\r\n", fault.retry_after);
  if (fault.status == 401) response.headers += "WWW-Authenticate: Bearer\r\n";
}

}  // namespace interplay::serve
