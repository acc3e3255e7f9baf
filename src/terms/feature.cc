#include "terms/feature.h"

#include <numeric>

namespace interplay {

double dot_product(std::span<const double> a, std::span<const double> b) {
  return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

std::vector<Addend> single_addends(std::span<const Feature> features) {
  std::vector<Addend> addends;
  for (std::size_t f = 0; f < features.size(); ++f)
    addends.push_back({.first = f, .value = features[f].vector.front()});
  return addends;
}

std::vector<Addend> pair_addends(std::span<const Feature> features, bool within_bags) {
  std::vector<Addend> addends;
  for (std::size_t i = 0; i < features.size(); ++i) {
    for (std::size_t j = i + 1; j < features.size(); ++j) {
      if (features[i].position == features[j].position && !within_bags) continue;
      addends.push_back({.first = i, .second = j, .value = dot_product(features[i].vector, features[j].vector)});
    }
  }
  return addends;
}

}  // namespace interplay
