#include "solvers/implicit/equations.h"

#include <algorithm>
#include <cmath>

#include "kernels/arrays.h"
#include "kernels/least_squares.h"
#include "kernels/stored_rows.h"

namespace interplay {
namespace {

// Interactions that are summed by one task: enough to pay for its memory.
constexpr std::uint64_t piece_interactions = 16384;

// Without interactions only the penalty is left.
bool is_idle(const SideField& field, std::uint32_t j) { return field.offsets[j] == field.offsets[j + std::size_t{1}]; }

// `to` += a x from element `first` on, whatever the alignment.
void add(float a, const float* x, float* to, std::size_t first, std::size_t size) {
  kernels::axpy(a, x + first, to + first, size - first);
}

}  // namespace

FeatureSolver::FeatureSolver(Side& side, const Side& other, const Gram& gram, double unobserved,
                             const VectorSteps& steps)
    : side_(side), other_(other), gram_(gram), unobserved_(unobserved), steps_(steps) {
  const std::size_t rank = side.rank;
  if (steps_.block == 0 || steps_.block > rank) steps_.block = rank;
  from_zero_ = side.plain() && steps_.block == rank && steps_.gradient == 0;
  row_sum_ = AlignedArray<float>(side.stride);
  change_ = AlignedArray<float>(side.stride);
  direction_ = AlignedArray<float>(side.stride);
  residual_ = AlignedArray<float>(side.stride);
  moved_ = AlignedArray<float>(side.stride);
  if (steps_.gradient == 0) square_ = AlignedArray<float>((steps_.block + 2) * padded(steps_.block + 2));
}

bool FeatureSolver::solve(SideField& field, std::uint32_t j, const TaskPool* pool) {
  if (is_idle(field, j)) {
    std::fill_n(field.vectors.row(j), side_.rank, 0.0f);
    return true;
  }
  cut(field, j, pool != nullptr);
  start(field, j);
  if (steps_.gradient == 0) return solve_blocks(field, j, pool);
  descend(field, j, pool);
  return true;
}

void FeatureSolver::take(SideField& field, std::uint32_t j, std::span<const float> change) {
  if (is_idle(field, j)) {
    std::fill_n(field.vectors.row(j), side_.rank, 0.0f);
  } else {
    move(field, j, change);
  }
}

void FeatureSolver::cut(const SideField& field, std::uint32_t j, bool several) {
  pieces_used_ = 0;
  const std::uint64_t last = field.offsets[j + std::size_t{1}];
  for (std::uint64_t first = field.offsets[j]; first < last;) {
    std::uint64_t end = first, interactions = 0;
    while (end < last && (!several || interactions < piece_interactions)) interactions += side_.size(field.rows[end++]);
    if (pieces_used_ == pieces_.size()) pieces_.emplace_back();
    Piece& piece = pieces_[pieces_used_++];
    piece.first = first;
    piece.last = end;
    first = end;
  }
}

template <class Work>
void FeatureSolver::for_pieces(const TaskPool* pool, const Work& work) {
  if (pool == nullptr || pieces_used_ == 1) {
    for (std::size_t p = 0; p < pieces_used_; ++p) work(pieces_[p]);
  } else {
    pool->run(pieces_used_, [&](std::size_t p) { work(pieces_[p]); });
  }
}

void FeatureSolver::start(const SideField& field, std::uint32_t j) {
  squares_ = 0;
  std::ranges::fill(row_sum_, 0.0f);
  for (std::uint64_t i = field.offsets[j]; i < field.offsets[j + std::size_t{1}]; ++i) {
    squares_ += static_cast<double>(field.x[i]) * static_cast<double>(field.x[i]);
    if (!from_zero_) kernels::axpy(field.x[i], side_.vector(field.rows[i]), row_sum_.data(), side_.stride);
  }
}

// The sums of all pieces, in their order.
const float* FeatureSolver::total(std::size_t floats) {
  for (std::size_t p = 1; p < pieces_used_; ++p)
    kernels::axpy(1, pieces_[p].sums.data(), pieces_[0].sums.data(), floats);
  return pieces_[0].sums.data();
}

void FeatureSolver::find_scores(const SideField& field, Piece& piece) const {
  piece.scores.clear();
  for (std::uint64_t i = piece.first; i < piece.last; ++i) {
    const std::uint32_t row = field.rows[i];
    for (std::uint64_t at = side_.first(row), end = at + side_.size(row); at < end; ++at)
      piece.scores.push_back(kernels::dot(side_.vector(row), other_.vector(side_.others[at]), side_.stride));
  }
}

// After the feature's numbers from `first` on have changed.
void FeatureSolver::move_scores(const SideField& field, std::size_t first, std::size_t count, Piece& piece) const {
  float* score = piece.scores.data();
  for (std::uint64_t i = piece.first; i < piece.last; ++i) {
    const std::uint32_t row = field.rows[i];
    for (std::uint64_t at = side_.first(row), end = at + side_.size(row); at < end; ++at)
      *score++ += field.x[i] * kernels::dot(change_.data(), other_.vector(side_.others[at]) + first, count);
  }
}

void FeatureSolver::sum_block(const SideField& field, std::size_t first, std::size_t count, Piece& piece) const {
  const kernels::Panels panels{count, padded(count)};
  if (piece.sums.size() < panels.sums_size()) piece.sums = AlignedArray<float>(panels.sums_size());
  std::fill_n(piece.sums.data(), panels.sums_size(), 0.0f);
  kernels::Observations tile;
  kernels::ObservationTotals unused;
  tile.count = 0;
  AlignedArray<float> scaled;  // vectors that are not in a table as they are
  const float* score = piece.scores.data();
  const auto add_tile = [&] {
    kernels::add_observations(tile, panels, piece.sums.data(), unused);
    tile.count = 0;
  };
  // A part of a vector is read up to its padded end, where the vector may go on.
  const bool cut = count != panels.stride && (first + count < side_.rank || first + panels.stride > side_.stride);
  for (std::uint64_t i = piece.first; i < piece.last; ++i) {
    const std::uint32_t row = field.rows[i];
    const float x = field.x[i];
    for (std::uint64_t at = side_.first(row), end = at + side_.size(row); at < end; ++at) {
      const float* q = other_.vector(side_.others[at]) + first;
      const float root = side_.weights.empty() ? 1.0f : std::sqrt(side_.weights[at]), factor = x * root;
      if (factor != 1 || cut) {
        if (scaled.size() == 0) scaled = AlignedArray<float>(kernels::observation_tile * panels.stride);
        float* to = scaled.data() + tile.count * panels.stride;
        std::fill_n(to, panels.stride, 0.0f);
        kernels::axpy(factor, q, to, count);
        q = to;
      }
      tile.vectors[tile.count] = q;
      tile.roots[tile.count] = 0;
      tile.targets[tile.count] = from_zero_ ? root : root * (1 - *score++);
      if (++tile.count == kernels::observation_tile) add_tile();
    }
  }
  if (tile.count > 0) add_tile();
}

bool FeatureSolver::solve_blocks(SideField& field, std::uint32_t j, const TaskPool* pool) {
  const std::size_t rank = side_.rank;
  const auto u = static_cast<float>(unobserved_);
  const auto all = static_cast<float>(unobserved_ * squares_);
  const float penalty = field.penalty[j];
  float* v = field.vectors.row(j);
  if (!from_zero_) for_pieces(pool, [&](Piece& piece) { find_scores(field, piece); });
  for (std::size_t first = 0; first < rank; first += steps_.block) {
    const std::size_t count = std::min(steps_.block, rank - first), stride = padded(count + 2);
    for_pieces(pool, [&](Piece& piece) { sum_block(field, first, count, piece); });
    const kernels::Panels panels{count, padded(count)};
    total(panels.sums_size());
    const kernels::Equations sums{panels, pieces_[0].sums.data()};
    kernels::unpack(sums, 1, square_.data(), stride);
    for (std::size_t k = 0; k < count; ++k) {
      float* row = square_.data() + k * stride;
      const float* of_gram = gram_.row(first + k);
      add(all, of_gram + first, row, k, count);
      row[k] += penalty;
      row[count] = sums.right()[k];
      if (!from_zero_) row[count] -= u * kernels::dot(of_gram, row_sum_.data(), side_.stride) + penalty * v[first + k];
    }
    std::fill_n(change_.data(), side_.stride, 0.0f);
    if (!kernels::solve_normal(square_.data(), count, stride, change_.data())) return false;
    if (from_zero_) {
      std::copy_n(change_.data(), rank, moved_.data());
      move(field, j, change());
      return true;
    }
    finish(field, j, first, count);
    if (first + count < rank) for_pieces(pool, [&](Piece& piece) { move_scores(field, first, count, piece); });
  }
  return true;
}

// In the same steps as where it was found, for the same rounding.
void FeatureSolver::move(SideField& field, std::uint32_t j, std::span<const float> change) {
  if (from_zero_) {
    std::ranges::copy(change, field.vectors.row(j));
    std::ranges::copy(change, side_.vector(field.rows[field.offsets[j]]));
    return;
  }
  const std::size_t block = steps_.gradient == 0 ? steps_.block : side_.rank;
  for (std::size_t first = 0; first < side_.rank; first += block) {
    const std::size_t count = std::min(block, side_.rank - first);
    std::fill_n(change_.data(), side_.stride, 0.0f);
    std::copy_n(change.begin() + static_cast<std::ptrdiff_t>(first), count, change_.data());
    finish(field, j, first, count);
  }
}

// Adds the change to the vector, from its number `first` on, and to those of the feature's rows.
void FeatureSolver::finish(SideField& field, std::uint32_t j, std::size_t first, std::size_t count) {
  std::copy_n(change_.data(), count, moved_.data() + first);
  kernels::axpy(1, change_.data(), field.vectors.row(j) + first, count);
  kernels::axpy(static_cast<float>(squares_), change_.data(), row_sum_.data() + first, count);
  for (std::uint64_t i = field.offsets[j]; i < field.offsets[j + std::size_t{1}]; ++i)
    kernels::axpy(field.x[i], change_.data(), side_.vector(field.rows[i]) + first, count);
}

// sum of x w (1 - s) q
void FeatureSolver::add_slopes(const SideField& field, Piece& piece) const {
  if (piece.sums.size() < side_.stride) piece.sums = AlignedArray<float>(side_.stride);
  std::fill_n(piece.sums.data(), side_.stride, 0.0f);
  const float* score = piece.scores.data();
  for (std::uint64_t i = piece.first; i < piece.last; ++i) {
    const std::uint32_t row = field.rows[i];
    for (std::uint64_t at = side_.first(row), end = at + side_.size(row); at < end; ++at) {
      const float weight = side_.weights.empty() ? 1.0f : side_.weights[at];
      kernels::axpy(field.x[i] * weight * (1 - *score++), other_.vector(side_.others[at]), piece.sums.data(),
                    side_.stride);
    }
  }
}

// sum of x^2 w <q, d> q for a direction d
void FeatureSolver::add_products(const SideField& field, const float* direction, Piece& piece) const {
  std::fill_n(piece.sums.data(), side_.stride, 0.0f);
  for (std::uint64_t i = piece.first; i < piece.last; ++i) {
    const std::uint32_t row = field.rows[i];
    const float squared = field.x[i] * field.x[i];
    for (std::uint64_t at = side_.first(row), end = at + side_.size(row); at < end; ++at) {
      const float* q = other_.vector(side_.others[at]);
      const float weight = side_.weights.empty() ? squared : squared * side_.weights[at];
      kernels::axpy(weight * kernels::dot(q, direction, side_.stride), q, piece.sums.data(), side_.stride);
    }
  }
}

// Conjugate gradients on H d = g from d = 0. Hestenes and Stiefel 1952; few steps for iALS: Takacs, Pilaszy, Tikk 2011.
void FeatureSolver::descend(SideField& field, std::uint32_t j, const TaskPool* pool) {
  const std::size_t rank = side_.rank, stride = side_.stride;
  const auto u = static_cast<float>(unobserved_);
  const auto all = static_cast<float>(unobserved_ * squares_);
  const float penalty = field.penalty[j];
  const float* v = field.vectors.row(j);
  for_pieces(pool, [&](Piece& piece) {
    find_scores(field, piece);
    add_slopes(field, piece);
  });
  std::copy_n(total(stride), stride, residual_.data());
  for (std::size_t k = 0; k < rank; ++k)
    residual_[k] -= u * kernels::dot(gram_.row(k), row_sum_.data(), stride) + penalty * v[k];
  std::ranges::copy(residual_, direction_.data());
  std::ranges::fill(change_, 0.0f);
  double squares = kernels::sum_of_squares(residual_.data(), stride);
  const double enough = 1e-14 * squares;
  for (std::size_t step = 0; step < steps_.gradient && squares > enough; ++step) {
    for_pieces(pool, [&](Piece& piece) { add_products(field, direction_.data(), piece); });
    float* product = pieces_[0].sums.data();
    total(stride);
    for (std::size_t k = 0; k < rank; ++k)
      product[k] += all * kernels::dot(gram_.row(k), direction_.data(), stride) + penalty * direction_[k];
    const double curvature = static_cast<double>(kernels::dot(direction_.data(), product, stride));
    if (!(curvature > 0)) break;
    const auto length = static_cast<float>(squares / curvature);
    kernels::axpy(length, direction_.data(), change_.data(), stride);
    kernels::axpy(-length, product, residual_.data(), stride);
    const double left = kernels::sum_of_squares(residual_.data(), stride);
    kernels::scale(static_cast<float>(left / squares), direction_.data(), stride);
    kernels::axpy(1, residual_.data(), direction_.data(), stride);
    squares = left;
  }
  finish(field, j, 0, rank);
}

}  // namespace interplay
