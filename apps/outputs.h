// Checks the outputs of a run before it starts: no file that is read is lost, no output replaces another, and no long
// training ends in "no such folder".
#pragma once

#include <span>
#include <string>
#include <vector>

namespace interplay::cli {

struct Output {
  std::string path;
  std::string what;  // with its article: "the model"
};

// `inputs`: every file and folder that is read; missing ones are ignored. Throws Error(usage, io).
void check_outputs(std::span<const Output> outputs, std::span<const std::string> inputs);

// The same for a verb that reads only its operands: a model, and perhaps data.
void check_output(const Output& output, std::span<const std::string> operands);

}  // namespace interplay::cli
