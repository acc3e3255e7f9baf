// What stands behind an Explorer.
#pragma once

#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "interplay/model.h"
#include "report/json/values.h"
#include "serve/explorer/explorer.h"
#include "serve/explorer/side.h"

namespace interplay::serve {

using json::Value;

struct Explorer::State {
  explicit State(Model of) : model(std::move(of)) {}

  struct SideState {
    std::once_flag made, mapped;
    std::optional<Side> side;
    std::string map, vectors;  // as Explorer::map and Explorer::vectors
  };

  const Side& side(Role role) const {
    SideState& of = state(role);
    std::call_once(of.made, [&] { of.side.emplace(model, role); });
    return *of.side;
  }
  SideState& state(Role role) const { return role == Role::user ? users : items; }

  Model model;
  mutable SideState users, items;
};

// The attributes of a row: {"genres": ["Comedy", "War"], "year": 1994}; what is missing is left out.
Value attributes_of(const Side& side, std::uint32_t row);
// The mean over the members of what the id of each row adds by itself; empty for a model without such weights.
std::vector<float> weights_of(const Model& model, const Side& side);

}  // namespace interplay::serve
