// interplay serve: models behind HTTP, until a signal ends it.
#include <csignal>

#include <fmt/format.h>

#include "interplay/serve.h"
#include "interrupt.h"
#include "json_output.h"
#include "serve_config.h"
#include "verb.h"

namespace interplay::cli {
namespace {

std::string_view word_of(ServerEvent::Kind kind) {
  switch (kind) {
    case ServerEvent::Kind::listening:
      return "listening";
    case ServerEvent::Kind::loaded:
      return "loaded";
    case ServerEvent::Kind::load_failed:
      return "load_failed";
    case ServerEvent::Kind::draining:
      return "draining";
    case ServerEvent::Kind::stopped:
      return "stopped";
    case ServerEvent::Kind::warning:
      return "warning";
  }
  return "";
}

void tell(const ServerEvent& event, Console& console) {
  if (console.log_json) return console.message(line_of({{"event", word_of(event.kind)}, {"text", event.text}}));
  switch (event.kind) {
    case ServerEvent::Kind::listening:
      return console.message(fmt::format("listening at {}\n", event.text));
    case ServerEvent::Kind::load_failed:
    case ServerEvent::Kind::warning:
      return console.warning(event.text);
    default:
      return console.note(fmt::format("{}: {}", word_of(event.kind), event.text));
  }
}

int serve(const Arguments& arguments, Console& console) {
  ServeSettings settings = serve_settings_of(arguments);
  SignalQueue signals;
  Server server(std::move(settings.models), settings.options, [&](const ServerEvent& event) { tell(event, console); });
  server.start();
  while (signals.wait() == SIGHUP) server.reload();
  server.stop();
  return 0;
}

std::vector<Flag> serve_flags(std::string_view) {
  std::vector<Flag> log = progress_flags();
  std::erase_if(log, [](const Flag& flag) { return flag.name != "log"; });
  std::vector<Flag> output = output_flags();
  std::erase_if(output, [](const Flag& flag) { return flag.name == "json"; });
  return joined(
      std::vector<Flag>{{.name = "config",
                         .group = "Data",
                         .help = "TOML file with these options (underscores for dashes) and [[models]]: path, "
                                 "name, version, weight, seen",
                         .value = "FILE",
                         .completes = Flag::Completes::file,
                         .brief = "Options and several models, as TOML"}},
      flags_of(ServeOptions{}), log, output);
}

}  // namespace

const Verb& serve_verb() {
  static const Verb verb = {
      .name = "serve",
      .summary = "Serves models over HTTP: predictions, lists with reasons, similar items, events, metrics.",
      .operands = {{.name = "MODEL", .optional = true, .repeated = true}},
      .examples = {"interplay serve movies.safetensors",
                   "interplay serve movies.safetensors --seen ml-100k/ --events events.sqlite",
                   "interplay serve movies.safetensors --host 0.0.0.0 --key-file keys.txt",
                   "interplay serve --config serve.toml"},
      .flags = serve_flags,
      .run = serve,
  };
  return verb;
}

}  // namespace interplay::cli
