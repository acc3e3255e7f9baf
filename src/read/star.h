// Builds the star (interactions and entity tables) out of parsed tables.
#pragma once

#include <string>
#include <vector>

#include "interplay/dataset.h"
#include "read/parsed.h"

namespace interplay {

// A parsed table of entities.
struct SideTable {
  ParsedTable table;
  std::size_t key = 0;        // its column of ids
  bool adds_entities = true;  // otherwise rows with ids that the interactions lack are left out
};

// An entity: a column of ids in the interactions, and the tables joined to it.
struct EntityPlan {
  std::size_t column = 0;  // of the interactions
  std::vector<SideTable> sides;
};

// A field of the result, in order: a column of the interactions (`entity` = none), the key of an entity (`side` =
// none), or a column of one of its side tables.
struct FieldPlan {
  static constexpr std::size_t none = static_cast<std::size_t>(-1);
  std::size_t entity = none, side = none, column = 0;
};

struct StarPlan {
  ParsedTable interactions;
  std::vector<EntityPlan> entities;
  std::vector<FieldPlan> fields;
  Pooling pooling = Pooling::mean;
  std::uint32_t slots = 0;
  bool skip_bad_lines = false;
};

// Consumes the parsed tables. Throws Error(bad_data) for a key that occurs twice in a side table.
Dataset build_star(StarPlan plan, const TaskPool& pool);

}  // namespace interplay
