// Why a request cannot be met, as its answer says it: {"error": {"code", "field", "message", "remedy"}}.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "interplay/error.h"
#include "serve/message.h"

namespace interplay::serve {

struct Fault {
  int status;
  std::string code;   // "bad_request", "not_found", ...
  std::string field;  // the part of the request that it is about, such as "requests[3].user"; may be empty
  std::string message, remedy;
  std::int64_t retry_after = 1;  // seconds; told with 429 and 503
};

// An interplay::Error as a fault of a request: usage and bad_data are 400, not_found 404, unsupported 422, others 500.
Fault fault_of(const Error& error, std::string_view field = "");

// {"code":...}, the value of the key "error".
void append_fault(std::string& text, const Fault& fault);
// The whole answer, with Retry-After where trying again may help (429 and 503).
void answer_fault(Response& response, const Fault& fault);

std::string_view reason_phrase(int status);

}  // namespace interplay::serve
