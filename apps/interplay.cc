// The program `interplay`: finds the verb, runs it, and turns errors into messages and exit statuses.
#include <algorithm>
#include <exception>
#include <filesystem>
#include <new>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "exit_status.h"
#include "interplay/error.h"
#include "interplay/model.h"
#include "signals.h"
#include "verb.h"

namespace interplay::cli {
namespace {

// Whether errors are to be JSON. Looked up before the words are parsed, as parsing may fail.
bool wants_json_errors(const std::vector<std::string>& words) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i] == "--") return false;
    if (words[i] == "--json" || words[i] == "--log=json") return true;
    if (words[i] == "--log" && i + 1 < words.size() && words[i + 1] == "json") return true;
  }
  return false;
}

// The model whose defaults the help is to show: the one named beside --help, when there is one of that name.
std::string model_of_help(const Arguments& arguments) {
  const std::string name = arguments.value("model").value_or("");
  for (const ModelInfo& model : model_names())
    if (model.name == name) return name;
  return "";
}

void set_up(Console& console, const Arguments& arguments) {
  const std::string log = arguments.value("log").value_or("text");
  if (log != "text" && log != "json")
    throw Error(Code::usage, fmt::format("--log is '{}', expected text or json", log));
  console.json = arguments.has("json");
  console.log_json = log == "json";
  console.quiet = arguments.has("quiet");
  console.all_epochs = arguments.has("progress") || error_is_file();
  console.show_progress = arguments.has("progress") || (error_is_terminal() && !console.quiet);
}

int run_verb(const Verb& verb, std::span<const std::string> words, Console& console) {
  const auto flags = verb.flags("");
  const Arguments arguments = parse(verb, flags, words);
  if (arguments.has("help") || arguments.has("help-all")) {
    const std::string model = model_of_help(arguments);
    const auto shown = model.empty() ? flags : verb.flags(model);
    console.result(help_of(verb, arguments.has("help-all") ? shown : most_used(shown), console.width));
    return 0;
  }
  set_up(console, arguments);
  return verb.run(arguments, console);
}

int run(std::vector<std::string> words, Console& console) {
  if (words.empty()) {
    console.message(help_of_program(console.width));
    return status_usage;
  }
  if (words[0] == "help" && words.size() > 1) words = {words[1], "--help"};
  if (words[0] == "--help" || words[0] == "-h" || words[0] == "help") {
    console.result(help_of_program(console.width));
    return 0;
  }
  if (words[0] == "--version") {
    console.result(fmt::format("interplay {}\n", library_version()));
    return 0;
  }
  if (words[0].starts_with('-'))
    throw Error(Code::usage, fmt::format("the verb comes first, found '{}'", words[0]),
                "interplay --help lists the verbs");
  return run_verb(find_verb(words[0]), std::span(words).subspan(1), console);
}

int status_of(Code code) {
  if (code == Code::usage) return status_usage;
  return code == Code::interrupted ? status_interrupted : status_failed;
}

// The one place where errors become text.
template <class Body>
int guarded(bool as_json, Console& console, const Body& body) {
  const auto fail = [&](const Error& error) {
    console.status("");
    console.notes_of(error);
    report(error, as_json);
    return status_of(error.code());
  };
  try {
    const int status = body();
    console.flush();
    return status;
  } catch (const Error& error) {
    return fail(error);
  } catch (const std::filesystem::filesystem_error& error) {
    return fail(Error(Code::io, at(error.path1().string()), error.code().message()));
  } catch (const std::bad_alloc&) {
    return fail(Error(Code::io, "out of memory", "take fewer rows or a smaller --rank"));
  } catch (const std::exception& error) {
    return fail(Error(Code::io, error.what()));
  }
}

}  // namespace
}  // namespace interplay::cli

int main(int count, char** words) {
  using namespace interplay::cli;
  prepare_standard_streams();
  const std::vector<std::string> given(words + std::min(count, 1), words + count);
  const bool json_errors = wants_json_errors(given);
  watch_signals(json_errors);
  Console console;
  console.width = terminal_width();
  console.colour = wants_colour();
  return guarded(json_errors, console, [&] { return run(given, console); });
}
