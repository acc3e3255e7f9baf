// What to try next: the command that a verb names in its last line (Console::next).
#pragma once

#include <string>
#include <string_view>

#include "flags.h"
#include "interplay/model.h"

namespace interplay::cli {

// Whether it can be named in a later command: no pipe, and not standard input.
bool can_be_read_again(const std::string& path);

// A list for a user that the model knows, of models with users and items; what it is made of, of others. `user`: whom
// to list for, if the model knows it.
std::string next_with(const std::string& path, const Model& model, const std::string& user = "");

// Where this prediction comes from; as `next_with` where the model knows one of the two only by name of its kind.
std::string next_with_pair(const std::string& path, const Model& model, const std::string& user,
                           const std::string& item);

// As `next_with`; of models without users and items where the prediction of the first row comes from. The rows are
// those of the operands behind the model.
std::string next_with_rows(const Arguments& arguments, const Model& model);

}  // namespace interplay::cli
