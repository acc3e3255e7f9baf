#include "next_step.h"

#include <algorithm>
#include <filesystem>

#include <fmt/format.h>

#include "settings.h"

namespace interplay::cli {
namespace {

// Null where the model has no ids of the role.
const Vocabulary* ids_of(const Model& model, Role role) {
  const auto field = model.schema().find(role);
  if (!field) return nullptr;
  const Vocabulary& ids = model.schema().fields[*field].vocabulary;
  return ids.size() > 0 ? &ids : nullptr;
}

}  // namespace

bool can_be_read_again(const std::string& path) {
  using Type = std::filesystem::file_type;
  std::error_code ignored;
  const Type type = std::filesystem::status(path, ignored).type();
  return path != "-" && type != Type::fifo && type != Type::character && type != Type::socket;
}

std::string next_with(const std::string& path, const Model& model, const std::string& user) {
  const Vocabulary* users = ids_of(model, Role::user);
  if (users == nullptr || ids_of(model, Role::item) == nullptr)
    return fmt::format("interplay describe {}", quoted_for_shell(path));
  return fmt::format("interplay recommend {} --user {}", quoted_for_shell(path),
                     quoted_for_shell(!user.empty() && users->code(user) > 0 ? user : users->id(1)));
}

std::string next_with_pair(const std::string& path, const Model& model, const std::string& user,
                           const std::string& item) {
  const Vocabulary *users = ids_of(model, Role::user), *items = ids_of(model, Role::item);
  if (users == nullptr || items == nullptr || users->code(user) == 0 || items->code(item) == 0)
    return next_with(path, model);
  return fmt::format("interplay explain {} --user {} --item {}", quoted_for_shell(path), quoted_for_shell(user),
                     quoted_for_shell(item));
}

std::string next_with_rows(const Arguments& arguments, const Model& model) {
  const std::string& path = arguments.operands.front();
  const bool lists = ids_of(model, Role::user) != nullptr && ids_of(model, Role::item) != nullptr;
  // Flags that say how the file is read would have to be given again.
  const auto reading = reading_flags();
  const bool as_is = std::ranges::none_of(reading, [&](const Flag& flag) { return arguments.has(flag.name); });
  if (lists || !as_is || arguments.operands.size() != 2 || !can_be_read_again(arguments.operands[1]))
    return next_with(path, model);
  return fmt::format("interplay explain {} {} --row 1", quoted_for_shell(path),
                     quoted_for_shell(arguments.operands[1]));
}

}  // namespace interplay::cli
