// Trained models of every kind that a service may load, on the toy star.
#pragma once

#include <functional>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "workflow/toy.h"

namespace interplay::testing {

struct ServedModel {
  std::string name;
  std::function<std::pair<Toy, Model>()> train;

  // How tests call it.
  friend void PrintTo(const ServedModel& model, std::ostream* out) { *out << model.name; }
};

// Every named model; chains of numbers, levels and probabilities; ensembles, transformed targets, learned heads, bags
// with padding, columns made of others.
std::vector<ServedModel> served_models();

// Names and values of a row of the toy: ids of its user and item, the hour, the time.
std::vector<std::pair<std::string, std::string>> row_values(const Dataset& data, std::size_t row);

}  // namespace interplay::testing
