// A request and its answer, apart from any HTTP library: what comes in, what goes out. Both are used again for the next
// request, with their memory.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

namespace interplay::serve {

using Clock = std::chrono::steady_clock;

struct Request {
  std::string method, target;  // "POST", "/v1/score?x=1"
  std::string authorization, host, origin, content_type, content_encoding, accept_encoding, if_none_match;
  std::string inference_header_length;  // of the Open Inference Protocol: bytes of JSON before the binary data
  std::string body;
  std::string peer;
  Clock::time_point arrived;   // when it was there whole
  Clock::time_point deadline;  // when its answer is of no use any more

  std::string_view path() const { return std::string_view(target).substr(0, target.find('?')); }
  std::string_view query() const {
    const auto mark = target.find('?');
    return mark == std::string::npos ? std::string_view() : std::string_view(target).substr(mark + 1);
  }
  void clear() {
    for (std::string* text : {&method, &target, &authorization, &host, &origin, &content_type, &content_encoding,
                              &accept_encoding, &if_none_match, &inference_header_length, &body})
      text->clear();
  }
};

struct Response {
  int status = 200;
  std::string_view content_type = "application/json";  // refers to what outlives the response
  std::string headers;                                 // further ones, each with its end of line
  std::string body;
  std::string_view file;  // in place of `body`: bytes that outlive the response
  bool closes = false;    // the connection ends with it

  void clear() {
    status = 200;
    content_type = "application/json";
    headers.clear();
    body.clear();
    file = {};
    closes = false;
  }
};

}  // namespace interplay::serve
