// Routes. A file NAME.cc of src/serve/routes defines `const Route& NAME_route()`, and CMake makes the table: dispatch,
// /openapi.json, the reference page and the metrics know of a route by that alone.
#pragma once

#include <array>
#include <span>
#include <string_view>
#include <vector>

#include "serve/json/fields.h"
#include "serve/json/json_text.h"
#include "serve/operate/keys.h"

namespace interplay::serve {

struct Call;

// Where a request is answered.
enum class Lane {
  quick,   // by the thread that read it, in microseconds
  worker,  // by a worker, after those that wait already
  events,  // by the one thread that writes events, many with one commit
};

struct Route {
  std::string_view name;                // of metrics and logs, and the operationId
  std::string_view method;              // "GET" (then HEAD as well) or "POST"
  std::vector<std::string_view> paths;  // segments in braces are variables; the first path is the one documented first
  std::string_view summary;             // one sentence, without a full stop
  std::string_view help = "";           // further sentences for the reference page
  Access access = Access::user;
  std::span<const FieldSpec> request = {};  // of the body; empty: none is read
  std::span<const FieldSpec> answer = {};   // of a JSON answer
  std::string_view example = "";            // a body
  bool batched = false;                     // {"requests": [...]} is answered by {"results": [...]}
  bool raw_body = false;                    // the handler reads the body itself
  std::string_view content_type = "application/json";
  Lane lane = Lane::quick;
  // Whether a request that could be quick is not. Called with what was read of it.
  bool (*takes_long)(Call& call) = nullptr;
  // Appends the answer to call.out, an object. Throws Fault or Error.
  void (*answer_call)(Call& call) = nullptr;
};

// All of them, in the order of the reference page.
std::span<const Route* const> route_table();

// The route for a method and a path, with the values of its variables in the order of their names in the path.
struct Match {
  const Route* route = nullptr;
  std::size_t number = 0;  // in the table
  std::array<std::string_view, 4> variables{};
  bool path_exists = false;       // with another method
  std::string_view allowed = "";  // the method of that
};
Match match_route(std::string_view method, std::string_view path);

}  // namespace interplay::serve
