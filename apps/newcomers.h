// Users and items that training did not see, as flags and files tell of them.
#pragma once

#include <string>
#include <vector>

#include "console.h"
#include "flags.h"
#include "interplay/model.h"
#include "named_values.h"

namespace interplay::cli {

Flag attributes_flag(std::string group);
Flag set_flag(std::string group);
// --join for verbs that read no interactions.
Flag join_flag(std::string group);

// The model with the users and items of the tables that --join names. Prints what was found.
Model joined_model(Model model, const Arguments& arguments, Console& console);

// Says which of the attributes given by --attributes training has not seen, so that they count as missing.
void note_unseen(const Model& model, const NamedTexts& values, Console& console);

// A table of users or items of which attributes are given: the model that knows them, and their ids in order.
struct Newcomers {
  Model model;
  std::vector<std::string> ids;
};
Newcomers newcomers_of(const Model& model, const std::string& path, Role role, Console& console);

// Whether the file is a table (its first line has several cells) and no list of ids.
bool is_table(const Model& model, const std::string& path, Role role);

}  // namespace interplay::cli
