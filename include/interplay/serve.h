// Models behind HTTP: `interplay serve`. Routes are described in docs/server.md and, for programs, by /openapi.json.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "interplay/api.h"
#include "interplay/options.h"

namespace INTERPLAY_API interplay {

struct ServeOptions {
  std::string host = "127.0.0.1";
  std::int64_t port = 8080;
  std::int64_t threads = 0;
  std::int64_t workers = 2;
  std::string key_file;
  std::vector<std::string> seen;
  std::vector<std::string> held_out;
  std::string events;
  std::string access_log;
  bool watch = true;
  std::int64_t max_header = 16384;
  std::int64_t max_body = 1048576;
  std::int64_t max_batch = 1000;
  std::int64_t max_items = 10000;
  std::int64_t connections = 10000;
  std::int64_t queue = 256;
  double rate = 0;
  double deadline = 10;
  double idle = 75;
  double drain = 1.5;
};
template <>
std::span<const Option<ServeOptions>> options<ServeOptions>();
extern template void set_option(ServeOptions&, std::string_view, std::string_view);
extern template std::string get_option(const ServeOptions&, std::string_view);
extern template void check_options(const ServeOptions&);

// A file that is served. Requests name `name` and `version`, or leave them out.
struct ServedModel {
  std::string path = "";
  std::string name = "";     // empty: the name of the file without its extension
  std::string version = "";  // empty: the first digits of the checksum of the file's bytes
  double weight = 0;  // the share of requests without a version that this version of the name gets; all 0: the last
  std::vector<std::string> seen = {};  // files of interactions that users already have, besides ServeOptions::seen
};

// What a running server has to say to those who operate it.
struct ServerEvent {
  enum class Kind { listening, loaded, load_failed, draining, stopped, warning };
  Kind kind;
  std::string text;  // in words
};

class Server {
 public:
  using Observer = std::function<void(const ServerEvent&)>;

  // Loads and checks every model, one after another; the first of them answers requests that name none. The observer is
  // called from any thread, one call at a time. Throws Error(usage) for options that do not go together (an address
  // other than a loopback one without keys), and what Model::load throws.
  Server(std::vector<ServedModel> models, const ServeOptions& options, Observer observer = nullptr);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // Binds the port and serves from threads of its own. Throws Error(io) for an address that is taken or foreign.
  void start();
  // The port, which for ServeOptions::port = 0 the system has chosen. Precondition: started.
  std::uint16_t port() const;
  // Loads every file again and swaps what loaded well in; requests go on meanwhile. Returns the number of files that
  // failed, of which the old model is kept and the observer was told.
  std::size_t reload();
  // Ends in good order: no new connections, answers to all that was received, the events on disk, and at most
  // options.drain seconds for it.
  void stop();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

struct ExplorerFileOptions {
  std::vector<std::string> seen = {};      // files of interactions that users already have
  std::vector<std::string> held_out = {};  // files of rows whose error is shown
  std::size_t users = 300;                 // with lists and reasons, at most
  std::size_t bytes = 20'000'000;          // of the page, at most
};

struct ExplorerFile {
  std::string html;
  std::size_t users = 0, of_users = 0;  // with lists and reasons; of the model
  bool full = false;                    // fewer users than were asked for, as the page would have been too large
};

// The explorer of a model as one page that needs no server: answers of the routes stand in it. The users are those with
// the most interactions by `seen`; without these files, the model's examples and then those that come first by id.
// Throws Error(unsupported) where maps and items alone are larger than the page may be, or the program has no explorer,
// and what Model::load throws.
ExplorerFile explorer_file(const std::string& model, const ExplorerFileOptions& options);

// The description of all routes, as OpenAPI 3.1 in JSON.
std::string openapi_text();
// The reference page of all routes, in Markdown: docs/routes.md.
std::string routes_reference();

}  // namespace interplay
