#include "recommend/neighbors.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "interplay/error.h"

namespace interplay {
namespace {

// Half of float's distance between 1 and the next number: what one operation rounds by.
constexpr float rounding = 0x1p-24f;
// A matrix of more bytes than this is not made: all are compared one by one.
constexpr std::size_t most_bytes = std::size_t{1} << 30;

double dot(const double* a, const double* b, std::size_t size) { return std::inner_product(a, a + size, b, 0.0); }

// 0 with a vector of length 0.
double cosine(const double* a, const double* b, std::size_t size, double square_of_b) {
  const double lengths = std::sqrt(dot(a, a, size) * square_of_b);
  return lengths > 0 ? dot(a, b, size) / lengths : 0.0;
}

double squared_distance(const double* a, const double* b, std::size_t size) {
  double sum = 0;
  for (std::size_t k = 0; k < size; ++k) sum += (a[k] - b[k]) * (a[k] - b[k]);
  return sum;
}

}  // namespace

Neighbors::Neighbors(const Model& model, std::size_t entity, std::vector<std::uint32_t> rows, Similarity similarity)
    : model_(model), entity_(entity), similarity_(similarity), rows_(std::move(rows)), vectors_(model, entity) {
  make_matrix();
}

void Neighbors::make_matrix() {
  const std::size_t columns = vectors_.columns(), members = vectors_.members();
  const bool euclid = similarity_ == Similarity::euclid;
  const std::size_t inner = members * columns + (euclid ? 1 : 0);
  if (PanelMatrix::bytes(rows_.size(), inner) > most_bytes) return;
  PanelMatrix matrix(rows_.size(), inner);
  std::vector<double> squares(rows_.size(), 0.0);
  bool finite = true;
  vectors_.each_member(rows_, [&](std::size_t m, const std::vector<double>& all) {
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      const double* vector = all.data() + i * columns;
      const double length = std::sqrt(dot(vector, vector, columns));
      finite = finite && std::isfinite(static_cast<float>(length * length));
      squares[i] += length * length;
      const double divisor = similarity_ != Similarity::cosine ? 1 : length > 0 ? length : 1;
      for (std::size_t k = 0; k < columns; ++k) matrix.at(i, m * columns + k) = static_cast<float>(vector[k] / divisor);
    }
  });
  if (!finite) return;
  for (std::size_t i = 0; i < rows_.size() && euclid; ++i)
    matrix.at(i, inner - 1) = static_cast<float>(-squares[i] / 2);
  if (similarity_ != Similarity::cosine && !squares.empty())
    size_ = 1.01f * static_cast<float>(std::ranges::max(squares) / static_cast<double>(members) * (euclid ? 1.5 : 1));
  matrix_ = std::move(matrix);
}

std::vector<std::uint32_t> Neighbors::rows_of(std::span<const std::uint32_t> positions) const {
  std::vector<std::uint32_t> rows;
  for (const std::uint32_t position : positions) rows.push_back(rows_[position]);
  return rows;
}

std::string Neighbors::id_of(std::uint32_t position) const {
  return model_.star().entities[entity_].keys.id(rows_[position]);
}

std::vector<float> Neighbors::values(std::span<const std::uint32_t> positions) const {
  const std::size_t columns = vectors_.columns();
  const auto members = static_cast<float>(vectors_.members());
  std::vector<float> result(positions.size(), 0.0f);
  vectors_.each_member(rows_of(positions), [&](std::size_t, const std::vector<double>& all) {
    const double* self = all.data();
    const double square = dot(self, self, columns);
    for (std::size_t i = 0; i < positions.size(); ++i) {
      const double* vector = all.data() + i * columns;
      const double value = similarity_ == Similarity::cosine ? cosine(vector, self, columns, square)
                           : similarity_ == Similarity::dot  ? dot(vector, self, columns)
                                                             : squared_distance(vector, self, columns);
      result[i] += static_cast<float>(value) / members;
    }
  });
  if (similarity_ == Similarity::euclid)
    for (float& value : result) value = std::sqrt(value);
  return result;
}

// What orders the distances |a - b| to a is the product a b - b^2 / 2. Of every number the rounding is relative, so
// that a product is off by a few roundings, and by one for each addend, of a size that Cauchy and Schwarz bound.
std::vector<std::uint32_t> Neighbors::candidates(std::uint32_t self, std::size_t count) const {
  const std::size_t members = vectors_.members(), numbers = members * vectors_.columns(), inner = matrix_.inner();
  AlignedArray<float> query(inner);
  for (std::size_t k = 0; k < numbers; ++k) query[k] = matrix_.at(self, k) / static_cast<float>(members);
  if (inner > numbers) query[numbers] = 1 / static_cast<float>(members);
  Candidates found(count, 2.1f * rounding * static_cast<float>(inner + members + 16) * size_);
  matrix_.scan(query.data(), {&found, 1}, [&](std::size_t, std::uint32_t position) { return position != self; });
  return found.take();
}

std::vector<Neighbors::Neighbor> Neighbors::nearest(std::uint32_t self, std::size_t count) const {
  count = std::min(count, rows_.size() - 1);
  if (count == 0) return {};
  std::vector<std::uint32_t> positions = {self};
  if (matrix_.items() == 0) {
    for (std::uint32_t position = 0; position < rows_.size(); ++position)
      if (position != self) positions.push_back(position);
  } else {
    for (const std::uint32_t position : candidates(self, count)) positions.push_back(position);
  }
  const std::vector<float> value = values(positions);
  std::vector<Neighbor> all;
  for (std::size_t i = 1; i < positions.size(); ++i) {
    if (!std::isfinite(value[i]))
      throw Error(Code::bad_model,
                  "the similarity of " + model_.star().entities[entity_].name + " '" + id_of(positions[i]) +
                      "' is not a finite number",
                  "train the model again: its parameters are damaged");
    all.push_back({positions[i], value[i]});
  }
  const float sign = similarity_ == Similarity::euclid ? -1.0f : 1.0f;
  std::ranges::sort(all, [&](const Neighbor& a, const Neighbor& b) {
    return a.value != b.value ? sign * a.value > sign * b.value : a.position < b.position;
  });
  all.resize(std::min(all.size(), count));
  return all;
}

std::vector<float> Neighbors::directions(std::span<const std::uint32_t> positions) const {
  const std::size_t columns = vectors_.columns(), size = direction_size();
  const float scale = 1 / std::sqrt(static_cast<float>(vectors_.members()));
  std::vector<float> result(positions.size() * size);
  if (matrix_.items() > 0) {
    for (std::size_t i = 0; i < positions.size(); ++i)
      for (std::size_t k = 0; k < size; ++k) result[i * size + k] = matrix_.at(positions[i], k) * scale;
    return result;
  }
  vectors_.each_member(rows_of(positions), [&](std::size_t m, const std::vector<double>& all) {
    for (std::size_t i = 0; i < positions.size(); ++i) {
      const double* vector = all.data() + i * columns;
      const double length = std::sqrt(dot(vector, vector, columns));
      if (!std::isfinite(length))
        throw Error(Code::bad_model,
                    "the vector of " + model_.star().entities[entity_].name + " '" + id_of(positions[i]) +
                        "' is not of finite numbers",
                    "train the model again: its parameters are damaged");
      for (std::size_t k = 0; k < columns; ++k)
        result[i * size + m * columns + k] = static_cast<float>(vector[k] / (length > 0 ? length : 1)) * scale;
    }
  });
  return result;
}

}  // namespace interplay
