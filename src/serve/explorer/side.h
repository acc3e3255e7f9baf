// One side of a model as the explorer shows it: its users or its items, those that training saw, with titles and
// attributes. Positions count them in the order of the vocabulary.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "interplay/model.h"
#include "recommend/titles.h"

namespace interplay::serve {

class Side {
 public:
  // `role`: user or item. Throws Error(unsupported) for a model without that field.
  Side(const Model& model, Role role);

  std::string_view name() const { return role_ == Role::user ? "user" : "item"; }
  std::size_t size() const { return rows_.size(); }
  const std::vector<std::uint32_t>& rows() const { return rows_; }  // of the table, by position
  std::size_t entity() const { return entity_; }
  const Entity& table() const { return model_.star().entities[entity_]; }
  bool titled() const { return titles_.known(); }
  std::string id(std::uint32_t row) const { return table().keys.id(row); }
  std::string title(std::uint32_t row) const { return titles_.of(row); }

  // The fields of the table beside id, title and what is made of other columns.
  const std::vector<std::size_t>& attributes() const { return attributes_; }
  const Field& field(std::size_t number) const { return model_.star().schema.fields[number]; }
  const Column& column(std::size_t number) const { return model_.star().columns[number]; }
  // The values of a row: none where it is missing, several of a bag.
  std::vector<std::string> values(std::size_t field, std::uint32_t row) const;

  // The row of an id that training saw. Throws Error(not_found), naming ids and titles like it.
  std::uint32_t row_of(std::string_view id) const;

 private:
  Model model_;
  Role role_;
  std::size_t entity_ = 0;
  std::vector<std::uint32_t> rows_;
  Titles titles_;  // refers to the model
  std::vector<std::size_t> attributes_;
};

// "user" or "item". Throws Error(usage).
Role side_named(std::string_view name);

}  // namespace interplay::serve
