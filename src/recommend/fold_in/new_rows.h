// The interactions of ids that join a model, id by id, and what the loss sees of them: targets and weights or, where it
// compares items, other ids that are drawn beside each one.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "interplay/dataset.h"
#include "model/implementation.h"

namespace interplay {

// New ids of one field.
struct NewSide {
  std::size_t field;                         // of the schema
  std::size_t other;                         // that of the ids of the other side
  std::span<const std::uint32_t> old_codes;  // of every code: the old one, or 0 (GrownModel::old_codes)
};

struct NewRows {
  const Dataset* data = nullptr;         // that `rows` are of; if ids were drawn, it belongs to `drawn`
  std::vector<std::uint32_t> ids;        // new codes, ascending
  std::vector<std::size_t> first;        // of every id: its first of `rows`; and the end
  std::vector<std::uint32_t> rows;       // of the data
  std::vector<float> target, weight;     // in the order of `rows`; empty: none, all 1
  std::vector<std::uint32_t> group;      // where the loss compares rows
  std::shared_ptr<const Dataset> drawn;  // null if no ids were drawn
  std::uint32_t drawn_items = 0;         // from how many
};

// Of `rows`, interactions of `given`, which `data` has encoded by the grown star, those of the side's new ids.
NewRows rows_of_new(const ModelImplementation& before, const Objective& objective, const Dataset& given,
                    const Dataset& data, std::span<const std::uint32_t> rows, const NewSide& side);

}  // namespace interplay
