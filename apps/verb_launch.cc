// interplay launch: several processes on this machine that train one model.
#include <algorithm>
#include <thread>

#include <fmt/format.h>

#include "children.h"
#include "interplay/error.h"
#include "interrupt.h"
#include "verb.h"

namespace interplay::cli {
namespace {

constexpr std::int64_t most_processes = 256;

int run_launch(const Arguments& arguments, Console&) {
  std::vector<std::string> words = arguments.operands;
  if (words.front() != "train")
    throw Error(Code::usage,
                fmt::format("launch runs train, whose work several processes can share, and not '{}'", words.front()),
                "write interplay launch -n 2 -- train DATA ...");
  if (!arguments.has("processes")) throw Error(Code::usage, "launch needs the number of processes", "say it by -n 2");
  const std::int64_t count = arguments.integer("processes", 1, 1);
  if (count > most_processes)
    throw Error(Code::usage, fmt::format("--processes is {}, expected at most {}", count, most_processes));
  if (std::ranges::find(words, "-") != words.end())
    throw Error(Code::usage, "every process reads the data, and standard input can be read once only",
                "name a file in place of -");
  const bool has_threads = std::ranges::any_of(
      words, [](const std::string& word) { return word == "--threads" || word.starts_with("--threads="); });
  if (!has_threads) {
    const std::int64_t cores = std::max<std::int64_t>(std::thread::hardware_concurrency(), 1);
    words.insert(words.end(), {"--threads", std::to_string(std::max<std::int64_t>(cores / count, 1))});
  }
  const Interrupt interrupt;
  return Children(static_cast<std::size_t>(count), words).wait();
}

std::vector<Flag> launch_flags(std::string_view) {
  std::vector<Flag> all = output_flags();
  std::erase_if(all, [](const Flag& flag) { return flag.name == "json" || flag.name == "quiet"; });
  all.insert(all.begin(), {.name = "processes",
                           .group = "Processes",
                           .help = "How many processes to start; they share the cores, unless train has --threads",
                           .value = "N",
                           .letter = 'n',
                           .brief = "How many processes to start"});
  return all;
}

}  // namespace

const Verb& launch_verb() {
  static const Verb verb = {
      .name = "launch",
      .summary = "Trains one model by several processes on this machine: the same model as by one.",
      .operands = {{.name = "-- train PATH ...", .repeated = true}},
      .examples = {"interplay launch -n 4 -- train ml-20m --solver mcmc --rank 32 --out model.safetensors"},
      .elsewhere = {{"rank nproc np workers n-processes", "-n says how many processes"},
                    {"solver model out test valid",
                     "what train is told stands behind --: interplay launch -n 2 -- train ..."}},
      .flags = launch_flags,
      .run = run_launch,
  };
  return verb;
}

}  // namespace interplay::cli
