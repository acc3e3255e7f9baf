// interplay completion: a script for the user's shell.
#include <fmt/format.h>

#include "completion.h"
#include "interplay/error.h"
#include "verb.h"

namespace interplay::cli {
namespace {

int run_completion(const Arguments& arguments, Console& console) {
  const std::string& shell = arguments.operands.front();
  if (shell == "bash") {
    console.result(bash_completion());
  } else if (shell == "zsh") {
    console.result(zsh_completion());
  } else if (shell == "fish") {
    console.result(fish_completion());
  } else {
    throw Error(Code::usage, fmt::format("there is no completion for '{}'", shell), "choose bash, zsh or fish");
  }
  return 0;
}

std::vector<Flag> completion_flags(std::string_view) {
  std::vector<Flag> own = output_flags();
  std::erase_if(own, [](const Flag& flag) { return !flag.name.starts_with("help"); });
  return own;
}

}  // namespace

const Verb& completion_verb() {
  static const Verb verb = {
      .name = "completion",
      .summary = "Prints a script that teaches the shell to complete verbs, options, choices and files.",
      .operands = {{.name = "bash|zsh|fish",
                    .choices = {"bash", "zsh", "fish"},
                    .completes = Flag::Completes::nothing}},
      .examples = {"source <(interplay completion bash)", "interplay completion zsh > ~/.zfunc/_interplay",
                   "interplay completion fish > ~/.config/fish/completions/interplay.fish"},
      .flags = completion_flags,
      .run = run_completion,
  };
  return verb;
}

}  // namespace interplay::cli
