// What a run writes, checked before it starts: no file that is read is lost, no output replaces another, and a long
// training does not end in "no such folder".
#pragma once

#include <span>
#include <string>
#include <vector>

namespace interplay::cli {

struct Output {
  std::string path;
  std::string what;  // with its article: "the model"
};

// `inputs`: every file and folder that is read; those that do not exist do not count. Throws Error(usage, io).
void check_outputs(std::span<const Output> outputs, std::span<const std::string> inputs);

// Of a verb whose operands are all that it reads: a model, and perhaps data.
void check_output(const Output& output, std::span<const std::string> operands);

}  // namespace interplay::cli
