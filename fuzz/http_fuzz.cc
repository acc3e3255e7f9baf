// Any bytes, sent to a server: they are answered or refused, never a crash. The bytes go through the parser of requests
// in pieces, as sockets give them, and what they hold through the handlers.
#include <boost/asio/buffer.hpp>

#include <cassert>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string_view>

#include "serve/http/request_parser.h"
#include "serve/service.h"

namespace {

using namespace interplay;

ServeOptions small() {
  ServeOptions options;
  options.max_header = options.max_body = 4096;
  return options;
}

serve::Service& service() {
  const auto root = std::filesystem::path(__FILE__).parent_path().parent_path();
  static serve::Service one({{.path = root / "tests/model/golden/model-1.safetensors"}}, small(), nullptr);
  return one;
}

void answer(serve::Request& request, serve::Worker& worker) {
  request.arrived = serve::Clock::now();
  request.deadline = request.arrived + std::chrono::seconds(60);
  serve::Response response;
  const serve::Match match = serve::match_route(request.method, request.path());
  if (match.route != nullptr && match.route->access == serve::Access::admin) return;  // reads the file again
  if (service().handle(request, response, worker, serve::Lane::quick) == serve::Outcome::takes_long)
    service().handle(request, response, worker, serve::Lane::worker);
  assert(response.status != 500);
  assert(!serve::reason_phrase(response.status).empty());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static serve::Worker worker(service());
  if (size == 0) return 0;
  const std::size_t piece = data[0] % 64 == 0 ? size : data[0] % 64;  // bytes at a time
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  serve::Request request;
  std::optional<serve::RequestParser> parser;
  std::size_t begin = 0, end = 0;
  while (end < bytes.size()) {
    end = std::min(bytes.size(), end + piece);
    while (begin < end) {
      if (!parser) {
        parser.emplace(request);
        parser->eager(true);
        parser->header_limit(4096);
        parser->body_limit(std::uint64_t{4096});
      }
      serve::beast::error_code error;
      const std::size_t used = parser->put(boost::asio::buffer(bytes.data() + begin, end - begin), error);
      begin += used;
      if (error && error != serve::beast::http::error::need_more) return 0;
      if (parser->is_done()) {
        answer(request, worker);
        parser.reset();
      } else if (used == 0 || error) {
        break;
      }
    }
  }
  return 0;
}
