// The items (or users) most similar to one of them: one pass over a matrix of all.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "interplay/recommend.h"
#include "recommend/entity_vectors.h"
#include "score/panel_matrix.h"

namespace interplay {

// It never changes and may be used by many threads at once.
class Neighbors {
 public:
  // `rows`: rows of entity `entity`'s table, one per position. Throws Error(unsupported) for a model without vectors of
  // that entity.
  Neighbors(const Model& model, std::size_t entity, std::vector<std::uint32_t> rows, Similarity similarity);

  struct Neighbor {
    std::uint32_t position;
    float value;
  };
  // The `count` most similar to the one at `self`, best first, equal ones in order of position; without itself.
  // Throws Error(bad_model) if a similarity is not finite.
  std::vector<Neighbor> nearest(std::uint32_t self, std::size_t count) const;

  // Of each position the vectors of all members, scaled so that the product of two is the mean of the members' cosines.
  // Precondition: the similarity is the cosine.
  std::vector<float> directions(std::span<const std::uint32_t> positions) const;
  std::size_t direction_size() const { return vectors_.members() * vectors_.columns(); }

 private:
  std::vector<std::uint32_t> rows_of(std::span<const std::uint32_t> positions) const;
  std::string id_of(std::uint32_t position) const;
  void make_matrix();
  // The positions that may be among the `count` best, by the matrix.
  std::vector<std::uint32_t> candidates(std::uint32_t self, std::size_t count) const;
  // Similarities to the first of the positions.
  std::vector<float> values(std::span<const std::uint32_t> positions) const;

  Model model_;
  std::size_t entity_;
  Similarity similarity_;
  std::vector<std::uint32_t> rows_;
  EntityVectors vectors_;
  // Of every position, member by member, a vector v: v / |v| for the cosine, v for the others; for euclid then the sum
  // of -v^2 / 2. Empty where a number is not finite, or it would be too large.
  PanelMatrix matrix_;
  float size_ = 1;  // no product's addends have sizes that sum to more
};

}  // namespace interplay
