// The vector of one feature, given all others: its normal equations and their solution.
//
// Let feature j occur in rows r with values x, let p_r be the vectors of these rows and q those of the other side. With
//   H = sum over r of x^2 (u G + sum w q q') + l_j I
//   g = sum over r of x (sum w (1 - <p_r, q>) q - u G p_r) - l_j v
// the loss of ials.h is least at v + H^-1 g: sums over the interactions of r, with G the Gram matrix of the other side.
#pragma once

#include <string>
#include <vector>

#include "base/aligned.h"
#include "kernels/observations.h"
#include "solvers/implicit/gram.h"
#include "solvers/implicit/sides.h"

namespace interplay {

// How a vector is improved.
struct VectorSteps {
  std::size_t block = 0;     // numbers that are solved for at a time (iALS++, Rendle et al. 2021); 0: all
  std::size_t gradient = 0;  // above 0: so many steps of conjugate gradients instead
};

class FeatureSolver {
 public:
  FeatureSolver(Side& side, const Side& other, const Gram& gram, double unobserved, const VectorSteps& steps);

  // Moves the vector of feature j and those of its rows. With `pool`, interactions are summed by its threads. Returns
  // false where the equations have no solution that rounding does not determine.
  bool solve(SideField& field, std::uint32_t j, const TaskPool* pool);
  // How the last solve has moved the vector: from zero for a plain side without steps of conjugate gradients.
  std::span<const float> change() const { return {moved_.data(), side_.rank}; }
  // Moves the vector of feature j, and those of its rows, by the change that another process has found.
  void take(SideField& field, std::uint32_t j, std::span<const float> change);

 private:
  // Some of the feature's entries, with their sums.
  struct Piece {
    std::uint64_t first, last;  // entries of the field
    std::vector<float> scores;  // of their interactions in turn, where they are kept
    AlignedArray<float> sums;   // in panels, or a vector
  };
  void cut(const SideField& field, std::uint32_t j, bool several);
  template <class Work>
  void for_pieces(const TaskPool* pool, const Work& work);

  bool solve_blocks(SideField& field, std::uint32_t j, const TaskPool* pool);
  void descend(SideField& field, std::uint32_t j, const TaskPool* pool);
  void find_scores(const SideField& field, Piece& piece) const;
  void move_scores(const SideField& field, std::size_t first, std::size_t count, Piece& piece) const;
  void sum_block(const SideField& field, std::size_t first, std::size_t count, Piece& piece) const;
  void add_products(const SideField& field, const float* direction, Piece& piece) const;
  void add_slopes(const SideField& field, Piece& piece) const;
  const float* total(std::size_t floats);
  void move(SideField& field, std::uint32_t j, std::span<const float> change);
  void start(const SideField& field, std::uint32_t j);
  void finish(SideField& field, std::uint32_t j, std::size_t first, std::size_t count);

  Side& side_;
  const Side& other_;
  const Gram& gram_;
  double unobserved_;
  VectorSteps steps_;
  bool from_zero_;  // the only feature of its row, solved for at once: then v may be found without its old value
  std::vector<Piece> pieces_;
  std::size_t pieces_used_ = 0;
  double squares_ = 0;           // sum of x^2
  AlignedArray<float> row_sum_;  // sum of x p_r
  AlignedArray<float> square_, change_, direction_, residual_;
  AlignedArray<float> moved_;  // the changes of all blocks
};

}  // namespace interplay
